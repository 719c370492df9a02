using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tool.Demonstration;

/// <summary>The copy manager's whole way on real files: three disks of two initiators at once onto one tape, the log fetched, one disk back, compared.</summary>
internal sealed class CopyManagerDemo(ToolConsole console, string folder, IReadOnlyList<string> given, int megabytes)
{
    public const int DiskCount = 3;
    private const int TapeNumber = 100;
    private const int TargetNumber = 50;
    private const int ShownRuns = 12;
    private const uint RestoreListIdentifier = 40;
    private const uint LogPieceBytes = 4096;

    private static readonly CopyInitiator[] Initiators =
    [
        new("iqn.2026-03.example:alpha", "port 1"), new("iqn.2026-03.example:alpha", "port 1"), new("iqn.2026-03.example:beta", "port 2"),
    ];

    /// <summary>Runs the demonstration.</summary>
    /// <returns>Whether the restored disk is what it was.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var disks = new List<DemoDisk>();
        try
        {
            Head(1, "Three disks");
            for (int number = 1; number <= DiskCount; number++)
            {
                disks.Add(given.Count == 0 ? DemoDisk.Make(number, folder, megabytes) : DemoDisk.Open(number, given[number - 1]));
                console.Result("  " + Printable.Text(disks[^1].Name) + ": " + ByteSize.Format(disks[^1].Bytes));
            }

            // The one in the middle comes back: it has the others on both sides.
            DemoDisk wanted = disks[1];
            using DemoDisk target = DemoDisk.MakeTarget(TargetNumber, Path.Join(folder, "restored.img"), wanted.Storage.BlockCount);
            using TapeImage tape = TapeImage.Create(Path.Join(folder, "copy-manager.tap"));
            using var manager = new CopyManager();
            manager.RegisterTape(tape, new CopyTapeOptions { MaximumBlockLength = DemoHost.TapeBlock }, DemoDisk.NameOf(TapeNumber));
            manager.RegisterDisk(target.Storage, target.DeviceName);
            disks.ForEach(disk => manager.RegisterDisk(disk.Storage, disk.DeviceName));
            var host = new DemoHost(manager);

            await BackUpAsync(host, disks, cancellationToken);
            WriteLogIndex index = await ShowLogAsync(host);
            await RestoreAsync(host, index, wanted, target, cancellationToken);
            bool isSame = Compare(wanted, target);
            Head(6, "The log goes to the tape, behind the data");
            await host.LogCommandAsync(Initiators[0], WriteLogCommand.CopyToMedium(close: true));
            WriteLogStatusData status = WriteLogStatusData.Parse((await host.LogCommandAsync(Initiators[0], WriteLogCommand.ReportStatus(4096))).DataIn.Span);
            console.Result("  the log is " + status.State + (status.IsCopiedToMedium ? " and copied to the medium" : string.Empty) + "; every object before " + status.OnMediumLogicalObjectIdentifier + " is on the medium");
            return isSame && status.IsCopiedToMedium;
        }
        finally
        {
            disks.ForEach(disk => disk.Dispose());
        }
    }

    private async Task BackUpAsync(DemoHost host, List<DemoDisk> disks, CancellationToken cancellationToken)
    {
        Head(2, "Three EXTENDED COPY commands at once, from two initiators, onto one tape image");
        byte[][] lists = disks.Select((disk, i) => DemoHost.BackupList(disk, TapeNumber, (uint)i + 1)).ToArray();
        Task<CopyCommandResult>[] copies = lists.Select((list, i) => host.CopyAsync(Initiators[i], ListIdentifierFormat.Lid1, list, cancellationToken)).ToArray();
        CopyCommandResult[] results = await Task.WhenAll(copies);
        for (int i = 0; i < results.Length; i++)
        {
            console.Result("  " + Initiators[i].PortName + ", list " + (i + 1) + ", " + Printable.Text(disks[i].Name) + ": " + results[i]);
            DemoHost.Good(results[i], "EXTENDED COPY");
            CopyStatusData status = CopyStatusData.Parse((await host.ReceiveAsync(Initiators[i], ReceiveCopyResultsAction.CopyStatus, (uint)i + 1)).Span);
            console.Result("    COPY STATUS: " + status.Status + ", " + status.SegmentsProcessed + " segments");
        }
    }

    private async Task<WriteLogIndex> ShowLogAsync(DemoHost host)
    {
        Head(3, "The write log, fetched by the vendor command D4h");
        (byte[] log, int pieces) = await host.RetrieveLogAsync(Initiators[0], LogPieceBytes);
        WriteLogIndex index = WriteLogIndex.Build(new WriteLogSnapshot(log));
        console.Result("  " + log.Length + " bytes in " + pieces + " pieces");
        foreach (WriteLogStream stream in index.Streams)
        {
            console.Result(
                "  stream " + stream.Id + ": " + Printable.Text(stream.Description.HostIdentifier) + ", list " + stream.Description.ListIdentifier + ": "
                + stream.BlockCount + " blocks in " + stream.RunCount + " runs");
        }

        TapeExtent[] extents = index.Extents(index.BeginLogicalObjectIdentifier, index.EndLogicalObjectIdentifier).ToArray();
        foreach (TapeExtent extent in extents.Take(ShownRuns))
        {
            console.Result("    " + extent);
        }

        if (extents.Length > ShownRuns)
        {
            console.Result("    and " + (extents.Length - ShownRuns) + " more");
        }

        new TapeDrawing(index).DrawAll(console);
        return index;
    }

    private async Task RestoreAsync(DemoHost host, WriteLogIndex index, DemoDisk wanted, DemoDisk target, CancellationToken cancellationToken)
    {
        Head(4, "One disk back, by lists that the planner made: " + wanted.Name);
        CopyListDevice disk = CopyListDevice.Disk(target.Descriptor(), target.Storage.BlockCount);
        WriteLogStream stream = index.Streams.Single(candidate => candidate.Description.ListIdentifier == (uint)wanted.Number);
        RestoreMap map = RestoreMap.FromOrigins(
            index,
            [stream.Id],
            origin => origin.SourceDesignator.Span.SequenceEqual(wanted.DeviceName.Designator.Span)
                ? RestoreDestination.ToDisk(disk, origin)
                : RestoreDestination.Discard);
        RestorePlan plan = RestorePlanner.Plan(index, map.SelectBlocks(index), TapeDriveModel.Lto8);
        CopyInitiator initiator = Initiators[wanted.Number - 1];
        OperatingParameters limits = OperatingParameters.Parse((await host.ReceiveAsync(initiator, ReceiveCopyResultsAction.OperatingParameters, 0)).Span);
        var options = new CopyListBuilderOptions { Header = new CopyParameterListHeader(ListIdentifierFormat.Lid1, RestoreListIdentifier) };
        CopyListDevice tape = CopyListDevice.Tape(DemoDisk.Descriptor(TapeNumber, CscdDevice.Tape()));
        foreach (CopyList list in new CopyListBuilder(plan, map, tape, limits, options).Lists)
        {
            console.Result("  " + list);
            DemoHost.Good(await host.CopyAsync(initiator, list.Format, list.ParameterList, cancellationToken), "EXTENDED COPY");
        }
    }

    private bool Compare(DemoDisk wanted, DemoDisk target)
    {
        Head(5, "Compared bit for bit");
        long? difference = wanted.FindDifference(target);
        console.Result(difference is { } at ? "  DIFFERENT from byte " + at + " on" : "  " + ByteSize.Format(wanted.Bytes) + ", the same");
        return difference is null;
    }

    private void Head(int number, string text)
    {
        console.Result(string.Empty);
        console.Result(number + ". " + Printable.Text(text));
    }
}
