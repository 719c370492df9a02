namespace MultiThreadBackupLog.Log.Format;

/// <summary>One record as it stands in the bytes, before anyone has asked whether it agrees with the records before it.</summary>
internal struct RecordFields
{
    public WriteLogRecordType Type;
    public int Ordinal;      // Run, filemarks (-1: the session's own).
    public int BlockLength;  // Run.
    public long Number;      // Run, filemarks: a count. On medium: the object. Time: units since creation.
    public object? Content;  // All others.
}
