using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>How far a copy is: the data-in of RECEIVE COPY RESULTS / COPY STATUS (SPC-4 tables 251, 253 and 254).</summary>
/// <remarks>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</remarks>
public readonly record struct CopyStatusData
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 12;

    private static readonly WireField IsHeldDataDiscardedField = WireField.Flag("HDD", 4, 7);
    private static readonly WireField StatusField = WireField.CodeBits("COPY MANAGER STATUS", 4, 6, 7);
    private static readonly WireField SegmentsProcessedField = WireField.Number("SEGMENTS PROCESSED", 5, 2);
    private static readonly WireField TransferCountUnitField = WireField.Code("TRANSFER COUNT UNITS", 7, 1);
    private static readonly WireField TransferCountField = WireField.Number("TRANSFER COUNT", 8, 4);

    internal static readonly WireLayout<CopyStatusData> Layout = new(
        "COPY STATUS", "SPC-4, RECEIVE COPY STATUS(LID1)", EncodedLength, image => new CopyStatusData(image),
        WireField.Number("AVAILABLE DATA", 0, 4).MustBe(8), IsHeldDataDiscardedField, StatusField, SegmentsProcessedField,
        TransferCountUnitField, TransferCountField);

    private readonly WireImage _image;

    /// <summary>Describes the state of a copy.</summary>
    /// <param name="status">COPY MANAGER STATUS.</param>
    /// <param name="segmentsProcessed">SEGMENTS PROCESSED: the segments begun, that in progress included; 0 is not begun.</param>
    /// <param name="transferCount">TRANSFER COUNT: the data written in order.</param>
    /// <param name="transferCountUnit">TRANSFER COUNT UNITS.</param>
    /// <param name="isHeldDataDiscarded">HDD: whether held data were thrown away.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public CopyStatusData(
        CopyManagerStatus status,
        ushort segmentsProcessed,
        uint transferCount,
        TransferCountUnit transferCountUnit = TransferCountUnit.Bytes,
        bool isHeldDataDiscarded = false)
        => _image = default(WireImage)
            .With(StatusField, (long)status, nameof(status))
            .With(SegmentsProcessedField, segmentsProcessed)
            .With(TransferCountField, transferCount)
            .With(TransferCountUnitField, (long)transferCountUnit, nameof(transferCountUnit))
            .With(IsHeldDataDiscardedField, isHeldDataDiscarded);

    private CopyStatusData(WireImage image) => _image = image;

    /// <summary>Gets COPY MANAGER STATUS (byte 4 bits 6 to 0).</summary>
    public CopyManagerStatus Status => (CopyManagerStatus)StatusField.Get(_image);

    /// <summary>Gets HDD (byte 4 bit 7): whether held data were thrown away.</summary>
    public bool IsHeldDataDiscarded => IsHeldDataDiscardedField.GetFlag(_image);

    /// <summary>Gets SEGMENTS PROCESSED (bytes 5 to 6): the segments begun, that in progress included; 0 is not begun.</summary>
    public ushort SegmentsProcessed => (ushort)SegmentsProcessedField.Get(_image);

    /// <summary>Gets TRANSFER COUNT UNITS (byte 7).</summary>
    public TransferCountUnit TransferCountUnit => (TransferCountUnit)TransferCountUnitField.Get(_image);

    /// <summary>Gets TRANSFER COUNT (bytes 8 to 11): the data written in order, in <see cref="TransferCountUnit"/>.</summary>
    public uint TransferCount => (uint)TransferCountField.Get(_image);

    /// <summary>Gets the first reserved bit that is set; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Describes a number of bytes as exactly as the field allows, rounded down to the unit that holds it.</summary>
    /// <param name="status">COPY MANAGER STATUS.</param>
    /// <param name="segmentsProcessed">SEGMENTS PROCESSED; more than 65,535 is said as 65,535.</param>
    /// <param name="writtenBytes">The bytes written in order.</param>
    /// <param name="isHeldDataDiscarded">HDD: whether held data were thrown away.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static CopyStatusData OfBytes(
        CopyManagerStatus status, int segmentsProcessed, long writtenBytes, bool isHeldDataDiscarded = false)
    {
        if (segmentsProcessed < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(segmentsProcessed), segmentsProcessed, "A count is not negative.");
        }

        if (writtenBytes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(writtenBytes), writtenBytes, "A count is not negative.");
        }

        int unit = 0;
        for (; writtenBytes > uint.MaxValue; writtenBytes >>= 10)
        {
            unit++;
        }

        return new CopyStatusData(
            status, (ushort)Math.Min(segmentsProcessed, ushort.MaxValue), (uint)writtenBytes, (TransferCountUnit)unit, isHeldDataDiscarded);
    }

    /// <summary>Decodes the data at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The data-in.</param>
    /// <param name="data">The data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out CopyStatusData data, out ParseFault fault) =>
        Layout.TryParse(source, out data, out fault);

    /// <summary>Decodes the data; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-in.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static CopyStatusData Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the data.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
