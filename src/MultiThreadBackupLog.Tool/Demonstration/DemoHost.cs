using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tool.Demonstration;

/// <summary>Speaks to a copy manager as initiators do: CDB and data out, status, sense and data back, and nothing else.</summary>
internal sealed class DemoHost(CopyManager manager)
{
    public const int TapeBlock = 64 * 1024;
    private const int MetadataBlock = 4096;
    private const int MostSegmentBlocks = 8192; // 4 MiB, a whole number of tape blocks.
    private const int HeaderRoom = 4096;

    /// <summary>Builds the list that backs a whole disk up, behind a block of metadata that belongs to no disk.</summary>
    public static byte[] BackupList(DemoDisk disk, int tape, uint listIdentifier)
    {
        long segments = (disk.Storage.BlockCount + MostSegmentBlocks - 1) / MostSegmentBlocks;
        var bytes = new byte[checked((int)(segments * BlockToStreamSegment.EncodedLength) + HeaderRoom)];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(ListIdentifierFormat.Lid1, listIdentifier));
        ushort source = writer.AddCscdDescriptor(disk.Descriptor());
        ushort destination = writer.AddCscdDescriptor(DemoDisk.Descriptor(tape, CscdDevice.Tape(pad: true)));
        byte[] metadata = Encoding.UTF8.GetBytes("disk " + disk.Number + ", " + disk.Storage.BlockCount + " blocks");
        bool hasRoom = writer.TryAddSegment(new InlineToStreamSegment(destination, MetadataBlock, 0, (uint)metadata.Length));
        for (long first = 0; first < disk.Storage.BlockCount; first += MostSegmentBlocks)
        {
            var blocks = (ushort)Math.Min(MostSegmentBlocks, disk.Storage.BlockCount - first);
            hasRoom &= writer.TryAddSegment(new BlockToStreamSegment(source, destination, TapeBlock, blocks, (ulong)first));
        }

        hasRoom &= writer.TryAddSegment(new WriteFilemarksSegment(destination, 1));
        hasRoom &= writer.TryAddInlineData(metadata, out _);
        return hasRoom ? bytes.AsSpan(0, writer.Complete()).ToArray() : throw new ToolFailureException(disk.Name + " needs more segments than one list has.");
    }

    public Task<CopyCommandResult> CopyAsync(CopyInitiator initiator, ListIdentifierFormat format, ReadOnlyMemory<byte> list, CancellationToken cancellationToken)
    {
        var cdb = new byte[ExtendedCopyCommand.EncodedLength];
        new ExtendedCopyCommand(format, (uint)list.Length).Write(cdb);
        return manager.ExecuteAsync(initiator, cdb, list, cancellationToken);
    }

    public async Task<ReadOnlyMemory<byte>> ReceiveAsync(CopyInitiator initiator, ReceiveCopyResultsAction action, uint listIdentifier)
    {
        var cdb = new byte[ReceiveCopyResultsCommand.EncodedLength];
        new ReceiveCopyResultsCommand(action, listIdentifier, 1 << 16).Write(cdb);
        return Good(await manager.ExecuteAsync(initiator, cdb), action.ToString()).DataIn;
    }

    /// <summary>Fetches the log by command D4h, a piece at a time; a log that is replaced meanwhile from its begin.</summary>
    public async Task<(byte[] Log, int Pieces)> RetrieveLogAsync(CopyInitiator initiator, uint pieceBytes)
    {
        var log = new List<byte>();
        Guid identifier = Guid.Empty;
        for (int pieces = 0; ; pieces++)
        {
            ReadOnlyMemory<byte> data = (await LogCommandAsync(initiator, WriteLogCommand.Retrieve((ulong)log.Count, pieceBytes))).DataIn;
            WriteLogRetrieveHeader header = WriteLogRetrieveHeader.Parse(data.Span);
            if (log.Count > 0 && header.LogIdentifier != identifier)
            {
                log.Clear(); // Bytes of two logs are no log.
                continue;
            }

            identifier = header.LogIdentifier;
            if (header.DataLengthBytes == 0)
            {
                return (log.ToArray(), pieces);
            }

            log.AddRange(data.Slice(WriteLogRetrieveHeader.EncodedLength, (int)header.DataLengthBytes).ToArray());
        }
    }

    public async Task<CopyCommandResult> LogCommandAsync(CopyInitiator initiator, WriteLogCommand command)
    {
        var cdb = new byte[WriteLogCommand.EncodedLength];
        command.Write(cdb);
        return Good(await manager.ExecuteAsync(initiator, cdb), "command D4h");
    }

    public static CopyCommandResult Good(CopyCommandResult result, string what) =>
        result.IsGood ? result : throw new ToolFailureException(what + ": " + result);
}
