using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Threading;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MultiThreadBackupLog.Mutation;

/// <summary>The tests and the mutated library in this process.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly Assembly _library;
    private readonly FieldInfo _active;
    private readonly FieldInfo _hits;
    private readonly Assembly _tests;
    private readonly XunitTestFramework _framework = new(new NullMessageSink());
    private readonly Dictionary<string, ITestCase> _cases = [];
    private readonly ITestFrameworkExecutor _executor;

    /// <summary>Loads both; <paramref name="mutant"/> is active from the first instruction on.</summary>
    public TestHost(string bin, int mutant)
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(bin, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        _library = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(bin, RunFolder.Library));
        Type control = _library.GetTypes().Single(type => type.Name == "MutantControl");
        _active = control.GetField(MutantSwitch.Active)!;
        _hits = control.GetField(MutantSwitch.Hits)!;
        Activate(mutant);
        _tests = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(bin, "MultiThreadBackupLog.Tests.dll"));
        _executor = _framework.GetExecutor(_tests.GetName());
    }

    public void Activate(int mutant) => _active.SetValue(null, mutant);

    /// <summary>Notes from now on which mutants are reached; null ends that.</summary>
    public void Note(byte[]? hits) => _hits.SetValue(null, hits);

    /// <summary>Runs every static initialiser of the library, so that no mutant is active in one by accident and stays behind in its values.</summary>
    public void Initialise()
    {
        foreach (Type type in _library.GetTypes().Where(type => !type.ContainsGenericParameters && type.TypeInitializer is not null))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }

    /// <summary>Finds the tests whose class and name a filter lets through; gives their identifiers and names.</summary>
    public IEnumerable<(string Id, string Name)> Find(NameFilter filter)
    {
        using ITestFrameworkDiscoverer discoverer = _framework.GetDiscoverer(Reflector.Wrap(_tests));
        foreach (Type type in _tests.GetTypes().Where(type => type.GetMethods().Any(method => filter.Matches(type.FullName + "." + method.Name))))
        {
            using var found = new Sink();
            discoverer.Find(type.FullName!, includeSourceInformation: false, found, new TestOptions());
            found.Wait();
            foreach (ITestCase test in found.Found)
            {
                string name = type.FullName + "." + test.TestMethod.Method.Name;
                if (filter.Matches(name) && test.SkipReason is null && _cases.TryAdd(test.UniqueID, test))
                {
                    yield return (test.UniqueID, name == test.DisplayName ? name : name + " | " + test.DisplayName);
                }
            }
        }
    }

    /// <summary>Runs one test; null when it passed, else what it said.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="milliseconds">How much processor time this took, since what else the machine does must not count.</param>
    public string? Run(string id, out double milliseconds)
    {
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        using var sink = new Sink();
        _executor.RunTests([_cases[id]], sink, new TestOptions());
        sink.Wait();
        milliseconds = (Environment.CpuUsage.TotalTime - begin).TotalMilliseconds;
        return sink.Ran == 0 ? "The test did not run." : sink.Failure;
    }

    public void Dispose()
    {
        _executor.Dispose();
        _framework.Dispose();
    }

    private sealed class Sink : IMessageSink, IDisposable
    {
        private readonly ManualResetEventSlim _finished = new();

        public List<ITestCase> Found { get; } = [];

        public string? Failure { get; private set; }

        public int Ran { get; private set; }

        public void Wait() => _finished.Wait();

        public void Dispose() => _finished.Dispose();

        public bool OnMessage(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestCaseDiscoveryMessage discovered:
                    Found.Add(discovered.TestCase);
                    break;
                case ITestPassed:
                    Ran++;
                    break;
                case ITestFailed failed:
                    Ran++;
                    Failure ??= failed.ExceptionTypes[0] + ": " + failed.Messages[0];
                    break;
                case IFailureInformation failure:
                    Failure ??= failure.ExceptionTypes[0] + ": " + failure.Messages[0];
                    break;
                case ITestAssemblyFinished or IDiscoveryCompleteMessage:
                    _finished.Set();
                    break;
            }

            return true;
        }
    }
}
