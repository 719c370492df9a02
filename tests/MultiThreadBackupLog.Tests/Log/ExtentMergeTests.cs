using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

public class ExtentMergeTests
{
    [Fact]
    public void LastObject_WhenNothingCame_IsNone()
    {
        var merge = new ExtentMerge();
        Assert.Null(merge.LastObject());
        Assert.False(merge.Finish(out _, out _));
        WriteLogRecord[] records = Records();
        merge.Add(records[0], 3, 0, out _, out _);
        Assert.Equal(TapeExtent.OfRun(0, 2, 1, 64, 2), merge.LastObject());
        Assert.True(merge.Finish(out _, out _));
        Assert.Null(merge.LastObject());
    }

    [Fact]
    public void Finish_GivesTheLastExtentOnce_AndWhatComesThenIsAnother()
    {
        WriteLogRecord[] records = Records();
        var merge = new ExtentMerge();
        Assert.False(merge.Add(records[0], 3, 7, out _, out _));
        Assert.True(merge.Finish(out TapeExtent extent, out long ticks));
        Assert.Equal((TapeExtent.OfRun(0, 0, 3, 64, 0), 7L), (extent, ticks));
        Assert.False(merge.Finish(out _, out _));

        // Of the same stream and length, but nothing is there that it could go on with.
        Assert.False(merge.Add(records[^1], 4, 9, out _, out _));
        Assert.True(merge.Finish(out extent, out ticks));
        Assert.Equal((records[^1].Extent, 9L), (extent, ticks));
    }

    [Fact]
    public void OneOf_AnExtentOfEachKind_IsThatObjectAlone()
    {
        Assert.Equal(TapeExtent.OfRun(1, 4, 1, 64, 102), ExtentMerge.OneOf(TapeExtent.OfRun(1, 2, 5, 64, 100), 2));
        Assert.Equal(TapeExtent.OfFilemarks(1, 2, 1, 102), ExtentMerge.OneOf(TapeExtent.OfFilemarks(1, 2, 5, 100), 2));
        Assert.Equal(TapeExtent.OfFilemarks(-1, 0, 1, 102), ExtentMerge.OneOf(TapeExtent.OfFilemarks(-1, 0, 5, 100), 2));

        // One of several system blocks holds no whole part of the log.
        TapeExtent blocks = TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 512, 5, 10, 20, 100);
        Assert.Equal(TapeExtent.OfSystemBlocks(SystemBlockType.LogIncrement, 512, 1, 0, 0, 102), ExtentMerge.OneOf(blocks, 2));
    }

    // Three blocks of a stream, a filemark, and four more of its blocks.
    private static WriteLogRecord[] Records()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions());
        StreamId a = log.DefineStream(new StreamDescription("a"));
        log.AppendBlocks(a, 64, 3);
        log.AppendFilemarks(null, 1);
        log.AppendBlocks(a, 64, 4);
        log.Close();
        var reader = new WriteLogReader(log.Snapshot());
        var records = new List<WriteLogRecord>();
        while (reader.Read(out WriteLogRecord record))
            records.Add(record);

        return records.Where(record => record.Type is WriteLogRecordType.Run or WriteLogRecordType.Filemarks).ToArray();
    }
}
