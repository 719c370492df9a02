using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

public class WriteLogTests
{
    [Fact]
    public void Append_NeighboursOfOneStreamAndLength_AreOneRun()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { OriginLogicalObjectIdentifier = 100 });
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        log.AppendBlocks(a, 64, 3);
        log.AppendBlocks(a, 64, 2);
        log.AppendBlocks(b, 64, 1);
        log.AppendFilemarks(b, 2);
        log.AppendBlocks(a, 32, 1);
        log.Commit();

        WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());

        Assert.Equal(109, index.EndLogicalObjectIdentifier);
        Assert.Equal(new WriteRun(a, 0, 5, 64, 100), index.At(102).Run);
        Assert.Equal(2, index.CountFilemarks(100, 109));
        Assert.Equal([new WriteRun(a, 1, 4, 64, 101), new WriteRun(a, 5, 1, 32, 108)], index.Runs(a, new BlockRange(1, 100)));
    }
}
