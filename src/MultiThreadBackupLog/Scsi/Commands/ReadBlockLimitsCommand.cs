using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>
/// Asks for the block lengths that a device takes: READ BLOCK LIMITS, operation code 05h (SSC-3, READ BLOCK LIMITS command).
/// </summary>
/// <remarks>
/// <para>The default value asks for the block limits. Reserved bits that were decoded are kept on writing. Immutable; safe to share
/// between threads.</para>
/// </remarks>
public readonly record struct ReadBlockLimitsCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    // MLOI is known from SSC-4 alone; a device of SSC-3 sees a reserved bit.
    private static readonly WireField WantsMaximumLogicalObjectIdentifierField = WireField.Flag("MLOI", 1, 0);

    internal static readonly WireLayout<ReadBlockLimitsCommand> Layout = WireLayout<ReadBlockLimitsCommand>.Command(
        "READ BLOCK LIMITS", "SSC-3, READ BLOCK LIMITS command", 0x05, EncodedLength, image => new ReadBlockLimitsCommand(image),
        WantsMaximumLogicalObjectIdentifierField);

    private readonly WireImage _image;

    /// <summary>Describes the READ BLOCK LIMITS CDB.</summary>
    /// <param name="wantsMaximumLogicalObjectIdentifier">Whether the maximum logical object identifier is wanted instead of the block
    /// limits.</param>
    public ReadBlockLimitsCommand(bool wantsMaximumLogicalObjectIdentifier = false)
        : this(default(WireImage).With(WantsMaximumLogicalObjectIdentifierField, wantsMaximumLogicalObjectIdentifier))
    {
    }

    private ReadBlockLimitsCommand(WireImage image) => _image = image;

    /// <summary>Gets whether the maximum logical object identifier is wanted instead of the block limits (MLOI, SSC-4).</summary>
    public bool WantsMaximumLogicalObjectIdentifier => WantsMaximumLogicalObjectIdentifierField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the READ BLOCK LIMITS CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The READ BLOCK LIMITS CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReadBlockLimitsCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the READ BLOCK LIMITS CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The READ BLOCK LIMITS CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static ReadBlockLimitsCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the READ BLOCK LIMITS CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
