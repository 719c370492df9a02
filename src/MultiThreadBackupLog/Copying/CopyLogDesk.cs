using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <summary>What is told of a drive's log without touching the drive.</summary>
internal static class CopyLogDesk
{
    /// <summary>Asks the host whether an initiator may do something with the current log.</summary>
    public static bool IsAllowed(CopyManagerOptions options, CopyInitiator initiator, WriteLogOperation operation, CopyDrive drive)
    {
        if (options.AuthorizeLogAccess is not { } authorize)
        {
            return true;
        }

        IReadOnlyList<StreamDescription> streams = [];
        Guid identifier = Guid.Empty;
        if (drive.Snapshot() is { } log && WriteLogIndex.TryBuild(log, out WriteLogIndex? index, out _))
        {
            streams = index!.Streams.Select(stream => stream.Description).ToArray();
            identifier = index.Header.LogIdentifier;
        }

        return authorize(new CopyLogAccess(initiator, operation, drive.Index, identifier, streams));
    }

    /// <summary>Encodes the status, cut to the allocation length.</summary>
    public static byte[] Status(CopyDrive drive, uint allocationLength)
    {
        WriteLogStatusData status = drive.GetStatus();
        var data = new byte[status.EncodedLength];
        status.Write(data);
        return Cut(data, allocationLength);
    }

    /// <summary>Gives bytes of the log from an offset on, behind their header.</summary>
    /// <param name="drive">The drive.</param>
    /// <param name="offset">Where in the log.</param>
    /// <param name="allocationLength">How much there is room for, the header included.</param>
    /// <param name="limit">How much is given at most, whatever there is room for: an initiator asks for the rest again.</param>
    public static byte[] Retrieve(CopyDrive drive, ulong offset, uint allocationLength, uint limit)
    {
        WriteLogSnapshot? log = drive.Snapshot();
        long length = log?.LengthBytes ?? 0;
        long room = Math.Max(0, Math.Min(allocationLength, limit) - (long)WriteLogRetrieveHeader.EncodedLength);
        int count = offset >= (ulong)length ? 0 : (int)Math.Min(room, length - (long)offset);
        var data = new byte[WriteLogRetrieveHeader.EncodedLength + count];
        if (count > 0)
        {
            count = log!.ReadBytes((long)offset, data.AsSpan(WriteLogRetrieveHeader.EncodedLength));
        }

        bool isEnd = drive.LogState is WriteLogState.Closed or WriteLogState.Stopped && offset + (ulong)count >= (ulong)length && length > 0;
        new WriteLogRetrieveHeader(offset, (ulong)length, (uint)count, isEnd).Write(data);
        return Cut(data, allocationLength);
    }

    private static byte[] Cut(byte[] data, uint allocationLength) =>
        allocationLength >= data.Length ? data : data.AsSpan(0, (int)allocationLength).ToArray();
}
