using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>How quickly is what is good of a log found, whole or damaged, beside reading its records, and beside reading the file and summing its bytes once?</summary>
/// <remarks>
/// What recovery says is checked before a figure is printed. Times are the processor's: the file is in the system's cache. The two sides of a ratio are measured one after the other,
/// in turn, and the median of the pairs' ratios is given.
/// </remarks>
internal static class RecoveryRates
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        int runs = ProcessorTime.Argument(arguments, 0, 4_000_000);
        int repeats = ProcessorTime.Argument(arguments, 1, 5);
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".wlog");
        try
        {
            using var log = new IndexLog(runs, 8);
            Form("live", log, Bytes(log.Snapshot), path, repeats);
            var pages = new MemoryStream();
            LogSealer.WritePages(log.Snapshot, pages);
            Form("sealed", log, pages.ToArray(), path, repeats);
        }
        finally
        {
            File.Delete(path);
        }

        return 0;
    }

    private static void Form(string form, IndexLog log, byte[] bytes, string path, int repeats)
    {
        Console.WriteLine(Text("{0}: {1} runs of 8 streams, {2:0.0} MB", form, log.RunCount, bytes.Length / 1e6));
        File.WriteAllBytes(path, bytes);
        Compare(form + ", whole", log, path, WriteLogRecoveryMode.UpToDamage, repeats, recovery => recovery.IsWhole && recovery.IsClosed);
        Compare(form + ", whole, salvage", log, path, WriteLogRecoveryMode.Salvage, repeats, recovery => recovery.IsWhole && recovery.Losses.Count == 0);
        Salvaged(form + ", whole", log, path, repeats);

        Damage(path, bytes, bytes.Length - 5);
        Compare(form + ", a bit in the last page", log, path, WriteLogRecoveryMode.UpToDamage, repeats, recovery => !recovery.IsWhole && !recovery.IsClosed);

        Damage(path, bytes, bytes.Length / 2);
        Compare(form + ", a bit in the middle", log, path, WriteLogRecoveryMode.UpToDamage, repeats, recovery => recovery.ValidLengthBytes <= bytes.Length / 2);
        Compare(form + ", a bit in the middle, salvage", log, path, WriteLogRecoveryMode.Salvage, repeats, recovery => recovery.Losses.Count == 1);
        Salvaged(form + ", a bit in the middle", log, path, repeats);
    }

    private static void Compare(string what, IndexLog log, string path, WriteLogRecoveryMode mode, int repeats, Func<WriteLogRecovery, bool> holds)
    {
        Action recover = () =>
        {
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path, mode);
            Expect(holds(recovery));
        };
        double read = Pair(repeats, recover, () => ProcessorTime.ReadAll(log.Snapshot), out double best);
        double sum = Pair(repeats, recover, () => Sum(path), out _);
        Console.WriteLine(Text(
            "  {0}: {1:0.0} ms, {2:0} MB/s; {3:0.00} x reading the records of the live log from memory, {4:0.0} x reading and summing the file",
            what,
            best * 1e3,
            new FileInfo(path).Length / best / 1e6,
            read,
            sum));
    }

    /// <summary>Goes through all that is proven to lie on the tape; with what is lost that is every object.</summary>
    private static void Salvaged(string what, IndexLog log, string path, int repeats)
    {
        using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path, WriteLogRecoveryMode.Salvage);
        long lost = recovery.Losses.Sum(loss => loss.EndLogicalObjectIdentifier!.Value - loss.FirstLogicalObjectIdentifier);
        int extents = 0;
        double ratio = Pair(
            repeats,
            () =>
            {
                long objects = 0;
                extents = 0;
                foreach (WriteLogSalvagedExtent extent in recovery.SalvagedExtents())
                {
                    objects += extent.ObjectCount;
                    extents++;
                }

                Expect(objects + lost == log.ObjectCount);
            },
            () => ProcessorTime.ReadAll(log.Snapshot),
            out double best);
        Console.WriteLine(Text("  {0}, what it proves to lie on the tape: {1:0.0} ns an extent; {2:0.00} x reading the records of the live log from memory; {3} objects lost", what, best / extents * 1e9, ratio, lost));
    }

    private static void Damage(string path, byte[] bytes, int at)
    {
        var damaged = (byte[])bytes.Clone();
        damaged[at] ^= 0x10;
        File.WriteAllBytes(path, damaged);
    }

    private static byte[] Bytes(WriteLogSnapshot log)
    {
        var bytes = new byte[log.LengthBytes];
        Expect(log.ReadBytes(0, bytes) == bytes.Length);
        return bytes;
    }

    private static void Sum(string path) => Expect(Crc32C.Compute(File.ReadAllBytes(path)) != 0);

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Recovery does not say what was written.");
        }
    }

    private static double Pair(int repeats, Action ours, Action theirs, out double best)
    {
        (double Ours, double Theirs)[] pairs = ProcessorTime.Pairs(repeats, ours, theirs);
        best = pairs.Min(pair => pair.Ours);
        return pairs.Select(pair => pair.Ours / pair.Theirs).Order().ElementAt(repeats / 2);
    }

    private static string Text(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
