using System;

namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>Loads or unloads a cartridge: LOAD UNLOAD, operation code 1Bh (SSC-3, LOAD UNLOAD command).</summary>
/// <remarks>
/// <para>The default value unloads and waits. Reserved bits that were decoded are kept on writing. Immutable; safe to share between
/// threads.</para>
/// </remarks>
public readonly record struct LoadUnloadCommand
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 6;

    private static readonly WireField IsImmediateField = WireField.Flag("IMMED", 1, 0);
    private static readonly WireField HoldsField = WireField.Flag("HOLD", 4, 3);
    private static readonly WireField EndsAtEndOfTapeField = WireField.Flag("EOT", 4, 2);
    private static readonly WireField RetensionsField = WireField.Flag("RETEN", 4, 1);
    private static readonly WireField IsLoadField = WireField.Flag("LOAD", 4, 0);

    internal static readonly WireLayout<LoadUnloadCommand> Layout = WireLayout<LoadUnloadCommand>.Command(
        "LOAD UNLOAD", "SSC-3, LOAD UNLOAD command", 0x1B, EncodedLength, image => new LoadUnloadCommand(image),
        IsImmediateField,
        HoldsField,
        EndsAtEndOfTapeField,
        RetensionsField,
        IsLoadField);

    private readonly WireImage _image;

    /// <summary>Describes the LOAD UNLOAD CDB.</summary>
    /// <param name="isLoad">Whether the cartridge is loaded; otherwise it is rewound and unloaded.</param>
    /// <param name="isImmediate">Whether status comes before the cartridge has moved.</param>
    /// <param name="retensions">Whether the tape is retensioned.</param>
    /// <param name="endsAtEndOfTape">Whether an unloaded tape is left at its end; refused together with a load.</param>
    /// <param name="holds">Whether the cartridge is moved into the drive and not threaded.</param>
    public LoadUnloadCommand(
        bool isLoad,
        bool isImmediate = false,
        bool retensions = false,
        bool endsAtEndOfTape = false,
        bool holds = false)
        : this(default(WireImage)
            .With(IsLoadField, isLoad)
            .With(IsImmediateField, isImmediate)
            .With(RetensionsField, retensions)
            .With(EndsAtEndOfTapeField, endsAtEndOfTape)
            .With(HoldsField, holds))
    {
    }

    private LoadUnloadCommand(WireImage image) => _image = image;

    /// <summary>Gets whether the cartridge is loaded; otherwise it is rewound and unloaded (LOAD).</summary>
    public bool IsLoad => IsLoadField.GetFlag(_image);

    /// <summary>Gets whether status comes before the cartridge has moved (IMMED).</summary>
    public bool IsImmediate => IsImmediateField.GetFlag(_image);

    /// <summary>Gets whether the tape is retensioned (RETEN).</summary>
    public bool Retensions => RetensionsField.GetFlag(_image);

    /// <summary>Gets whether an unloaded tape is left at its end (EOT); refused together with LOAD.</summary>
    public bool EndsAtEndOfTape => EndsAtEndOfTapeField.GetFlag(_image);

    /// <summary>Gets whether the cartridge is moved into the drive and not threaded (HOLD).</summary>
    public bool Holds => HoldsField.GetFlag(_image);

    /// <summary>Gets the CONTROL byte (SAM-5 clause 5.2); 0 unless it was decoded.</summary>
    public byte Control => (byte)Layout.Fields[Layout.Fields.Count - 1].Get(_image);

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the LOAD UNLOAD CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The LOAD UNLOAD CDB, or the default value on failure.</param>
    /// <param name="fault">On failure the reason, the byte offset and the sense code to report.</param>
    /// <returns><see langword="false"/> for unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out LoadUnloadCommand command, out ParseFault fault) =>
        Layout.TryParse(source, out command, out fault);

    /// <summary>Decodes the LOAD UNLOAD CDB at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The LOAD UNLOAD CDB.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static LoadUnloadCommand Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the LOAD UNLOAD CDB.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
