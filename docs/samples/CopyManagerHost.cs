using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Samples;

/// <summary>A host of a copy manager: devices, commands, answers, the log, a restore. <c>docs/copy-manager.md</c> shows it; a test runs it.</summary>
public static class CopyManagerHost
{
    private const int DiskBlock = 512;
    private const int TapeBlock = 65536;

    /// <summary>Backs a disk image up to a tape image, and restores it to another disk image.</summary>
    /// <param name="folder">Where <c>disk.img</c> is, a whole number of blocks of 512 bytes; <c>tape.tap</c> and <c>spare.img</c> are made there.</param>
    /// <param name="logger">Where the copy manager logs, or null.</param>
    /// <returns>What the copy held for its initiator: the first tape block of the disk.</returns>
    public static async Task<byte[]> RunAsync(string folder, ILogger? logger = null)
    {
        // begin of the devices
        using FileStorage disk = FileStorage.OpenReadOnly(Path.Combine(folder, "disk.img"), DiskBlock);
        using FileStorage spare = FileStorage.Create(Path.Combine(folder, "spare.img"), DiskBlock, disk.BlockCount);
        using TapeImage tape = TapeImage.Create(Path.Combine(folder, "tape.tap"));

        using var manager = new CopyManager(new CopyManagerOptions { Logger = logger });
        manager.RegisterDisk(disk, CopyDeviceName.FromDesignator(codeSet: 1, designatorType: 3, Naa(1)));
        manager.RegisterDisk(spare, CopyDeviceName.FromDesignator(1, 3, Naa(2)));
        manager.RegisterTape(tape, new CopyTapeOptions { MaximumBlockLength = TapeBlock }, CopyDeviceName.FromDesignator(1, 3, Naa(100)));
        // end of the devices

        // begin of a backup
        var initiator = new CopyInitiator("iqn.2026-03.example:client", targetPort: "port 1");
        byte[] list = BackupList(listIdentifier: 1, disk.BlockCount);
        CopyCommandResult answer = await manager.ExecuteAsync(initiator, Cdb(ListIdentifierFormat.Lid1, list.Length), list);
        Check(answer);
        // end of a backup

        // begin of status and held data
        CopyCommandResult statusAnswer = await ReceiveAsync(manager, initiator, ReceiveCopyResultsAction.CopyStatus, 1);
        CopyStatusData status = CopyStatusData.Parse(statusAnswer.DataIn.Span); // Status, segments, bytes; told once.
        if (status.Status != CopyManagerStatus.Completed)
        {
            throw new InvalidOperationException("The copy is " + status.Status + ".");
        }

        CopyCommandResult heldAnswer = await ReceiveAsync(manager, initiator, ReceiveCopyResultsAction.ReceiveData, 1);
        byte[] held = HeldCopyData.Parse(heldAnswer.DataIn.Span).HeldData.ToArray();
        // end of status and held data

        // begin of the log
        var bytes = new List<byte>();
        Guid log = Guid.Empty;
        WriteLogRetrieveHeader header;
        do
        {
            CopyCommandResult piece = await CommandAsync(manager, initiator, WriteLogCommand.Retrieve((ulong)bytes.Count, allocationLengthBytes: 4096));
            header = WriteLogRetrieveHeader.Parse(piece.DataIn.Span);
            if (bytes.Count > 0 && header.LogIdentifier != log)
            {
                throw new InvalidOperationException("The log was replaced by another one; fetch it from offset 0.");
            }

            log = header.LogIdentifier;
            bytes.AddRange(piece.DataIn.Slice(WriteLogRetrieveHeader.EncodedLength).ToArray());
        }
        while (header.DataLengthBytes > 0);

        WriteLogIndex index = WriteLogIndex.Build(new WriteLogSnapshot(bytes.ToArray()));
        // end of the log

        // begin of a restore
        StreamId stream = index.Streams.Single(s => s.Description.HostIdentifier == initiator.PortName && s.Description.ListIdentifier == 1).Id;
        CopyListDevice target = CopyListDevice.Disk(new IdentificationCscdDescriptor(CscdDevice.Disk(DiskBlock), 1, 3, Naa(2)), spare.BlockCount);
        RestoreMap map = RestoreMap.FromOrigins(
            index,
            [stream],
            origin => origin.SourceDesignator.Span.SequenceEqual(Naa(1))
                ? RestoreDestination.ToDisk(target, origin)
                : RestoreDestination.Discard);
        RestorePlan plan = RestorePlanner.Plan(index, map.SelectBlocks(index), TapeDriveModel.Lto8);

        CopyCommandResult limits = await ReceiveAsync(manager, initiator, ReceiveCopyResultsAction.OperatingParameters, 0);
        var builder = new CopyListBuilder(
            plan,
            map,
            CopyListDevice.Tape(new IdentificationCscdDescriptor(CscdDevice.Tape(), 1, 3, Naa(100))),
            OperatingParameters.Parse(limits.DataIn.Span),
            new CopyListBuilderOptions { Header = new CopyParameterListHeader(ListIdentifierFormat.Lid1, listIdentifier: 2) });
        foreach (CopyList restore in builder.Lists)
        {
            Check(await manager.ExecuteAsync(initiator, Cdb(restore.Format, restore.ParameterList.Length), restore.ParameterList));
        }

        // end of a restore

        // begin of the end of the log
        var name = new byte[WriteLogIdentity.EncodedLength];
        new WriteLogIdentity(log).Write(name);
        Check(await CommandAsync(manager, initiator, WriteLogCommand.CopyToMedium(close: true, namesLog: true), name));
        // end of the end of the log
        return held;
    }

