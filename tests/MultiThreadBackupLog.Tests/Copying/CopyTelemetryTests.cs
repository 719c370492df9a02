using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>What a copy manager tells agrees with what its logs and answers say, and nothing is told where nobody listens.</summary>
public sealed class CopyTelemetryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Counters_AfterCopiesAtOnce_SayWhatTheLogSays(bool hasThreads)
    {
        using var lab = new CopyLab(hasThreads);
        using var meter = new MeterReading(lab.Manager.Instruments.Meter);
        int tape = lab.AddTape(new MemoryTape());
        Task<CopyCommandResult>[] copies = Enumerable.Range(0, 4)
            .Select(i => lab.Start(CopyLab.Host(i), CopyLab.Backup(lab.AddDisk(300 + (150 * i)), tape, 300 + (150 * i), (uint)i + 1)))
            .ToArray();
        foreach (Task<CopyCommandResult> copy in copies)
        {
            Assert.True(lab.Finish(copy).IsGood);
        }

        await Task.WhenAll(copies);
        Assert.True(lab.Command(CopyLab.Host(), WriteLogCommand.CopyToMedium(close: true)).IsGood);
        WriteLogIndex index = lab.Index(CopyLab.Host());
        long runs = index.Streams.Sum(stream => stream.RunCount);
        Assert.Equal(index.Totals.BlockCount, meter.Observe(CopyTelemetry.Blocks, CopyTelemetry.TapeTag + "=1"));
        Assert.Equal(index.Totals.ByteCount, meter.Observe(CopyTelemetry.Bytes));
        Assert.Equal(runs, meter.Observe(CopyTelemetry.Runs));
        double[] lengths = meter.Recorded(CopyTelemetry.RunLength);
        IEnumerable<double> logged = index.Streams
            .SelectMany(stream => index.Runs(stream.Id, BlockRange.FromBounds(0, stream.BlockCount)))
            .OrderBy(run => run.FirstLogicalObjectIdentifier)
            .Select(run => (double)run.BlockCount);
        Assert.Equal(logged, lengths);
        Assert.True(runs > (hasThreads ? 3 : 4), "the copies did not run at once, so nothing was tested");
        Assert.Equal(0, meter.Observe(CopyTelemetry.TapeErrors));
        if (!hasThreads)
        {
            // A command's own thread gives back what it had after its answer.
            Assert.Equal(0, meter.Observe(CopyTelemetry.BuffersInUse));
            Assert.Equal(0, meter.Observe(CopyTelemetry.RunningCommands));
        }
    }

    [Fact]
    public void Runs_OfOneStreamWithAFilemarkBetween_AreTwo()
    {
        using var lab = new CopyLab(hasThreads: false);
        using var meter = new MeterReading(lab.Manager.Instruments.Meter);
        int tape = lab.AddTape(new MemoryTape());
        var list = new ListBuilder(3);
        ushort disk = list.Add(lab.AddDisk(64), CscdDevice.Disk(CopyLab.DiskBlock));
        ushort destination = list.Add(tape, CscdDevice.Tape());
        list.Then(new BlockToStreamSegment(disk, destination, CopyLab.TapeBlock, 24, 0))
            .Then(new WriteFilemarksSegment(destination, 1))
            .Then(new BlockToStreamSegment(disk, destination, CopyLab.TapeBlock, 16, 24))
            .Then(new BlockToStreamSegment(disk, destination, CopyLab.TapeBlock / 2, 8, 40));
        Assert.True(lab.Run(CopyLab.Host(), list).IsGood);
        Assert.True(lab.Command(CopyLab.Host(), WriteLogCommand.CopyToMedium(close: true)).IsGood);
        Assert.Equal([3.0, 2.0, 2.0], meter.Recorded(CopyTelemetry.RunLength));
        Assert.Equal(3, meter.Observe(CopyTelemetry.Runs));
        Assert.Equal(3, lab.Index(CopyLab.Host()).Streams.Sum(stream => stream.RunCount));
    }

    [Fact]
    public void Gauges_WhileCommandsRunAndWait_SayWhoHasWhat()
    {
        using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { MaximumRunningCopies = 1 });
        using var meter = new MeterReading(lab.Manager.Instruments.Meter);
        int tape = lab.AddTape(new MemoryTape(), new CopyTapeOptions { MaximumBlockLength = 4096, BlockCount = 4, MaximumStreams = 2 });
        int disk = lab.AddDisk(600);
        Task<CopyCommandResult> first = lab.Start(CopyLab.Host(), CopyLab.Backup(disk, tape, 600));
        Task<CopyCommandResult> second = lab.Start(CopyLab.Host(), CopyLab.Backup(disk, tape, 8, 2));
        Assert.Equal(1, meter.Observe(CopyTelemetry.RunningCommands));
        Assert.Equal(1, meter.Observe(CopyTelemetry.QueueLength));
        Assert.Equal(lab.Manager.BuffersInUse, meter.Observe(CopyTelemetry.BuffersInUse));
        Assert.True(lab.Manager.BuffersInUse > 0);

        // The command runs and the tape does not: it finds no free block, and however often it looks that is one stall.
        CopyOperation operation = lab.Manager.Running.Single();
        for (int step = 0; step < 200; step++)
        {
            operation.Step();
        }

        Assert.Equal(1, meter.Observe(CopyTelemetry.Stalls, "mtbl.tape=1 mtbl.side=command"));
        Assert.True(meter.Observe(CopyTelemetry.TapeQueueLength) > 0);
        lab.Finish(first);
        lab.Finish(second);
        Assert.Equal(0, meter.Observe(CopyTelemetry.QueueLength));
        Assert.Equal(0, meter.Observe(CopyTelemetry.TapeQueueLength));
    }

    [Fact]
    public void Stalls_TapeRunsDryWhileACopyRuns_CountsForTheTape()
    {
        using var lab = new CopyLab(hasThreads: false);
        using var meter = new MeterReading(lab.Manager.Instruments.Meter);
        int tape = lab.AddTape(new MemoryTape());
        Task<CopyCommandResult> copy = lab.Start(CopyLab.Host(), CopyLab.Backup(lab.AddDisk(512), tape, 512));
        CopyOperation operation = lab.Manager.Running.Single();
        while (lab.Manager.Drives[0].Counters.Blocks < 8)
        {
            lab.StepAll();
        }

        for (int round = 0; round < 3; round++)
        {
            double before = meter.Observe(CopyTelemetry.Stalls, "mtbl.tape=1 mtbl.side=tape");
            for (int idle = 0; idle < 50; idle++)
            {
                lab.Manager.Drives[0].Session!.Loop.Step();
            }

            long blocks = lab.Manager.Drives[0].Counters.Blocks;
            while (lab.Manager.Drives[0].Counters.Blocks - blocks < 4)
            {
                operation.Step();
                operation.Step();
                operation.Step();
                lab.Manager.Drives[0].Session!.Loop.Step();
            }

            Assert.True(meter.Observe(CopyTelemetry.Stalls, "mtbl.tape=1 mtbl.side=tape") > before);
        }

        lab.Finish(copy);
    }

    [Fact]
    public void Errors_ADeferredOneTakesBlocksOfTwoCommands_AreToldByStreamAndLogged()
    {
        var logger = new ListLogger();
        using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { Logger = logger });
        using var meter = new MeterReading(lab.Manager.Instruments.Meter);
        var device = new MemoryTape(new MemoryTapeOptions { BufferSizeObjects = 16 });
        int tape = lab.AddTape(device);
        int disk = lab.AddDisk(512);
        device.FailWrite(5);
        Assert.True(lab.Run(CopyLab.Host(0), CopyLab.Backup(disk, tape, 64, 7)).IsGood);
        CopyCommandResult second = lab.Run(CopyLab.Host(1), CopyLab.Backup(disk, tape, 512, 8));
        Assert.Equal(SenseKey.CopyAborted, second.Sense.Key);
        Assert.Equal(1, meter.Observe(CopyTelemetry.TapeErrors));
        string[] streams = meter.All.Where(measurement => measurement.Instrument == CopyTelemetry.StreamErrors).Select(measurement => measurement.Tags).ToArray();
        Assert.Equal(
            ["mtbl.tape=1 mtbl.stream=0 mtbl.initiator=" + CopyLab.Host(0).PortName, "mtbl.tape=1 mtbl.stream=1 mtbl.initiator=" + CopyLab.Host(1).PortName],
            streams.OrderBy(tags => tags, StringComparer.Ordinal));
        Assert.Contains(CopyTelemetry.LaterLossEvent, logger.Events);
        Assert.Contains(CopyTelemetry.TapeErrorEvent, logger.Events);
        Assert.Contains("identifier 7", logger.TextOf(CopyTelemetry.LaterLossEvent), StringComparison.Ordinal);
        Assert.Contains("identifier 8", logger.TextOf(CopyTelemetry.CommandFailedEvent), StringComparison.Ordinal);
    }

    [Fact]
    public void Logger_OneGoodListAndOneRefused_TellsEachStep()
    {
        var logger = new ListLogger();
        using var lab = new CopyLab(hasThreads: true, options: new CopyManagerOptions { Logger = logger });
        int tape = lab.AddTape(new MemoryTape());
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(lab.AddDisk(64), tape, 64, 9)).IsGood);
        Assert.False(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.CopyStatus, 99).IsGood);
        Assert.True(lab.Command(CopyLab.Host(), WriteLogCommand.CopyToMedium(close: true)).IsGood);
        int[] expected =
        [
            CopyTelemetry.CommandQueuedEvent, CopyTelemetry.CommandBeganEvent, CopyTelemetry.LogBeganEvent, CopyTelemetry.CommandEndedEvent,
            CopyTelemetry.CommandRefusedEvent,
            CopyTelemetry.CommandQueuedEvent, CopyTelemetry.CommandBeganEvent, CopyTelemetry.LogEndedEvent, CopyTelemetry.CommandEndedEvent,
        ];
        Assert.Equal(expected, logger.Events);
        Assert.Contains("identifier 9, ended well: 1 segments, 32768 bytes", logger.Entries[3].Text, StringComparison.Ordinal);
        Assert.Equal(LogLevel.Information, logger.Entries[7].Level);
    }

    [Fact]
    public void Activity_OfACopy_IsAChildOfTheCallersAndLeavesThatCurrent()
    {
        string initiator = "iqn.2026-03.example:" + Guid.NewGuid();
        var stopped = new List<Activity>();
        using ActivityListener listener = Listen(stopped, initiator);
        using var lab = new CopyLab(hasThreads: true);
        int tape = lab.AddTape(new MemoryTape());
        int disk = lab.AddDisk(64);
        using var callers = new Activity("host").Start();
        Assert.True(lab.Run(new CopyInitiator(initiator), CopyLab.Backup(disk, tape, 64, 5)).IsGood);
        Assert.False(lab.Run(new CopyInitiator(initiator), CopyLab.Backup(disk, 101, 64, 6)).IsGood);
        Assert.False(lab.Receive(new CopyInitiator(initiator), ReceiveCopyResultsAction.CopyStatus, 99).IsGood);
        Assert.Same(callers, Activity.Current);
        Assert.Equal(["EXTENDED COPY", "EXTENDED COPY", "RECEIVE COPY RESULTS"], stopped.Select(activity => activity.OperationName));
        Assert.All(stopped, activity => Assert.Equal(callers.Id, activity.ParentId));
        Assert.Equal(["good", "failed", "refused"], stopped.Select(activity => activity.GetTagItem(CopyTelemetry.OutcomeTag)));
        Assert.Equal([ActivityStatusCode.Ok, ActivityStatusCode.Error, ActivityStatusCode.Error], stopped.Select(activity => activity.Status));
        Assert.Equal(32768L, stopped[0].GetTagItem(CopyTelemetry.BytesTag));
        Assert.Equal(5u, stopped[0].GetTagItem(CopyTelemetry.ListIdentifierTag));
        Assert.Equal(1, stopped[0].GetTagItem(CopyTelemetry.SegmentsTag));
        Assert.Equal(["begun"], stopped[0].Events.Select(happened => happened.Name));
    }

    [Fact]
    public void Name_GivenToAManager_IsTheMetersTag()
    {
        using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { Name = "left" });
        Assert.Equal([new KeyValuePair<string, object?>(CopyTelemetry.ManagerTag, "left")], lab.Manager.Instruments.Meter.Tags);
        using var other = new CopyLab(hasThreads: false);
        Assert.Null(other.Manager.Instruments.Meter.Tags);
    }

    [Fact]
    public void Instruments_AllOfThem_AreDocumentedConstantsWithAUnit()
    {
        using var lab = new CopyLab(hasThreads: false);
        using var meter = new MeterReading(lab.Manager.Instruments.Meter);
        int tape = lab.AddTape(new MemoryTape());
        Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(lab.AddDisk(64), tape, 64)).IsGood);
        meter.Observe(CopyTelemetry.QueueLength);
        string documentation = System.IO.File.ReadAllText(System.IO.Path.Combine(House.Repository.Root, "docs", "copy-manager.md"));
        string[] names = typeof(CopyTelemetry).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(string)).Select(field => (string)field.GetValue(null)!).ToArray();
        Assert.All(meter.All, measurement => Assert.Contains(measurement.Instrument, names));
        Assert.All(meter.All, measurement => Assert.NotEmpty(measurement.Unit));
        Assert.All(names, name => Assert.Contains("`" + name + "`", documentation, StringComparison.Ordinal));
    }

    private static ActivityListener Listen(List<Activity> stopped, string initiator)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CopyTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem(CopyTelemetry.InitiatorTag) as string == initiator)
                {
                    stopped.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
