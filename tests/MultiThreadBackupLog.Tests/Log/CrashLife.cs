using System;
using System.Collections.Generic;
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
internal sealed partial class CrashLife : IDisposable
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

    public void Dispose() => _log?.Dispose();

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
