using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Writes filemarks: WRITE FILEMARKS(6), operation code 10h (SSC-3, WRITE FILEMARKS(6) command).</summary>
/// <remarks>
/// <para>With IMMED 0 good status says that everything written before is on the medium.</para>
/// <para>The default value writes no mark and waits until everything before is on the medium. Reserved bits that were decoded are kept
/// on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteFilemarks6Command
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField WritesSetmarksField = WireField.Flag("WSMK", 1, 1);
    private static readonly WireField IsImmediateField = WireField.Flag("IMMED", 1, 0);
    private static readonly WireField FilemarkCountField = WireField.Number("FILEMARK COUNT", 2, 3);

    internal static readonly WireLayout<WriteFilemarks6Command> Layout = WireLayout<WriteFilemarks6Command>.Command(
        "WRITE FILEMARKS(6)", "SSC-3, WRITE FILEMARKS(6) command", 0x10, EncodedLength, image => new WriteFilemarks6Command(image),
        WritesSetmarksField,
        IsImmediateField,
        FilemarkCountField);

    private readonly WireImage _image;

    /// <summary>Describes the WRITE FILEMARKS(6) CDB.</summary>
    /// <param name="filemarkCount">How many filemarks to write, 0 to 16,777,215; 0 writes the buffer out and no mark.</param>
    /// <param name="isImmediate">Whether status comes before the marks are on the medium.</param>
    /// <param name="writesSetmarks">Whether setmarks are written instead; obsolete.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="filemarkCount"/> needs more bits than its field has.</exception>
    public WriteFilemarks6Command(int filemarkCount, bool isImmediate = false, bool writesSetmarks = false)
        : this(default(WireImage)
            .With(FilemarkCountField, filemarkCount, nameof(filemarkCount))
            .With(IsImmediateField, isImmediate)
            .With(WritesSetmarksField, writesSetmarks))
    {
    }

    private WriteFilemarks6Command(WireImage image) => _image = image;

    /// <summary>Gets how many filemarks to write; 0 writes the buffer out and no mark (FILEMARK COUNT).</summary>
    public int FilemarkCount => (int)FilemarkCountField.Get(_image);

    /// <summary>Gets whether status comes before the marks are on the medium (IMMED).</summary>
    public bool IsImmediate => IsImmediateField.GetFlag(_image);

    /// <summary>Gets whether setmarks are written instead of filemarks (WSMK, obsolete since SSC-2).</summary>
    public bool WritesSetmarks => WritesSetmarksField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the WRITE FILEMARKS(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The WRITE FILEMARKS(6) CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteFilemarks6Command command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the WRITE FILEMARKS(6) CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The WRITE FILEMARKS(6) CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static WriteFilemarks6Command Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the WRITE FILEMARKS(6) CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
