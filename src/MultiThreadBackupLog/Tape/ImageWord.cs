namespace MultiThreadBackupLog.Tape;

/// <summary>A 32-bit little-endian word of a SIMH tape image: the upper four bits are a class, the others a length.</summary>
/// <remarks>
/// Source: "SIMH Magtape Representation and Handling", and sim_tape.h of SIMH 3.12-3 for the classes of the extended format. Class 0 and
/// 8 records of up to 24-bit length are the standard format, which every reader knows and the only one written here.
/// </remarks>
internal readonly struct ImageWord(uint value)
{
    public const uint Filemark = 0x00000000;
    public const uint EraseGap = 0xFFFFFFFE;
    public const uint EndOfMedium = 0xFFFFFFFF;
    public const int EncodedLength = 4;
    public const int MaximumWrittenLength = 0x00FFFFFF;

    public uint Value { get; } = value;

    public int Class => (int)(Value >> 28);

    public int Length => (int)(Value & 0x0FFFFFFF);

    public ImageWordType Type => Value switch
    {
        Filemark => ImageWordType.Filemark,
        EndOfMedium => ImageWordType.EndOfMedium,
        EraseGap => ImageWordType.PassedMarker,
        _ => Class switch
        {
            0 => ImageWordType.Block,
            7 => ImageWordType.PassedMarker,                      // Private marker, a word on its own.
            15 => ImageWordType.Unknown,                          // Reserved markers, half gaps included.
            14 or (>= 1 and <= 6) => ImageWordType.PassedRecord,  // Tape description and private records: not seen by who reads the tape.
            _ => ImageWordType.BadBlock,                          // 8: recorded with an error; 9 to 13: reserved.
        },
    };

    /// <summary>Gets the bytes from the leading word to behind the trailing one, the data padded to an even length.</summary>
    public long RecordBytes => (2 * EncodedLength) + PaddedLength;

    public long PaddedLength => (Length + 1L) & ~1L;
}
