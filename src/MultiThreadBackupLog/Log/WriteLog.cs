using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Log;

/// <summary>The record of what went on a tape, in which order: written by one thread while it writes the tape.</summary>
/// <remarks>
/// <para>Three horizons, and an operation for each. The <c>Append</c> operations say that the device <i>accepted</i> something, and
/// are called after it did. <see cref="Commit"/> makes everything appended durable: the log is <i>committed</i>. <see cref="MarkOnMedium"/>
/// says that objects are <i>on the medium</i>, after the tape was synchronised. Only the last is called safe.</para>
/// <para>One thread writes. <see cref="ReserveStream"/>, <see cref="Snapshot"/>, <see cref="ReadBytes"/> and the properties may be used
/// from any thread at any time. An operation that fails with an <see cref="IOException"/> changed nothing and may be called again.</para>
/// <para>Bytes that a snapshot has shown never change: the log only grows.</para>
/// </remarks>
public sealed partial class WriteLog : IDisposable
{
    private readonly LogStore _store;
    private readonly PageWriter _pages;
    private readonly LogClock _clock;
    private readonly bool _isPerBlock;
    private readonly CommitWaiters _waiters;
    private readonly byte[] _content = new byte[PageHeader.MaximumPageLength / 2];
    private WriterStream[] _streams = new WriterStream[8];
    private int _definedStreams;
    private int _reservedStreams; // Any thread, by Interlocked.
    private long _blockCount;
    private long _byteCount;
    private long _streamFilemarkCount;
    private long _sessionFilemarkCount;
    private long _systemBlockCount;

    // The run that the next block may lengthen; its blocks are counted in _nextObject and nowhere else until it is closed.
    private int _openOrdinal = -1;
    private int _openLength;
    private long _openCount; // 0 when there is none.
    private long _openLimit;

    // Written by the writer alone, read by any thread.
    private long _nextObject;
    private long _onMediumObject;
    private long _committedLength;
    private bool _isClosed;
    private bool _isDisposed;

    internal WriteLog(WriteLogOptions options, LogStore store)
    {
        _store = store;
        _clock = new LogClock(options);
        Header = new WriteLogHeader(options, _clock.CreationTime);
        _isPerBlock = options.Granularity == WriteLogGranularity.Blocks;
        Intents = options.Intents;
        _nextObject = options.OriginLogicalObjectIdentifier;
        _onMediumObject = _nextObject;
        _pages = new PageWriter(store, options.LogIdentifier, _nextObject);
        var content = new RecordContentWriter(_content);
        HeaderContent.Write(ref content, Header);
        _pages.Record(RecordNumbers.Header, _content.AsSpan(0, content.Length), _nextObject);
        _pages.EndPage(_nextObject);
        _store.Flush();
        _committedLength = _store.Length;
        _waiters = new CommitWaiters(_nextObject);
    }

    /// <summary>Gets what the log says about itself.</summary>
    public WriteLogHeader Header { get; }

    /// <summary>Gets the logical object number that the next block or filemark will have: the origin plus all that was appended and not retracted.</summary>
    public long NextLogicalObjectIdentifier => Volatile.Read(ref _nextObject);

    /// <summary>Gets the number below which all objects are on the medium.</summary>
    public long OnMediumLogicalObjectIdentifier => Volatile.Read(ref _onMediumObject);

    /// <summary>Gets how many bytes of the log would survive a crash of the machine.</summary>
    public long CommittedLength => Volatile.Read(ref _committedLength);

    /// <summary>Gets the number below which all objects are committed: what the log says of them would survive a crash of the machine.</summary>
    public long CommittedLogicalObjectIdentifier => _waiters.CommittedObject;

    /// <summary>Gets whether intents are wanted, as the options said.</summary>
    public WriteLogIntents Intents { get; }

    /// <summary>Gets how many bytes the log has in whole pages: what a snapshot shows now.</summary>
    public long Length => _store.Length;

    /// <summary>Gets whether the log was closed.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Gets what the log holds up to now. Writer thread only.</summary>
    public WriteLogTotals Totals => new(
        _definedStreams,
        _blockCount + _openCount,
        _byteCount + (_openCount * _openLength),
        _streamFilemarkCount + _sessionFilemarkCount,
        _systemBlockCount);

    /// <summary>Begins a log that is kept in memory, up to 2 GiB.</summary>
    /// <param name="options">What the log says about itself; copied.</param>
    /// <returns>The log, its header committed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public static WriteLog CreateInMemory(WriteLogOptions options) => new(Guard.NotNull(options), new MemoryLogStore());

    /// <summary>Begins a log in a new file.</summary>
    /// <param name="path">The file; there must be none of that name.</param>
    /// <param name="options">What the log says about itself; copied.</param>
    /// <returns>The log, its header committed. Disposing of it closes the file.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static WriteLog CreateFile(string path, WriteLogOptions options)
    {
        Guard.NotNull(path);
        Guard.NotNull(options);
        return CreateFile(LogFolder.OfSystem, path, options);
    }

