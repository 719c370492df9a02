namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>The vendor specific segment descriptor types of this library.</summary>
internal static class WriteLogSegments
{
    public static readonly DescriptorLayout[] Layouts =
    [
        WriteLogInitiateSegment.Layout,
        DescriptorLayout.Of(DescriptorFrame.Segment, WriteLogStatusSegment.TypeCode, WriteLogStatusSegment.Layout),
        DescriptorLayout.Of(DescriptorFrame.Segment, WriteLogRetrieveSegment.TypeCode, WriteLogRetrieveSegment.Layout),
        DescriptorLayout.Of(DescriptorFrame.Segment, WriteLogCopySegment.TypeCode, WriteLogCopySegment.Layout),
        DescriptorLayout.Of(DescriptorFrame.Segment, WriteLogClearSegment.TypeCode, WriteLogClearSegment.Layout),
        PlannedRestoreSegment.Layout,
        WriteLogStreamSegment.Layout,
    ];

    /// <summary>Says whether segments of a type put data into the held data.</summary>
    public static bool Holds(byte typeCode) => typeCode is WriteLogStatusSegment.TypeCode or WriteLogRetrieveSegment.TypeCode;
}
