using Xunit;

namespace MultiThreadBackupLog.Mutation.Nothing;

/// <summary>What Stryker may run while it makes the mutants.</summary>
public class NothingTests
{
    /// <remarks>One mutant at least must be reached: where none is, Stryker takes it that nothing could be noted, and runs them all.</remarks>
    [Fact]
    public void StreamId_OfTheSameOrdinal_IsEqual() => Assert.True(new StreamId(1).Equals(new StreamId(1)));
}