    internal static WriteLog CreateFile(LogFolder folder, string path, WriteLogOptions options)
    {
        var store = new FileLogStore(folder, path, options.FilePreallocationBytes);
        try
        {
            return new WriteLog(options, store) { _folder = folder, _fileToSeal = options.SealsFileWhenClosed ? path : null };
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Hands out the ordinal of a stream that will be defined. Any thread.</summary>
    /// <returns>The next ordinal, from 0.</returns>
    public StreamId ReserveStream() => new(Interlocked.Increment(ref _reservedStreams) - 1);

    /// <summary>Makes everything appended so far visible to snapshots, without making it durable. Writer thread.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The log was disposed of.</exception>
    public void Publish()
    {
        Guard.NotDisposed(_isDisposed, this);
        CloseRun();
        if (_pages.HasRecords && !_isClosed)
            StampTime(isClosing: true);

        _pages.EndPage(_nextObject);
    }

    /// <summary>Makes everything appended so far durable: the committed horizon moves up to it. Writer thread.</summary>
    /// <returns>The committed length of the log in bytes.</returns>
    /// <exception cref="IOException">The file cannot be written or made durable. After the latter no later commit succeeds.</exception>
    /// <exception cref="ObjectDisposedException">The log was disposed of.</exception>
    public long Commit()
    {
        Publish();
        long length = _store.Length;
        if (length != _committedLength)
        {
            Synchronize();
            Volatile.Write(ref _committedLength, length);
        }

        _waiters.Advance(_nextObject);
        return length;
    }

    /// <summary>Waits until everything below an object is committed. Any thread; any number of waits end with one commit.</summary>
    /// <remarks>
    /// Nothing is hastened: the wait ends with the next <see cref="Commit"/> of the writer, which a backup session makes each
    /// <c>CommitInterval</c>. Committed says what the log holds, not what is on the medium.
    /// </remarks>
    /// <param name="logicalObjectIdentifier">The first object that need not be; for example what <see cref="NextLogicalObjectIdentifier"/> was after the block in question.</param>
    /// <param name="cancellationToken">Ends the wait, and nothing else.</param>
    /// <returns>True when it is committed; false when a retraction took an object below it away, or the log was closed before it had so many.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="logicalObjectIdentifier"/> is negative.</exception>
    /// <exception cref="IOException">The file could not be made durable; nothing more will be committed.</exception>
    /// <exception cref="ObjectDisposedException">The log was disposed of.</exception>
    public ValueTask<bool> WaitUntilCommittedAsync(long logicalObjectIdentifier, CancellationToken cancellationToken = default) => logicalObjectIdentifier >= 0
        ? _waiters.WaitAsync(logicalObjectIdentifier, cancellationToken)
        : throw new ArgumentOutOfRangeException(nameof(logicalObjectIdentifier), logicalObjectIdentifier, "An object number is not negative.");

    /// <summary>Ends the log: writes the closing totals and commits. Nothing can be appended afterwards. Writer thread; a second call does nothing.</summary>
    /// <exception cref="IOException">The file cannot be written or made durable, or its sealed form cannot; in the latter case the log is closed all the same.</exception>
    /// <exception cref="ObjectDisposedException">The log was disposed of.</exception>
    public void Close()
    {
        Guard.NotDisposed(_isDisposed, this);
        if (!_isClosed)
        {
            CloseRun();
            StampTime(isClosing: true);
            var content = new RecordContentWriter(_content);
            RecordContents.Write(ref content, Totals);
            Append(RecordNumbers.Close, content);
            Volatile.Write(ref _isClosed, true);
        }

        Commit();
        _waiters.End(static () => null);
        WriteSealedFile();
    }

    /// <summary>Gives the log as far as it was committed or published. Any thread.</summary>
    /// <returns>The whole pages that there are now; they never change.</returns>
    public WriteLogSnapshot Snapshot() => new(_store, _store.Length, ownsSource: false);

    /// <summary>Reads bytes of the log, as they stand in its whole pages. Any thread.</summary>
    /// <param name="offsetBytes">Where to begin, from 0.</param>
    /// <param name="destination">What to fill.</param>
    /// <returns>The bytes read: all that was asked for, or up to <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offsetBytes"/> is negative.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int ReadBytes(long offsetBytes, Span<byte> destination) => Snapshot().ReadBytes(offsetBytes, destination);

    /// <summary>Closes the file. What was not committed may be lost; no closing record is written.</summary>
    /// <remarks>Where <see cref="WriteLogOptions.SealsFileWhenClosed"/> is set and the log was closed, the file is then the sealed form; should it not be possible to put that in its place, it stays as it was.</remarks>
    public void Dispose()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        _waiters.End(static () => new ObjectDisposedException(nameof(WriteLog)));
        if (_store is FileLogStore)
        {
            _store.Dispose();
            PutSealedFileInPlace();
        }
    }

    private void Synchronize()
    {
        try
        {
            _store.Flush();
        }
        catch (IOException exception)
        {
            _waiters.End(() => new IOException(exception.Message, exception));
            throw;
        }
    }
}
