using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>Measures what has one thread and waits for nothing, by the processor's time: other work on the machine is not in it.</summary>
internal static class ProcessorTime
{
    public static double Seconds(Action action)
    {
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - begin).TotalSeconds;
    }

    /// <summary>Gives the least of some runs, after one that is not counted.</summary>
    public static double Best(int repeats, Action action)
    {
        action();
        return Enumerable.Range(0, repeats).Min(_ => Seconds(action));
    }

    /// <summary>Measures two sides one after the other, in turn, so that whatever disturbs touches both; after a run of each that is not counted.</summary>
    public static (double Ours, double Theirs)[] Pairs(int repeats, Action ours, Action theirs)
    {
        ours();
        theirs();
        return Enumerable.Range(0, repeats).Select(_ => (Seconds(ours), Seconds(theirs))).ToArray();
    }

    /// <summary>Reads all records of a log.</summary>
    public static long ReadAll(WriteLogSnapshot log)
    {
        var reader = new WriteLogReader(log);
        while (reader.Read(out _))
        {
        }

        return reader.NextLogicalObjectIdentifier;
    }

    /// <summary>Gives a number of the command line, or another where there is none.</summary>
    public static int Argument(IReadOnlyList<string> arguments, int at, int otherwise) =>
        arguments.Count > at ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;
}
