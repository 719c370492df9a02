namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Real-thread stress runs alone: on two cores a second test class would only add noise to the interleavings.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StressCollection
{
    public const string Name = "Stress";
}
