using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What the life of a log is made of, where crashes are tried between all of it.</summary>
internal enum CrashOperation
{
    DefineStream,
    Run,
    Filemark,
    Error,
    Commit,
    Checkpoint,
    Close,
    Seal,
    Clear,
    CopyToMedium,
}

/// <summary>A short life of a log in a simulated folder and on a tape that is a list of blocks, with a naive model beside it that knows what each whole page said.</summary>
internal sealed class CrashLife : IDisposable
{
    private const int CopyBlockLength = 400;

    private static readonly byte[] OtherLog = WriteOtherLog();

    private readonly ManualTime _time = new();
    private readonly long _preallocationBytes;
    private readonly SimulatedFolder _folder;
    private readonly List<(byte[] Image, long Committed)> _images = [];
    private readonly HashSet<(byte[] Image, long Committed)> _collected = new(new SameBytes());
    private readonly Dictionary<string, byte[]> _kept = [];
    private readonly Dictionary<long, string> _modelAt = [];
    private readonly HashSet<long> _modelChecked = [];
    private readonly List<byte[]> _tape = [];
    private bool _isWatched;
    private bool _isSealed;
    private string _life = "a new log";
    private int _generation;
    private int _safeBlocks;
    private long _safeBytes;
    private long _copiedBytes;
    private int _copies;
    private bool _hasClosingCopy;
    private byte[] _stale = OtherLog;
    private SimulatedFile _file;
    private byte[]? _form;
    private WriteLog? _log;
    private WriteLogOptions _options;
    private LogModel _model = new(5);

    public CrashLife(long preallocationBytes, bool isWatched = false)
    {
        _preallocationBytes = preallocationBytes;
        _folder = new SimulatedFolder { Watch = Collect, Prepare = file => _file = file.Name == Path ? file : _file! };
        _file = null!;
        _options = null!;
        _isWatched = isWatched;
        Begin();
    }

    public int ImageCount { get; private set; }

    public SimulatedFile File => _file;

    public WriteLog Log => _log!;

    private string Path => "log" + _generation;

    private string SealedPath => "sealed" + _generation;

    /// <summary>Plays an operation at whose end nothing is watched: the part of a life that was tried before.</summary>
    public bool Play(CrashOperation operation)
    {
        _isWatched = false;
        return Do(operation);
    }

    /// <summary>Plays an operation and collects what the file may hold after a crash at each of its steps.</summary>
    public bool PlayWatched(CrashOperation operation, string life)
    {
        _isWatched = true;
        _life = life;
        _images.Clear();
        _collected.Clear();
        return Do(operation);
    }

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

    public void Dispose() => _log?.Dispose();

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

