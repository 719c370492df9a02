using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The content of the header record. The log identifier itself stands before it, at the beginning of the first payload.</summary>
internal static class HeaderContent
{
    private const byte HasBlockTrailers = 0x01;
    private const byte HasSessionLabel = 0x02;
    private const byte IsPerBlock = 0x04;
    private const byte Known = HasBlockTrailers | HasSessionLabel | IsPerBlock;

    public static void Write(ref RecordContentWriter content, WriteLogHeader header)
    {
        content.Byte((byte)((header.HasBlockTrailers ? HasBlockTrailers : 0)
            | (header.HasSessionLabel ? HasSessionLabel : 0)
            | (header.Granularity == WriteLogGranularity.Blocks ? IsPerBlock : 0)));
        content.Guid(header.VolumeIdentifier);
        content.Guid(header.VolumeSetIdentifier);
        content.Guid(header.PredecessorVolume);
        content.Guid(header.PredecessorLogIdentifier);
        content.Number(header.VolumeNumber);
        content.Number(header.Partition);
        content.Number(header.OriginLogicalObjectIdentifier);
        content.Number(header.PredecessorCopyLogicalObjectIdentifier + 1);
        content.Number(header.SessionNumber);
        content.Number(header.TimeResolution.Ticks);
        content.Number(header.CreationTime.UtcTicks);
        content.Text(header.ApplicationLogIdentifier);
    }

    public static bool TryRead(ref RecordContentReader content, Guid logIdentifier, out WriteLogHeader header)
    {
        byte flags = content.Byte();
        header = new WriteLogHeader
        {
            LogIdentifier = logIdentifier,
            HasBlockTrailers = (flags & HasBlockTrailers) != 0,
            HasSessionLabel = (flags & HasSessionLabel) != 0,
            Granularity = (flags & IsPerBlock) != 0 ? WriteLogGranularity.Blocks : WriteLogGranularity.Runs,
            VolumeIdentifier = content.Guid(),
            VolumeSetIdentifier = content.Guid(),
            PredecessorVolume = content.Guid(),
            PredecessorLogIdentifier = content.Guid(),
            VolumeNumber = content.Int32(),
            Partition = content.Int32(),
            OriginLogicalObjectIdentifier = content.Number(),
            PredecessorCopyLogicalObjectIdentifier = content.Number() - 1,
            SessionNumber = content.Int32(),
            TimeResolution = TimeSpan.FromTicks(content.Number()),
            CreationTime = new DateTimeOffset(content.Number(DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero),
            ApplicationLogIdentifier = content.Text(WriteLogOptions.MaximumTextLength),
        };
        return content.IsGood && (flags & ~Known) == 0 && header.SessionNumber >= 1;
    }
}
