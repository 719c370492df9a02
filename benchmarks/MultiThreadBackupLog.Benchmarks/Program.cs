using BenchmarkDotNet.Running;

namespace MultiThreadBackupLog.Benchmarks;

/// <summary>Runs BenchmarkDotNet for one operation; the many-thread throughput runner has verbs of its own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
        return 0;
    }
}
