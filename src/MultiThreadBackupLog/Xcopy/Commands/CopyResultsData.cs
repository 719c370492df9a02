using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>How far a LID4 copy is and what it held: the data-in of RECEIVE COPY STATUS (LID4) and RECEIVE COPY DATA (LID4) (SPC-4 table
/// 248).</summary>
/// <remarks>Bytes that the standard reserves are kept from parsing to writing. Immutable; safe to share between threads.</remarks>
public readonly record struct CopyResultsData
{
    /// <summary>Length in bytes of what stands before the sense data.</summary>
    public const int HeadLength = 32;

    private const int HeldDataLengthLength = 4;

    private static readonly WireField AvailableDataField = WireField.Number("AVAILABLE DATA", 0, 4);
    private static readonly WireField HddField = WireField.Flag("HDD", 5, 7);
    private static readonly WireField ResponseField = WireField.Bits("RESPONSE TO SERVICE ACTION", 4, 4, 5);
    private static readonly WireField StatusField = WireField.CodeBits("COPY OPERATION STATUS", 5, 6, 7);
    private static readonly WireField OperationCounterField = WireField.Number("OPERATION COUNTER", 6, 2);
    private static readonly WireField EstimatedUpdateDelayMillisecondsField = WireField.Number("ESTIMATED STATUS UPDATE DELAY", 8, 4);
    private static readonly WireField CompletionStatusField = WireField.Number("EXTENDED COPY COMPLETION STATUS", 12, 1);
    private static readonly WireField TransferCountUnitField = WireField.Code("TRANSFER COUNT UNITS", 15, 1);
    private static readonly WireField TransferCountField = WireField.Number("TRANSFER COUNT", 16, 8);
    private static readonly WireField SegmentsProcessedField = WireField.Number("SEGMENTS PROCESSED", 24, 2);
    private static readonly WireField SenseFieldLengthField = WireField.Number("LENGTH OF THE SENSE DATA FIELD", 13, 1);
    private static readonly WireField SenseLengthField = WireField.Number("SENSE DATA LENGTH", 14, 1);
    private static readonly WireField HeldDataLengthField = WireField.Number("HELD DATA LENGTH", 0, 4);

    private readonly WireBytes _bytes;

    /// <summary>Describes the state of a copy.</summary>
    /// <param name="response">RESPONSE TO SERVICE ACTION: the service action that started the operation, 01h for EXTENDED COPY (LID4); at
    /// most 31.</param>
    /// <param name="status">COPY OPERATION STATUS.</param>
    /// <param name="operationCounter">OPERATION COUNTER.</param>
    /// <param name="estimatedUpdateDelayMilliseconds">ESTIMATED STATUS UPDATE DELAY.</param>
    /// <param name="completionStatus">EXTENDED COPY COMPLETION STATUS.</param>
    /// <param name="segmentsProcessed">SEGMENTS PROCESSED.</param>
    /// <param name="transferCount">TRANSFER COUNT.</param>
    /// <param name="transferCountUnit">TRANSFER COUNT UNITS.</param>
    /// <param name="sense">SENSE DATA of the operation that failed; the default value for none.</param>
    /// <param name="heldData">HELD DATA for RECEIVE COPY DATA (LID4); null leaves them and their length out, as RECEIVE COPY STATUS
    /// (LID4) does.</param>
    /// <param name="isHeldDataDiscarded">HDD: whether held data were thrown away.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value needs more bits than its field has.</exception>
    public CopyResultsData(
        byte response,
        CopyOperationStatus status,
        ushort operationCounter,
        uint estimatedUpdateDelayMilliseconds,
        ScsiStatus completionStatus,
        ushort segmentsProcessed,
        ulong transferCount,
        TransferCountUnit transferCountUnit = TransferCountUnit.Bytes,
        SenseData sense = default,
        ReadOnlyMemory<byte>? heldData = null,
        bool isHeldDataDiscarded = false)
    {
        int senseFieldLength = FieldBytes.PaddedLength(sense.EncodedLength);
        int heldLength = heldData is { } held ? HeldDataLengthLength + held.Length : 0;
        var bytes = new byte[HeadLength + senseFieldLength + heldLength];
        AvailableDataField.Set(bytes, (ulong)(bytes.Length - 4));
        ResponseField.Set(bytes, ResponseField.Check((ulong)response, nameof(response)));
        StatusField.Set(bytes, StatusField.Check((long)status, nameof(status)));
        OperationCounterField.Set(bytes, operationCounter);
        EstimatedUpdateDelayMillisecondsField.Set(bytes, estimatedUpdateDelayMilliseconds);
        CompletionStatusField.Set(bytes, CompletionStatusField.Check((long)completionStatus, nameof(completionStatus)));
        TransferCountUnitField.Set(bytes, TransferCountUnitField.Check((long)transferCountUnit, nameof(transferCountUnit)));
        TransferCountField.Set(bytes, transferCount);
        SegmentsProcessedField.Set(bytes, segmentsProcessed);
        HddField.Set(bytes, isHeldDataDiscarded ? 1UL : 0);
        SenseFieldLengthField.Set(bytes, (ulong)senseFieldLength);
        SenseLengthField.Set(bytes, (ulong)sense.EncodedLength);
        sense.Write(bytes.AsSpan(HeadLength));
        if (heldData is { } data)
        {
            Span<byte> rest = bytes.AsSpan(HeadLength + senseFieldLength);
            HeldDataLengthField.Set(rest, (ulong)data.Length);
            data.Span.CopyTo(rest.Slice(HeldDataLengthLength));
        }

        _bytes = new WireBytes(bytes);
    }

    private CopyResultsData(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets RESPONSE TO SERVICE ACTION (byte 4 bits 4 to 0): the service action that started the operation.</summary>
    public byte Response => (byte)ResponseField.Get(_bytes.Span);

    /// <summary>Gets COPY OPERATION STATUS (byte 5 bits 6 to 0): how far it is.</summary>
    public CopyOperationStatus Status => (CopyOperationStatus)StatusField.Get(_bytes.Span);

    /// <summary>Gets OPERATION COUNTER (bytes 6 to 7): a number that grows while the operation does something.</summary>
    public ushort OperationCounter => (ushort)OperationCounterField.Get(_bytes.Span);

    /// <summary>Gets ESTIMATED STATUS UPDATE DELAY (bytes 8 to 11): when to ask again, in milliseconds; FFFFFFFEh when finished,
    /// FFFFFFFFh unknown.</summary>
    public uint EstimatedUpdateDelayMilliseconds => (uint)EstimatedUpdateDelayMillisecondsField.Get(_bytes.Span);

    /// <summary>Gets EXTENDED COPY COMPLETION STATUS (byte 12): the SCSI status of the operation that ended.</summary>
    public ScsiStatus CompletionStatus => (ScsiStatus)CompletionStatusField.Get(_bytes.Span);

    /// <summary>Gets TRANSFER COUNT UNITS (byte 15): what the count counts.</summary>
    public TransferCountUnit TransferCountUnit => (TransferCountUnit)TransferCountUnitField.Get(_bytes.Span);

    /// <summary>Gets TRANSFER COUNT (bytes 16 to 23): the data written in order.</summary>
    public ulong TransferCount => TransferCountField.Get(_bytes.Span);

    /// <summary>Gets SEGMENTS PROCESSED (bytes 24 to 25): the segments begun, that in progress included.</summary>
    public ushort SegmentsProcessed => (ushort)SegmentsProcessedField.Get(_bytes.Span);

    /// <summary>Gets HDD (byte 5 bit 7): whether held data were thrown away.</summary>
    public bool IsHeldDataDiscarded => HddField.GetFlag(_bytes.Span);

    /// <summary>Gets SENSE DATA (from byte 32) as far as they came over; SENSE DATA LENGTH (byte 14) is their length.</summary>
    public ReadOnlyMemory<byte> SenseBytes =>
        Bytes.Memory.Slice(HeadLength, Math.Min(Bytes.Length - HeadLength, (int)SenseLengthField.Get(_bytes.Span)));

    /// <summary>Gets HELD DATA as far as they came over; null where the data have none, as those of RECEIVE COPY STATUS (LID4).</summary>
    public ReadOnlyMemory<byte>? HeldData
    {
        get
        {
            ReadOnlyMemory<byte> rest = Bytes.Memory.Slice(
                Math.Min(Bytes.Length, HeadLength + (int)SenseFieldLengthField.Get(_bytes.Span)));

            // Without the cast null would be taken for an array, and so for memory of no bytes.
            return rest.Length < HeldDataLengthLength
                ? (ReadOnlyMemory<byte>?)null
                : rest.Slice(
                    HeldDataLengthLength, (int)Math.Min((ulong)(rest.Length - HeldDataLengthLength), HeldDataLengthField.Get(rest.Span)));
        }
    }

    /// <summary>Gets the encoded length in bytes.</summary>
    public int EncodedLength => Bytes.Length;

    private WireBytes Bytes =>
        _bytes.Length != 0 ? _bytes : new CopyResultsData(0, CopyOperationStatus.None, 0, 0, ScsiStatus.Good, 0, 0)._bytes;

    /// <summary>Decodes the data.</summary>
    /// <param name="source">The data-in; what its allocation length cut off is missing here too.</param>
    /// <param name="data">The data, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out CopyResultsData data, out ParseFault fault)
    {
        data = default;
        fault = default;
        if (source.Length < HeadLength)
        {
            fault = ParseFault.TooShort("RECEIVE COPY STATUS (LID4)", HeadLength, source.Length);
            return false;
        }

        ulong available = AvailableDataField.Get(source);
        if (available < HeadLength - 4)
        {
            fault = ParseFault.InData("AVAILABLE DATA is less than the fields before the sense data", 0);
            return false;
        }

        if (SenseLengthField.Get(source) > SenseFieldLengthField.Get(source))
        {
            fault = ParseFault.InData("SENSE DATA LENGTH is more than the length of its field", SenseLengthField.ByteOffset);
            return false;
        }

        data = new CopyResultsData(WireBytes.Copy(source.Slice(0, (int)Math.Min(available + 4, (ulong)source.Length))));
        return true;
    }

    /// <summary>Decodes the data; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-in.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static CopyResultsData Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out CopyResultsData data, out ParseFault fault) ? data : throw fault.ToException();

    /// <summary>Encodes the data; a copy manager then cuts them to the allocation length.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Bytes.Write(destination);
}
