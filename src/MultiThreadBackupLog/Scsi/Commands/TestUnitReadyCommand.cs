using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Asks whether a logical unit can be accessed: TEST UNIT READY, operation code 00h (SPC-4, TEST UNIT READY command).</summary>
/// <remarks>
/// <para>The default value is the whole command. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct TestUnitReadyCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    internal static readonly WireLayout<TestUnitReadyCommand> Layout = WireLayout<TestUnitReadyCommand>.Command(
        "TEST UNIT READY", "SPC-4, TEST UNIT READY command", 0x00, EncodedLength, image => new TestUnitReadyCommand(image));

    private readonly WireImage _image;

    private TestUnitReadyCommand(WireImage image) => _image = image;

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the TEST UNIT READY CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The TEST UNIT READY CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out TestUnitReadyCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the TEST UNIT READY CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The TEST UNIT READY CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static TestUnitReadyCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the TEST UNIT READY CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
