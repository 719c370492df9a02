using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Records whose numbers are the highest that the format allows: another writer may make them, and a reader must not refuse them.</summary>
public class ForgedLimitTests
{
    [Theory]
    [InlineData("filemarks up to the last object", "03 0A 00 F5FFFFFFFFFFFFFF7F", "Filemarks@10")]
    [InlineData("a block that is the last object", "03 0A 00 F4FFFFFFFFFFFFFF7F 60 00 01", "Filemarks@10", "Run@9223372036854775806")]
    [InlineData("bytes up to a number of 63 bits", "7F E0FFFFFF0F 00 FFFFFFFF07 81", "Run@10", "Run@4294967306")]
    [InlineData("a run of the highest ordinal", "02 0E FFFFFFFF07 00 00 00 00 00 00 00 00 00 60 FFFFFFFF07 01", "StreamDefinition@10", "Run@10")]
    [InlineData("an intent up to the last block", "25 0B 00 F0FFFFFFFFFFFFFF7F 0F", "Intent@10")]
    [InlineData("an error at the last object", "22 15 00 01 FFFFFFFFFFFFFFFF7F FFFFFFFFFFFFFFFF7F 00", "Error@10")]
    public void TryRead_NumbersAtTheirLimits_AreTaken(string what, string records, params string[] expected)
    {
        Assert.NotEmpty(what);
        List<string> read = LogRecords.ReadAll(new WriteLogReader(ForgedLogTests.Forge(Hex.Parse(records))));
        Assert.Equal(expected, read.Skip(3).Select(record => record.Split(' ')[0]));
    }

    [Fact]
    public void TryRead_StartAtTheEndOfTheCalendar_IsThatTime()
    {
        // 1 + 3155378975999999999, as a varint.
        var reader = new WriteLogReader(ForgedLogTests.Forge(Hex.Parse("02 12 05 00 00 00 8080DDA1DF8E8AE52B 00 00 00 00 00")));
        Assert.Equal(DateTimeOffset.MaxValue, Definition(reader, new StreamId(5)).StartTime);
        Assert.False(reader.TryRead(out _, out WriteLogFault fault) || fault.IsFault);
    }

    [Fact]
    public void TryRead_BlocksBehindTheLastTimeStamp_HaveNoTimeByWhichTheyWereAccepted()
    {
        WriteLogIndex index = WriteLogIndex.Build(new WriteLogSnapshot(ForgedLogTests.Forge(Hex.Parse("09 05 60 00 01 60 01 01 09 02 60 00 01"))));
        DateTimeOffset created = index.Header.CreationTime;
        Assert.Equal((created.AddMilliseconds(5), null), (index.Streams[0].FirstTime, index.Streams[0].LastTime));
        Assert.Equal((created.AddMilliseconds(5), created.AddMilliseconds(7)), (index.Streams[1].FirstTime, index.Streams[1].LastTime));
    }

    private static StreamDescription Definition(WriteLogReader reader, StreamId stream)
    {
        while (reader.Read(out WriteLogRecord record))
        {
            if (record.Type == WriteLogRecordType.StreamDefinition && record.Stream == stream)
                return record.Description;
        }

        throw new InvalidOperationException("There is no such stream.");
    }
}