    // begin of a list
    private static byte[] BackupList(uint listIdentifier, long diskBlocks)
    {
        var list = new byte[1 << 16];
        var writer = new CopyParameterListWriter(list, new CopyParameterListHeader(ListIdentifierFormat.Lid1, listIdentifier));
        ushort source = writer.AddCscdDescriptor(new IdentificationCscdDescriptor(CscdDevice.Disk(DiskBlock), 1, 3, Naa(1)));
        ushort destination = writer.AddCscdDescriptor(new IdentificationCscdDescriptor(CscdDevice.Tape(pad: true), 1, 3, Naa(100)));

        // Type 0Bh: the first tape block's worth is also held for the initiator.
        var held = (ushort)Math.Min(TapeBlock / DiskBlock, diskBlocks);
        bool hasRoom = writer.TryAddSegment(new BlockToStreamSegment(source, destination, TapeBlock, held, 0, isHeldForClient: true));
        const ushort MostBlocks = 32768; // 16 MiB, a whole number of tape blocks.
        for (long first = held; first < diskBlocks; first += MostBlocks)
        {
            var blocks = (ushort)Math.Min(MostBlocks, diskBlocks - first);
            hasRoom &= writer.TryAddSegment(new BlockToStreamSegment(source, destination, TapeBlock, blocks, (ulong)first));
        }

        // IMMED 0: GOOD then means that everything before is on the medium.
        hasRoom &= writer.TryAddSegment(new WriteFilemarksSegment(destination, 1));
        return hasRoom ? list.AsSpan(0, writer.Complete()).ToArray() : throw new InvalidOperationException("The disk needs more segments than this list has room for.");
    }

    // end of a list

    // begin of the commands
    private static byte[] Cdb(ListIdentifierFormat format, int parameterListLength)
    {
        var cdb = new byte[ExtendedCopyCommand.EncodedLength];
        new ExtendedCopyCommand(format, (uint)parameterListLength).Write(cdb);
        return cdb;
    }

    private static Task<CopyCommandResult> ReceiveAsync(CopyManager manager, CopyInitiator initiator, ReceiveCopyResultsAction action, uint listIdentifier)
    {
        var cdb = new byte[ReceiveCopyResultsCommand.EncodedLength];
        new ReceiveCopyResultsCommand(action, listIdentifier, allocationLengthBytes: 1 << 20).Write(cdb);
        return manager.ExecuteAsync(initiator, cdb);
    }

    private static Task<CopyCommandResult> CommandAsync(CopyManager manager, CopyInitiator initiator, WriteLogCommand command, ReadOnlyMemory<byte> dataOut = default)
    {
        var cdb = new byte[WriteLogCommand.EncodedLength];
        command.Write(cdb);
        return manager.ExecuteAsync(initiator, cdb, dataOut);
    }

    private static void Check(CopyCommandResult answer)
    {
        if (!answer.IsGood)
        {
            throw new InvalidOperationException(answer.ToString()); // A host sends status and sense data to its initiator.
        }
    }

    // end of the commands

    // A NAA designator of 16 bytes, as VPD page 83h of a device gives it.
    private static byte[] Naa(byte number) => [0x60, 0x0A, 0x0B, .. new byte[12], number];
}
