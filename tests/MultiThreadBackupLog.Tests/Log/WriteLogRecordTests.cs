using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>That a reader gives back what was recorded, in the order in which it was.</summary>
public class WriteLogRecordTests
{
    private static readonly StreamDescription Description = new("a");

    public static TheoryData<string> Names => [.. WriteLogRefusalTests.Operations.Keys.Where(name => name is not ("blocks" or "an intent"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Append_BehindARunThatIsOpen_StandsBehindIt(string operation)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        StreamId a = log.DefineStream(Description);
        log.AppendBlocks(a, 64, 3);
        WriteLogRefusalTests.Operations[operation](log, a);
        log.Publish();
        List<string> records = LogRecords.ReadAll(new WriteLogReader(log.Snapshot()));
        Assert.Equal(4, records.Count);
        Assert.StartsWith("Run@0 #0 #0 blocks [0, 3)", records[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(0, 512)]
    [InlineData(7, 512)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Origin_WithAndWithoutWhatStandsBehindTheDesignator_IsReadAsItWasWritten(int byteOffset, int blockLength)
    {
        WriteLogOrigin origin = Written(log => log.AppendOrigin(new WriteLogOrigin(log.DefineStream(Description), 11, 22, 0xAB, 33, new byte[] { 4, 5 }, byteOffset, blockLength))).Origin;
        Assert.Equal((0, 11L, 22L, 0xAB, 33L), (origin.Stream.Ordinal, origin.FirstStreamByte, origin.ByteCount, origin.SegmentTypeCode, origin.LogicalBlockAddress));
        Assert.Equal((byteOffset, blockLength), (origin.ByteOffset, origin.BlockLengthBytes));
        Assert.Equal([4, 5], origin.SourceDesignator.ToArray());
    }

    [Theory]
    [InlineData(true, 17, 12)]
    [InlineData(false, -1, -1)]
    [InlineData(true, 0, -1)]
    [InlineData(false, -1, 0)]
    [InlineData(true, long.MaxValue - 1, long.MaxValue - 1)]
    public void Error_WithAndWithoutObjects_IsReadAsItWasWritten(bool isDeferred, long noticedAt, long firstInDoubt)
    {
        WriteLogError error = Written(log => log.AppendError(new WriteLogError(9, isDeferred, noticedAt, firstInDoubt, "é"))).Error;
        Assert.Equal((9, isDeferred, noticedAt, firstInDoubt, "é"), (error.ConditionCode, error.IsDeferred, error.NoticedAtLogicalObjectIdentifier, error.FirstObjectInDoubt, error.Message));
    }

    [Fact]
    public void SuccessorVolume_IsReadAsItWasWritten()
    {
        var volume = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        Assert.Equal(volume, Written(log => log.AppendSuccessorVolume(volume)).SuccessorVolume);
    }

    [Fact]
    public void Stream_OfARecordThatSpeaksOfNone_IsNull()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeProvider = new ManualTime() });
        StreamId a = log.DefineStream(Description);
        StreamId b = log.DefineStream(Description);
        log.AppendBlocks(b, 64, 3);
        log.AppendFilemarks(b, 1);
        log.AppendFilemarks(null, 1);
        log.AppendSystemBlocks(SystemBlockType.LogIncrement, 64, 1, 0, 0);
        log.MarkOnMedium(4);
        log.AppendStreamChecksum(b, 1);
        log.AppendReceiveTime(b, 0, DateTimeOffset.UnixEpoch);
        log.AppendIntent(b, 1);
        log.AppendOrigin(new WriteLogOrigin(b, 0, 1, 2, 0, []));
        log.AppendError(new WriteLogError(3, false, 0, 0, "e"));
        log.AppendSuccessorVolume(Guid.NewGuid());
        log.RetractTo(5);
        log.EndStream(a, StreamEndType.Completed);
        log.Close();
        var reader = new WriteLogReader(log.Snapshot());
        while (reader.Read(out WriteLogRecord record))
        {
            int? expected = record.Type switch
            {
                WriteLogRecordType.StreamDefinition => record.Stream == a ? 0 : 1,
                WriteLogRecordType.StreamEnd => 0,
                WriteLogRecordType.Run or WriteLogRecordType.StreamChecksum or WriteLogRecordType.ReceiveTime or WriteLogRecordType.Intent or WriteLogRecordType.Origin => 1,
                WriteLogRecordType.Filemarks => record.LogicalObjectIdentifier == 3 ? 1 : null,
                _ => null,
            };
            Assert.True(expected == record.Stream?.Ordinal, record.ToString());
        }
    }

    [Fact]
    public void Member_OfAnotherTypeOfRecord_SaysBothTypes()
    {
        WriteLogRecord record = Written(log => log.AppendFilemarks(null, 1));
        Assert.Equal("The record is of type Filemarks and not Header.", Assert.Throws<InvalidOperationException>(() => record.Header).Message);
    }

    private static WriteLogRecord Written(Action<WriteLog> write)
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        write(log);
        log.Publish();
        var reader = new WriteLogReader(log.Snapshot());
        WriteLogRecord last = default;
        while (reader.Read(out WriteLogRecord record))
            last = record;

        return last;
    }
}
