using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

// What a crash may leave, and what must then be there.
internal sealed partial class CrashLife
{
    /// <summary>Recovers every collected image, and compares it with what was written.</summary>
    public void CheckImages(string life)
    {
        foreach ((byte[] image, long committed) in _images)
            CheckImage(image, committed, life);

        _images.Clear();
        _collected.Clear();
        CheckTape(life);
        CheckSealed(life);
    }

    private void CheckImage(byte[] image, long committed, string life)
    {
        ImageCount++;
        if (_form is not null && image.AsSpan().SequenceEqual(_form))
            return; // The whole sealed log: all that was committed, and what it says is looked at once.

        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(image));
        long valid = recovery.ValidLengthBytes;
        Demand(valid >= committed, life, "of " + committed + " committed bytes " + valid + " were recovered");
        if (valid == 0)
            return;

        if (recovery.Header!.LogIdentifier != _options.LogIdentifier)
        {
            // What the disk held before shows as long as the new log has committed nothing; its identity tells.
            Demand(committed == 0 && image.AsSpan(0, (int)valid).SequenceEqual(_stale.AsSpan(0, (int)valid)), life, "a log that never was");
            return;
        }

        Demand(image.AsSpan(0, (int)valid).SequenceEqual(_file.Current.AsSpan(0, (int)valid)), life, "bytes that were not written");
        CheckOtherModes(image, recovery, life);

        Demand(_modelAt.TryGetValue(valid, out string? expected), life, "pages end at byte " + valid + " where none did");
        if (_modelChecked.Add(valid))
            Demand(Describe(WriteLogIndex.Build(recovery.Log!)) == expected, life, "the index says\n" + Describe(WriteLogIndex.Build(recovery.Log!)) + "\nand the model\n" + expected);
    }

    private static void CheckOtherModes(byte[] image, WriteLogRecovery recovery, string life)
    {
        using WriteLogRecovery strict = WriteLogRecovery.Recover(new WriteLogSnapshot(image), WriteLogRecoveryMode.Strict);
        Demand(strict.Log is null == recovery.Fault.IsFault && strict.Losses.SequenceEqual(recovery.Losses), life, "the strict mode takes a damaged log, or refuses a whole one");

        // What a salvage holds for certain before the damage is what stands there; behind it may be more.
        using WriteLogRecovery salvage = WriteLogRecovery.Recover(new WriteLogSnapshot(image), WriteLogRecoveryMode.Salvage);
        long good = salvage.ValidLengthBytes == 0 ? 0 : WriteLogIndex.Build(salvage.Log!).Totals.ObjectCount;
        Demand(salvage.ValidLengthBytes == recovery.ValidLengthBytes, life, "a salvage takes another good part");
        Demand(salvage.Losses.Any(l => l.EndLogicalObjectIdentifier is not null) || salvage.SalvagedExtents().Sum(e => e.ObjectCount) == good, life, "a salvage gives other objects than there are");
    }

    private void CheckTape(string life)
    {
        // The tape loses nothing that it was made to write down, and any end part of the rest.
        for (int count = _safeBlocks; count <= _tape.Count; count++)
        {
            var assembler = new LogCopyAssembler(_options.LogIdentifier);
            foreach (byte[] block in _tape.Take(count))
                Demand(assembler.TryAdd(block, out _, out _), life, "a copy block is not good");

            byte[] copy = assembler.Assemble();
            Demand(copy.Length >= _safeBytes, life, "a copy on the medium lost bytes");
            Demand(copy.AsSpan().SequenceEqual(_file.Current.AsSpan(0, copy.Length)), life, "a copy holds bytes that were not written");
            using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(copy));
            Demand(recovery.ValidLengthBytes == 0 || _modelAt.ContainsKey(recovery.ValidLengthBytes), life, "a copy ends where no page did");
        }
    }

    private void CheckSealed(string life)
    {
        if (_form is null)
            return;

        string written = string.Join("\n", LogRecords.ReadAll(new WriteLogReader(_file.Current)));
        Demand(written == string.Join("\n", LogRecords.ReadAll(new WriteLogReader(_form))), life, "the sealed form says something else");
        Demand(Describe(WriteLogIndex.Open(new WriteLogSnapshot(_form))) == Describe(_model), life, "the carried index says something else");
    }

    /// <summary>Collects what a crash now may leave: of this log everything that its name may lead to, of those before what they were.</summary>
    private void Collect()
    {
        if (!_isWatched)
            return;

        long committed = _log?.CommittedLength ?? 0;
        foreach (SimulatedFile? file in _folder.CrashFiles(Path))
        {
            Demand(file is not null || committed == 0, _life, "a committed log has no name");
            foreach (byte[] image in file?.CrashImages() ?? [])
            {
                if (_collected.Add((image, committed)))
                    _images.Add((image, committed));
            }
        }

        foreach ((string path, byte[] bytes) in _kept)
        {
            foreach (SimulatedFile? file in _folder.CrashFiles(path))
                Demand(file is not null && file.CrashImages() is [var only] && only.AsSpan().SequenceEqual(bytes), _life, path + " is not what it was when its sealing ended");
        }

        // Before its sealing ends, a name that is new leads to nothing or to the whole log.
        if (!_kept.ContainsKey(SealedPath))
        {
            foreach (SimulatedFile? file in _folder.CrashFiles(SealedPath))
                Demand(file is null || (file.CrashImages() is [var only] && only.AsSpan().SequenceEqual(_form)), _life, "a sealed file has its name and is not whole");
        }
    }

    private static void Demand(bool isTrue, string life, string message)
    {
        if (!isTrue)
            Assert.Fail(life + ": " + message);
    }

    private static string Describe(LogModel model) => string.Join(
        "\n",
        model.Extents().Select(e => e.ToString()).Append("medium " + model.OnMedium).Append("streams " + model.Streams.Count)
            .Append("retracted " + string.Join(",", model.Retractions)).Append("errors " + model.Errors.Count));

    private static string Describe(WriteLogIndex index) => string.Join(
        "\n",
        index.Extents(0, long.MaxValue).Select(e => e.ToString()).Append("medium " + index.OnMediumLogicalObjectIdentifier).Append("streams " + index.Streams.Count)
            .Append("retracted " + string.Join(",", index.Retractions.Select(r => (r.LogicalObjectIdentifier, r.EndLogicalObjectIdentifier))))
            .Append("errors " + index.Errors.Count));

    private sealed class SameBytes : IEqualityComparer<(byte[] Image, long Committed)>
    {
        public bool Equals((byte[] Image, long Committed) x, (byte[] Image, long Committed) y) => x.Committed == y.Committed && x.Image.AsSpan().SequenceEqual(y.Image);

        public int GetHashCode((byte[] Image, long Committed) obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj.Image);
            return hash.ToHashCode();
        }
    }
}
