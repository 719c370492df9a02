using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <summary>What is told of a drive's log without touching the drive.</summary>
internal static class CopyLogDesk
{
    /// <summary>Asks the host whether an initiator may do something with the current log.</summary>
    /// <param name="options">The copy manager's settings.</param>
    /// <param name="initiator">Who asks.</param>
    /// <param name="type">What for.</param>
    /// <param name="drive">The drive.</param>
    /// <param name="stream">The one stream that it is about, or null.</param>
    public static bool IsAllowed(CopyManagerOptions options, CopyInitiator initiator, CopyLogAccessType type, CopyDrive drive, StreamDescription? stream = null)
    {
        if (options.AuthorizeLogAccess is not { } authorize)
        {
            return true;
        }

        (Guid logIdentifier, IReadOnlyList<StreamDescription> streams) = drive.Describe();
        return authorize(new CopyLogAccess(initiator, type, drive.Index, logIdentifier, streams, stream));
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
        while (true)
        {
            CopyLogView? log = drive.View();
            try
            {
                return Cut(Read(log, offset, Math.Min(allocationLength, limit)), allocationLength);
            }
            catch (ObjectDisposedException) when (drive.View()?.LogIdentifier != log?.LogIdentifier)
            {
                // Its file was closed because it was cleared meanwhile; what is current now is what is told.
            }
        }
    }

    private static byte[] Read(CopyLogView? log, ulong offset, uint room)
    {
        long length = log?.Bytes.LengthBytes ?? 0;
        long most = Math.Max(0, room - (long)WriteLogRetrieveHeader.EncodedLength);
        int count = offset >= (ulong)length ? 0 : (int)Math.Min(most, length - (long)offset);
        var data = new byte[WriteLogRetrieveHeader.EncodedLength + count];
        if (count > 0)
        {
            count = log!.Bytes.ReadBytes((long)offset, data.AsSpan(WriteLogRetrieveHeader.EncodedLength));
        }

        bool isEnd = log is { HasEnded: true } && offset + (ulong)count >= (ulong)length && length > 0;
        new WriteLogRetrieveHeader(offset, (ulong)length, (uint)count, isEnd, log?.LogIdentifier ?? Guid.Empty).Write(data);
        return data;
    }

    private static byte[] Cut(byte[] data, uint allocationLength) =>
        allocationLength >= data.Length ? data : data.AsSpan(0, (int)allocationLength).ToArray();
}
