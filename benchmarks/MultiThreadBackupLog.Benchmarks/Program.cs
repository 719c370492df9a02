using System;
using System.Linq;
using BenchmarkDotNet.Running;
using MultiThreadBackupLog.Benchmarks.Throughput;

namespace MultiThreadBackupLog.Benchmarks;

/// <summary>Runs BenchmarkDotNet for one operation; the many-thread throughput runner has verbs of its own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0 && arguments[0] == "hand-off")
        {
            return HandOffThroughput.Run(arguments.Skip(1).ToArray());
        }

        if (arguments.Length > 0 && arguments[0] == "image-rates")
        {
            return ImageRates.Run(arguments.Skip(1).ToArray());
        }

        if (arguments.Length > 0 && arguments[0] == "index-rates")
        {
            return IndexRates.Run(arguments.Skip(1).ToArray());
        }

        if (arguments.Length > 0 && arguments[0] == "copy-rates")
        {
            return CopyRates.Run(arguments.Skip(1).ToArray());
        }

        if (arguments.Length > 0 && arguments[0] == "commit-rates")
        {
            return CommitRates.Run(arguments.Skip(1).ToArray());
        }

        if (arguments.Length > 0 && arguments[0] == "sealed-rates")
        {
            return SealedRates.Run(arguments.Skip(1).ToArray());
        }

        if (arguments.Length > 0 && arguments[0] == "recovery-rates")
        {
            return RecoveryRates.Run(arguments.Skip(1).ToArray());
        }

        Console.WriteLine("Verbs with runners of their own: hand-off [REPEATS], image-rates [MIB [REPEATS]], index-rates [RUNS [REPEATS [STREAMS]]], commit-rates [FOLDER [COMMITS [REPEATS]]], sealed-rates [RUNS [REPEATS [RUNS OF THE OPENED INDEX]]], recovery-rates [RUNS [REPEATS]], copy-rates [MIB [REPEATS]]. Everything else goes to BenchmarkDotNet.");
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
        return 0;
    }
}