    private static void Demand(bool isTrue, string life, string message)
    {
        if (!isTrue)
            Assert.Fail(life + ": " + message);
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

    private void Begin()
    {
        _generation++;
        _options = new WriteLogOptions
        {
            LogIdentifier = new Guid(_generation, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1),
            OriginLogicalObjectIdentifier = 5,
            TimeProvider = _time,
            RunsPerTimeStamp = 2,
            FilePreallocationBytes = _preallocationBytes,
            SealsFileWhenClosed = true,
        };
        _model = new LogModel(5);
        _modelAt.Clear();
        _modelChecked.Clear();
        _tape.Clear();
        _safeBlocks = 0;
        _safeBytes = 0;
        _copiedBytes = 0;
        _hasClosingCopy = false;
        _isSealed = false;
        _form = null;
        _log = null;
        _folder.Stale = _stale;
        _log = WriteLog.CreateFile(_folder, Path, _options);
        PagesEnded();
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

    private void PagesEnded() => _modelAt[_log!.Length] = Describe(_model);

    /// <summary>False when the operation cannot be or changes nothing here, so that the life goes on as one that is tried without it.</summary>
    private bool Do(CrashOperation operation)
    {
        _time.Advance(TimeSpan.FromMilliseconds(3));
        int before = _file.OperationCount;
        switch (operation)
        {
            case CrashOperation.Commit when !_isSealed:
                _log!.Commit();
                PagesEnded();
                return _file.OperationCount != before;
            case CrashOperation.Clear:
                if (_log!.Length == 0 || (_model.Objects.Count == 0 && _model.Streams.Count == 0 && _model.Errors.Count == 0))
                    return false;

                if (!_isSealed)
                {
                    if (_log.IsClosed)
                        _form = _folder[Path + ".sealing"]!.Current;

                    _log.Dispose();
                    CheckImages("a log that is let go"); // What is collected from here on is the next one's.
                    if (_log.IsClosed)
                        _kept.Add(Path, _form!);
                }

                _stale = _file.Current;
                Begin();
                return true;
            case CrashOperation.CopyToMedium:
                return !_isSealed && Copy();
            case CrashOperation.Seal:
                return !_isSealed && Seal();
            default:
                return !_log!.IsClosed && Append(operation, before);
        }
    }

    private bool Append(CrashOperation operation, int before)
    {
        WriteLog log = _log!;
        switch (operation)
        {
            case CrashOperation.DefineStream:
                // Every other page reaches over the border of a sector.
                var description = new StreamDescription(new string('s', _model.Streams.Count % 2 == 0 ? 500 : 3));
                StreamId stream = log.DefineStream(description);
                _model.Streams.Add(stream.Ordinal, new ModelStream { Description = description });
                return true;
            case CrashOperation.Run when _model.Streams.Count > 0:
                int ordinal = _model.Objects.Count % _model.Streams.Count;
                int count = 1 + (_model.Objects.Count % 3);
                log.AppendBlocks(new StreamId(ordinal), 512, count);
                _model.Blocks(ordinal, 512, count);
                return true;
            case CrashOperation.Filemark:
                int owner = _model.Streams.Count - 1;
                log.AppendFilemarks(owner < 0 ? null : new StreamId(owner), 1);
                _model.Filemarks(owner, 1);
                return true;
            case CrashOperation.Error:
                var error = new WriteLogError(3, false, _model.Next, _model.OnMedium, "write error");
                log.AppendError(error);
                _model.Errors.Add(error);
                log.Publish(); // As the retraction would by itself; the pages up to here do not know of it.
                PagesEnded();
                log.RetractTo(_model.OnMedium);
                _model.Retract(_model.OnMedium);
                return true;
            case CrashOperation.Checkpoint:
                bool isNews = _model.OnMedium < _model.Next;
                log.MarkOnMedium(_model.Next);
                _model.OnMedium = _model.Next;
                _safeBlocks = _tape.Count;
                _safeBytes = _copiedBytes;
                log.Commit();
                PagesEnded();
                return isNews || _file.OperationCount != before;
            case CrashOperation.Close:
                log.Close();
                PagesEnded();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes the sealed form to a file of its own, and then puts the other one in the place of the live one.</summary>
    private bool Seal()
    {
        WriteLog log = _log!;
        log.Close();
        PagesEnded();
        _form = _folder[Path + ".sealing"]!.Current;
        WriteLog.WriteSealed(_folder, log.Snapshot(), SealedPath);
        _kept.Add(SealedPath, _form);
        _isSealed = true;
        log.Dispose();
        _kept.Add(Path, _form);
        return true;
    }

    private void CheckSealed(string life)
    {
        if (_form is null)
            return;

        string written = string.Join("\n", LogRecords.ReadAll(new WriteLogReader(_file.Current)));
        Demand(written == string.Join("\n", LogRecords.ReadAll(new WriteLogReader(_form))), life, "the sealed form says something else");
        Demand(Describe(WriteLogIndex.Open(new WriteLogSnapshot(_form))) == Describe(_model), life, "the carried index says something else");
    }

    private bool Copy()
    {
        WriteLog log = _log!;
        if (log.IsClosed && _hasClosingCopy)
            return false;

        log.Publish();
        PagesEnded();
        long from = log.IsClosed ? 0 : _copiedBytes;
        LogCopyType type = log.IsClosed ? LogCopyType.Closing : LogCopyType.Increment;
        List<byte[]> blocks = TapeCopies.Blocks(log.Snapshot(), _options, type, ++_copies, from, log.Length, CopyBlockLength);
        _tape.AddRange(blocks);
        _copiedBytes = log.Length;
        _hasClosingCopy = log.IsClosed;
        if (!log.IsClosed)
        {
            log.AppendSystemBlocks(SystemBlockType.LogIncrement, CopyBlockLength, blocks.Count, from, log.Length - from);
            _model.System(SystemBlockType.LogIncrement, CopyBlockLength, blocks.Count, from, log.Length - from);
        }

        return true;
    }

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

    private static string Describe(LogModel model) => string.Join(
        "\n",
        model.Extents().Select(e => e.ToString()).Append("medium " + model.OnMedium).Append("streams " + model.Streams.Count)
            .Append("retracted " + string.Join(",", model.Retractions)).Append("errors " + model.Errors.Count));

    private static string Describe(WriteLogIndex index) => string.Join(
        "\n",
        index.Extents(0, long.MaxValue).Select(e => e.ToString()).Append("medium " + index.OnMediumLogicalObjectIdentifier).Append("streams " + index.Streams.Count)
            .Append("retracted " + string.Join(",", index.Retractions.Select(r => (r.LogicalObjectIdentifier, r.EndLogicalObjectIdentifier))))
            .Append("errors " + index.Errors.Count));

    private static byte[] WriteOtherLog()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { LogIdentifier = new Guid(99, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1), TimeProvider = new ManualTime() });
        for (int stream = 0; stream < 4; stream++)
        {
            StreamId id = log.DefineStream(new StreamDescription(new string('o', 400)));
            log.AppendBlocks(id, 512, 3);
            log.Commit();
        }

        log.Close();
        return LogRecords.Bytes(log.Snapshot());
    }
}
