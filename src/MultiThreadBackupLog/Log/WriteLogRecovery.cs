using System;
using System.IO;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Log;

/// <summary>The part of a log that is good, after a crash or damage: all whole pages up to the first that is not.</summary>
/// <remarks>
/// Nothing is changed: the bytes behind the good part are only passed over. The good part is a prefix of what was once written,
/// never more. Disposing of it closes the file, where it was recovered from one.
/// </remarks>
public sealed class WriteLogRecovery : IDisposable
{
    private readonly WriteLogSnapshot _bytes;

    private WriteLogRecovery(WriteLogSnapshot bytes, WriteLogSnapshot? log, WriteLogHeader? header, bool isClosed, WriteLogFault fault)
    {
        _bytes = bytes;
        Log = log;
        Header = header;
        IsClosed = isClosed;
        TotalLengthBytes = bytes.LengthBytes;
        DiscardedBytes = fault.IsFault ? bytes.LengthBytes - (log?.LengthBytes ?? 0) : 0;
        Fault = fault;
    }

    /// <summary>Gets the good part as a log of its own; null when there is none, and then not even the log's identity is known.</summary>
    public WriteLogSnapshot? Log { get; }

    /// <summary>Gets the header; null when there is no good part.</summary>
    public WriteLogHeader? Header { get; }

    /// <summary>Gets whether the good part ends with the closing record, so that it is the whole log.</summary>
    public bool IsClosed { get; }

    /// <summary>Gets whether nothing had to be cut away. A log that was not closed may have lost its end all the same.</summary>
    public bool IsWhole => !Fault.IsFault;

    /// <summary>Gets how many bytes were looked at.</summary>
    public long TotalLengthBytes { get; }

    /// <summary>Gets how many bytes are good.</summary>
    public long ValidLengthBytes => Log?.LengthBytes ?? 0;

    /// <summary>Gets how many bytes behind the good part were cut away; zeros that a file holds in advance are not counted.</summary>
    public long DiscardedBytes { get; }

    /// <summary>Gets why the good part ends where it does; no fault when the log ends there.</summary>
    public WriteLogFault Fault { get; }

    /// <summary>Finds the good part of a file, which stays open until the result is disposed of.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The good part and what was cut away.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static WriteLogRecovery RecoverFile(string path)
    {
        WriteLogSnapshot bytes = WriteLogSnapshot.OpenFile(path);
        try
        {
            return Recover(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Finds the good part of bytes of any origin.</summary>
    /// <param name="bytes">The bytes, for example of a file or of copies on a tape. Disposing of the result disposes of them.</param>
    /// <returns>The good part and what was cut away.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public static WriteLogRecovery Recover(WriteLogSnapshot bytes)
    {
        var reader = new WriteLogReader(Guard.NotNull(bytes));
        long closingPageOffset = long.MaxValue;
        WriteLogFault fault;
        while (reader.TryRead(out WriteLogRecord record, out fault))
        {
            if (record.Type == WriteLogRecordType.Close)
                closingPageOffset = reader.VerifiedLengthBytes;
        }

        // What follows the page of the closing record may be damaged; what stands in it may not.
        long valid = reader.VerifiedLengthBytes;
        return valid == 0
            ? new WriteLogRecovery(bytes, null, null, false, fault)
            : new WriteLogRecovery(bytes, bytes.Prefix(valid), reader.Header, valid > closingPageOffset, fault);
    }

    /// <summary>Closes the file that the good part stands in.</summary>
    public void Dispose() => _bytes.Dispose();

    /// <summary>Gives in words what is good and what was cut away.</summary>
    /// <returns>For example <c>8192 of 9000 bytes are good, 808 were cut away: A page does not have its checksum. (at byte 8192)</c>.</returns>
    public override string ToString() => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        IsWhole ? "{0} of {1} bytes are good, none was cut away" : "{0} of {1} bytes are good, {2} were cut away: {3}",
        ValidLengthBytes,
        TotalLengthBytes,
        DiscardedBytes,
        Fault);
}
