using System.Collections.Generic;
using Xunit.Abstractions;

namespace MultiThreadBackupLog.Mutation;

/// <summary>One test at a time, and each row of a theory a test of its own.</summary>
internal sealed class TestOptions : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    private readonly Dictionary<string, object?> _values = new()
    {
        ["xunit.discovery.PreEnumerateTheories"] = (bool?)true,
        ["xunit.discovery.SynchronousMessageReporting"] = (bool?)true,
        ["xunit.execution.DisableParallelization"] = (bool?)true,
        ["xunit.execution.SynchronousMessageReporting"] = (bool?)true,
    };

    public TValue? GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) ? (TValue?)value : default;

    public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
}
