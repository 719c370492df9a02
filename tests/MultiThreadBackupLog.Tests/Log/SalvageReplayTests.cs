using System;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What contradicts as long as no page is missing: the same records are believed behind a hole.</summary>
public class SalvageReplayTests
{
    private static readonly StreamId Unknown = new(5);

    [Fact]
    public void TryApply_RecordsOfAStreamThatWasNotDefined_ContradictOnlyWithoutAHole()
    {
        Check(new RecordFields { Type = WriteLogRecordType.Run, Ordinal = 5, BlockLength = 1, Number = 1 });
        Check(new RecordFields { Type = WriteLogRecordType.Filemarks, Ordinal = 5, Number = 1 });
        Check(new RecordFields { Type = WriteLogRecordType.StreamChecksum, Content = new WriteLogStreamChecksum(Unknown, 3, 0) });
        Check(new RecordFields { Type = WriteLogRecordType.StreamEnd, Content = new WriteLogStreamEnd(Unknown, StreamEndType.Completed, 3, 3, 0, string.Empty) });
        Check(new RecordFields { Type = WriteLogRecordType.Retraction, Content = new WriteLogRetraction(12, 0, 0, 0, [new WriteLogRetractedStream(Unknown, 1, 1, 0)]) });
    }

    [Fact]
    public void TryApply_TotalsOfMoreStreamsThanAreDefined_ContradictOnlyWithoutAHole() =>
        Check(new RecordFields { Type = WriteLogRecordType.Close, Content = new WriteLogTotals(2, 4, 4, 0, 0) });

    private static void Check(RecordFields fields)
    {
        Assert.False(Replay().TryApply(fields), fields.Type + " without a hole");
        SalvageReplay replay = Replay();
        replay.PassHole(20);
        Assert.True(replay.TryApply(fields), fields.Type + " behind a hole");
    }

    /// <summary>Origin 10 and 4 blocks of stream 0.</summary>
    private static SalvageReplay Replay()
    {
        var replay = new SalvageReplay();
        var header = new WriteLogHeader(new WriteLogOptions { OriginLogicalObjectIdentifier = 10 }, DateTimeOffset.UnixEpoch);
        Assert.True(replay.TryApply(new RecordFields { Type = WriteLogRecordType.Header, Content = header }));
        Assert.True(replay.TryApply(new RecordFields { Type = WriteLogRecordType.StreamDefinition, Content = new StreamDefinitionContent(new StreamId(0), new StreamDescription("a")) }));
        Assert.True(replay.TryApply(new RecordFields { Type = WriteLogRecordType.Run, Ordinal = 0, BlockLength = 1, Number = 4 }));
        return replay;
    }
}
