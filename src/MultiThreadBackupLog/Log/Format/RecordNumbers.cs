namespace MultiThreadBackupLog.Log.Format;

/// <summary>The first byte of each record of the live form. docs/write-log-format.md has the table, the reserved numbers included.</summary>
internal static class RecordNumbers
{
    // 01h to 1Fh: a reader that does not know the number must stop.
    public const byte Header = 0x01;
    public const byte StreamDefinition = 0x02;
    public const byte Filemarks = 0x03;
    public const byte SystemBlocks = 0x04;
    public const byte Retraction = 0x05;
    public const byte OnMedium = 0x06;
    public const byte StreamEnd = 0x07;
    public const byte Close = 0x08;
    public const byte Time = 0x09;
    public const byte KeyIdentifier = 0x10;   // Reserved.
    public const byte BlockProtection = 0x11; // Reserved.

    // 20h to 3Fh: a reader that does not know the number passes over the record by its length.
    public const byte FirstSkippable = 0x20;
    public const byte StreamChecksum = 0x20;
    public const byte Origin = 0x21;
    public const byte Error = 0x22;
    public const byte SuccessorVolume = 0x23;
    public const byte ReceiveTime = 0x24;
    public const byte Intent = 0x25;

    // 40h to FFh: runs.
    public const byte LongRun = 0x40;           // + count code of 5 bits; the stream follows.
    public const byte LongRunWithLength = 0x60; // + count code of 5 bits; the stream and the block length follow.
    public const byte ShortRun = 0x80;          // + slot of 3 bits + count code of 4 bits.

    public const int ShortCountCodes = 15; // Counts 1 to 15 in the byte itself; code 15: 16 + a varint.
    public const int LongCountCodes = 31;  // Counts 1 to 31; code 31: 32 + a varint.
}
