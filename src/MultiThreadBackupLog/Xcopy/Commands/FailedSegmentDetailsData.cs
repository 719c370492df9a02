using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>Why a copy failed: the data-in of RECEIVE COPY RESULTS / FAILED SEGMENT DETAILS (SPC-4 table 246).</summary>
/// <remarks>The default value says that nothing is held. Bytes that the standard reserves are kept from parsing to writing. Immutable;
/// safe to share between threads.</remarks>
public readonly record struct FailedSegmentDetailsData
{
    /// <summary>Length in bytes of what stands before the sense data.</summary>
    public const int HeadLength = 60;

    private const int EmptyLength = 4;

    private static readonly WireField AvailableDataField = WireField.Number("AVAILABLE DATA", 0, 4);
    private static readonly WireField StatusField = WireField.Number("EXTENDED COPY COMMAND STATUS", 56, 1);
    private static readonly WireField SenseLengthField = WireField.Number("SENSE DATA LENGTH", 58, 2);

    private readonly WireBytes _bytes;

    /// <summary>Describes a failure.</summary>
    /// <param name="status">EXTENDED COPY COMMAND STATUS: the SCSI status of the command that failed.</param>
    /// <param name="sense">SENSE DATA of the command that failed.</param>
    public FailedSegmentDetailsData(ScsiStatus status, SenseData sense)
    {
        var bytes = new byte[HeadLength + sense.EncodedLength];
        AvailableDataField.Set(bytes, (ulong)(bytes.Length - EmptyLength));
        StatusField.Set(bytes, (ulong)status);
        SenseLengthField.Set(bytes, (ulong)sense.EncodedLength);
        sense.Write(bytes.AsSpan(HeadLength));
        _bytes = new WireBytes(bytes);
    }

    private FailedSegmentDetailsData(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets whether a failure is held; otherwise nothing else here means anything.</summary>
    public bool HasDetails => _bytes.Length >= HeadLength;

    /// <summary>Gets EXTENDED COPY COMMAND STATUS (byte 56). Some copy managers put a copy status there; both give 02h for a
    /// failure.</summary>
    public ScsiStatus Status => (ScsiStatus)StatusField.Get(_bytes.Span);

    /// <summary>Gets SENSE DATA (from byte 60) as far as they came over; SENSE DATA LENGTH (bytes 58 to 59) is their length.</summary>
    public ReadOnlyMemory<byte> SenseBytes => HasDetails
        ? _bytes.Memory.Slice(HeadLength, Math.Min(_bytes.Length - HeadLength, (int)SenseLengthField.Get(_bytes.Span)))
        : default;

    /// <summary>Gets the encoded length in bytes.</summary>
    public int EncodedLength => Bytes.Length;

    private WireBytes Bytes => _bytes.Length != 0 ? _bytes : new WireBytes(new byte[EmptyLength]);

    /// <summary>Decodes the data.</summary>
    /// <param name="source">The data-in; what its allocation length cut off is missing here too.</param>
    /// <param name="data">The data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out FailedSegmentDetailsData data, out ParseFault fault)
    {
        data = default;
        fault = default;
        if (source.Length < EmptyLength)
        {
            fault = ParseFault.TooShort("FAILED SEGMENT DETAILS", EmptyLength, source.Length);
            return false;
        }

        ulong available = AvailableDataField.Get(source);
        if (available != 0 && (available < HeadLength - EmptyLength || source.Length < HeadLength))
        {
            fault = ParseFault.TooShort("FAILED SEGMENT DETAILS", HeadLength, (int)Math.Min(available + EmptyLength, (ulong)source.Length));
            return false;
        }

        data = new FailedSegmentDetailsData(WireBytes.Copy(source.Slice(0, (int)Math.Min(available + EmptyLength, (ulong)source.Length))));
        return true;
    }

    /// <summary>Decodes the data; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-in.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static FailedSegmentDetailsData Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out FailedSegmentDetailsData data, out ParseFault fault) ? data : throw fault.ToException();

    /// <summary>Encodes the data; a copy manager then cuts them to the allocation length.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
