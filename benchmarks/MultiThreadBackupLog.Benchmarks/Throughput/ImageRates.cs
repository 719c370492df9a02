using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>How fast are four files backed up at once to a tape image, and one of them restored, beside the plain tools on the same bytes?</summary>
/// <remarks>
/// <code>
///   file 1 --\
///   file 2 ---\   one session, four producers      image       restore of file 2
///   file 3 ---/   beside: cat files > one; sync    ======&gt;      beside: dd bs=64K conv=fsync of the same bytes
///   file 4 --/
/// </code>
/// Each repeat runs both sides one after the other, the order turned round each time; both end in fsync. What was restored is compared
/// with its source before any figure is printed.
/// </remarks>
internal static class ImageRates
{
    private const int Files = 4;

    public static int Run(IReadOnlyList<string> arguments)
    {
        int mebibytes = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 512;
        int repeats = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 5;
        string folder = Directory.CreateTempSubdirectory("mtbl-rates-").FullName;
        try
        {
            Measure(folder, mebibytes, repeats);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string folder, int mebibytes, int repeats)
    {
        string[] sources = Enumerable.Range(1, Files).Select(number => MakeSource(folder, number, mebibytes)).ToArray();
        var backup = new List<double>();
        var cat = new List<double>();
        var restore = new List<double>();
        var dd = new List<double>();
        for (int repeat = 0; repeat <= repeats; repeat++)
        {
            bool isWarmUp = repeat == 0;
            Pair(repeat, isWarmUp, backup, () => Backup(folder, sources), cat, () => Shell(folder, "cat " + string.Join(' ', sources.Select(Path.GetFileName)) + " > cat.out && sync cat.out"));
            Pair(repeat, isWarmUp, restore, () => Restore(folder), dd, () => Shell(folder, "dd if=source-2 of=dd.out bs=64K conv=fsync 2>/dev/null"));
            CheckAnswer(folder);
        }

        Print("backup of 4 x " + mebibytes + " MiB", backup, "cat", cat);
        Print("restore of 1 of 4", restore, "dd", dd);
    }

    private static void Pair(int repeat, bool isWarmUp, List<double> ours, Action us, List<double> theirs, Action them)
    {
        if (repeat % 2 == 0)
        {
            Time(isWarmUp, ours, us);
            Time(isWarmUp, theirs, them);
            return;
        }

        Time(isWarmUp, theirs, them);
        Time(isWarmUp, ours, us);
    }

    private static void Time(bool isWarmUp, List<double> seconds, Action action)
    {
        long begin = Stopwatch.GetTimestamp();
        action();
        if (!isWarmUp)
        {
            seconds.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
    }

    private static void Print(string what, List<double> ours, string reference, List<double> theirs)
    {
        double ratio = Median(theirs) / Median(ours);
        string[] each = ours.Zip(theirs, (us, them) => (them / us).ToString("0.00", CultureInfo.InvariantCulture)).ToArray();
        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1:0.00} x the rate of {2} (medians {3:0.00} s and {4:0.00} s; pair by pair {5})",
            what,
            ratio,
            reference,
            Median(ours),
            Median(theirs),
            string.Join(' ', each)));
    }

    private static double Median(List<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string MakeSource(string folder, int number, int mebibytes)
    {
        string path = Path.Combine(folder, "source-" + number);
        using FileStream file = File.Create(path);
        var random = new Random(number);
        var chunk = new byte[1 << 20];
        for (int index = 0; index < mebibytes; index++)
        {
            random.NextBytes(chunk);
            file.Write(chunk);
        }

        file.Flush(flushToDisk: true);
        return path;
    }

    private static void Backup(string folder, string[] sources)
    {
        File.Delete(Path.Combine(folder, "backup.tap"));
        File.Delete(Path.Combine(folder, "backup.wlog"));
        using TapeImage tape = TapeImage.Create(Path.Combine(folder, "backup.tap"));
        var options = new BackupSessionOptions
        {
            BlockLength = 256 * 1024,
            BlockCount = 256,
            HasBlockTrailers = true,
            LogPath = Path.Combine(folder, "backup.wlog"),
        };
        using BackupSession session = BackupSession.Start(tape, options);
        Task.WaitAll(sources.Select(source => Task.Factory.StartNew(() => Copy(source, session), TaskCreationOptions.LongRunning)).ToArray());
        BackupSessionReport report = session.Complete();
        if (!report.IsSuccess)
        {
            throw new InvalidOperationException("The backup failed: " + report.Failure);
        }
    }

    private static void Copy(string source, BackupSession session)
    {
        using var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using BlockStreamWriter writer = session.OpenStream(new StreamDescription(Path.GetFileName(source)));
        while (file.ReadAtLeast(writer.GetBlock().Span, writer.MaximumBlockLength, throwOnEndOfStream: false) is > 0 and int length)
        {
            writer.Publish(length);
        }

        writer.Complete();
    }

    private static void Restore(string folder)
    {
        using TapeImage tape = TapeImage.OpenReadOnly(Path.Combine(folder, "backup.tap"));
        using WriteLogSnapshot log = WriteLogSnapshot.OpenFile(Path.Combine(folder, "backup.wlog"));
        WriteLogIndex index = WriteLogIndex.Build(log);
        StreamId wanted = index.FindStreams("source-2").Single().Id;
        RestorePlan plan = RestorePlanner.Plan(index, new RestoreSelection().AddAll(wanted), TapeDriveModel.NoSeekCost);
        using var file = new FileStream(Path.Combine(folder, "restored.out"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        RestoreReport report = new RestoreSession(tape, plan).AddSink(wanted, BlockSink.ToStream(file)).Run();
        file.Flush(flushToDisk: true);
        if (!report.IsSuccess || report.Streams[0].Verification != RestoreVerification.StreamChecksum)
        {
            throw new InvalidOperationException("The restore failed.");
        }
    }

    private static void CheckAnswer(string folder)
    {
        if (!Hash(Path.Combine(folder, "source-2")).AsSpan().SequenceEqual(Hash(Path.Combine(folder, "restored.out"))))
        {
            throw new InvalidOperationException("What was restored is not what was backed up.");
        }
    }

    private static byte[] Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return SHA256.HashData(file);
    }

    private static void Shell(string folder, string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, ArgumentList = { "-c", command } })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("'" + command + "' ended with " + process.ExitCode + ".");
        }
    }
}
