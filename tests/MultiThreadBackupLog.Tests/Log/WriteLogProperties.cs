using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

public class WriteLogProperties
{
    [Fact]
    public void A_log_holds_exactly_what_a_naive_model_holds_object_by_object() => PropertyCheck.ForAllSeeds(seed =>
    {
        var scenario = new LogScenario(seed);
        using WriteLog log = WriteLog.CreateInMemory(scenario.Options);
        scenario.Play(log);

        // What the records say, taken one by one and applied to a second naive model.
        var replayed = new LogModel(scenario.Options.OriginLogicalObjectIdentifier);
        var reader = new WriteLogReader(log.Snapshot());
        while (reader.Read(out WriteLogRecord record))
            Apply(record, replayed, scenario.Options.Granularity);

        Assert.Equal(scenario.Model.Objects.Select(WithoutGroup), replayed.Objects.Select(WithoutGroup));
        Assert.Equal(scenario.Model.Next, reader.NextLogicalObjectIdentifier);
        Assert.Equal(scenario.Model.OnMedium, reader.OnMediumLogicalObjectIdentifier);
        Assert.Equal(scenario.WillClose, reader.IsClosed);
        Assert.Equal(log.Length, reader.VerifiedLengthBytes);
        Assert.Equal(LogRecords.Describe(new WriteLogHeader(scenario.Options, reader.Header!.CreationTime)), LogRecords.Describe(reader.Header));
        return true;
    });

    [Fact]
    public void An_index_answers_every_question_like_the_naive_model() => PropertyCheck.ForAllSeeds(seed =>
    {
        var scenario = new LogScenario(seed);
        using WriteLog log = WriteLog.CreateInMemory(scenario.Options);
        scenario.Play(log);
        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
        var random = new Random(seed);

        IndexAssert.Whole(scenario, index);
        IndexAssert.Ranges(scenario.Model, index, random);
        IndexAssert.Streams(scenario.Model, index, random);
        IndexAssert.Statistics(scenario.Model, WriteLogStatistics.Compute(index));
        return true;
    });

    [Fact]
    public void A_log_reads_the_same_from_memory_bytes_a_stream_and_copies_on_tape() => PropertyCheck.ForAllSeeds(seed =>
    {
        var scenario = new LogScenario(seed);
        using WriteLog log = WriteLog.CreateInMemory(scenario.Options);
        scenario.Play(log);
        WriteLogSnapshot snapshot = log.Snapshot();
        byte[] bytes = LogRecords.Bytes(snapshot);
        List<string> records = LogRecords.ReadAll(new WriteLogReader(snapshot));

        using var stream = new MemoryStream(bytes);
        Assert.Equal(records, LogRecords.ReadAll(new WriteLogReader(bytes)));
        Assert.Equal(records, LogRecords.ReadAll(new WriteLogReader(stream)));
        Assert.Equal(bytes, TapeCopies.WriteAndAssemble(snapshot, scenario.Options, new Random(seed)));
        return true;
    });

    [Fact]
    public void The_same_life_gives_the_same_bytes_in_a_file() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var inMemory = new LogScenario(seed);
            var inFile = new LogScenario(seed);
            inFile.Options.FilePreallocationBytes = seed % 3 * 1000;
            using WriteLog log = WriteLog.CreateInMemory(inMemory.Options);
            inMemory.Play(log);
            byte[] bytes = LogRecords.Bytes(log.Snapshot());
            string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".wlog");
            try
            {
                using (WriteLog file = WriteLog.CreateFile(path, inFile.Options))
                {
                    inFile.Play(file);
                    Assert.Equal(bytes, LogRecords.Bytes(file.Snapshot()));

                    // Another process reads while the file is open, and sees no record more, preallocated or not.
                    using WriteLogRecovery live = WriteLogRecovery.RecoverFile(path);
                    Assert.True(live.IsWhole, live.ToString());
                    Assert.Equal(bytes.Length, live.ValidLengthBytes);
                }

                Assert.Equal(bytes, File.ReadAllBytes(path));
            }
            finally
            {
                File.Delete(path);
            }

            return true;
        },
        cases: 100);

    private static void Apply(in WriteLogRecord record, LogModel model, WriteLogGranularity granularity)
    {
        switch (record.Type)
        {
            case WriteLogRecordType.Run:
                Assert.Equal(model.Next, record.Run.FirstLogicalObjectIdentifier);
                Assert.Equal(model.BlockCount(record.Run.Stream.Ordinal), record.Run.FirstBlock);
                Assert.True(granularity == WriteLogGranularity.Runs || record.Run.BlockCount == 1);
                model.Blocks(record.Run.Stream.Ordinal, record.Run.BlockLengthBytes, record.Run.BlockCount);
                break;
            case WriteLogRecordType.Filemarks:
                Assert.Equal(model.Next, record.LogicalObjectIdentifier);
                int owner = record.Stream?.Ordinal ?? -1;
                Assert.Equal(owner < 0 ? 0 : model.BlockCount(owner), record.Extent.FirstBlock);
                model.Filemarks(owner, record.Extent.ObjectCount);
                break;
            case WriteLogRecordType.SystemBlocks:
                TapeExtent extent = record.Extent;
                model.System(extent.SystemBlockType, extent.BlockLengthBytes, extent.ObjectCount, extent.LogOffsetBytes, extent.LogLengthBytes);
                break;
            case WriteLogRecordType.Retraction:
                Assert.Equal(model.Next, record.Retraction.EndLogicalObjectIdentifier);
                model.Retract(record.Retraction.LogicalObjectIdentifier);
                foreach (WriteLogRetractedStream left in record.Retraction.Streams)
                {
                    Assert.Equal(model.BlockCount(left.Stream.Ordinal), left.BlockCount);
                    Assert.Equal(model.Of(left.Stream.Ordinal, TapeExtentType.Run).Sum(o => (long)o.Length), left.ByteCount);
                }

                break;
            case WriteLogRecordType.StreamDefinition:
                model.Streams.Add(record.Stream!.Value.Ordinal, new ModelStream { Description = record.Description });
                break;
        }
    }

    private static ModelObject WithoutGroup(ModelObject o) => o with { Group = 0 };
}
