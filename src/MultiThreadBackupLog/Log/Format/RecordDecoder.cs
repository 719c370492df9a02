using System;
using MultiThreadBackupLog.Log.Sealing;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Takes the records out of a page, one after another. The one place that knows the live form's bytes when reading.</summary>
/// <remarks>
/// A sealed page has a decoder of its own that yields the same <see cref="RecordFields"/>; nothing above this layer knows the
/// difference. Works on any bytes: what it cannot accept is a fault, and it allocates no more than the page holds.
/// </remarks>
internal sealed class RecordDecoder
{
    private readonly bool _keepsUnknown;
    private RunSlots _slots = new();
    private long _timeUnits;
    private SealedPageDecoder? _sealed;
    private bool _isSealed;

    /// <summary>Makes a decoder that passes over records that it does not know, or yields them without a type.</summary>
    public RecordDecoder(bool keepsUnknown = false) => _keepsUnknown = keepsUnknown;

    /// <summary>Gets where in the payload the last record that carries its length begins.</summary>
    public int RecordStart { get; private set; }

    /// <summary>Gets the reason of the last failure.</summary>
    public WriteLogFaultReason Reason { get; private set; }

    /// <summary>Gets the last failure in words.</summary>
    public string Message { get; private set; } = string.Empty;

    /// <summary>Forgets what the page before had established. False when a sealed page says something about itself that cannot be.</summary>
    public bool TryBeginPage(byte pageType, ReadOnlySpan<byte> payload, int recordsOffset)
    {
        Reason = WriteLogFaultReason.None;
        _slots.Reset();
        _timeUnits = 0;
        _isSealed = pageType == PageHeader.SealedRecords;
        return !_isSealed || (_sealed ??= new SealedPageDecoder()).TryBegin(payload, recordsOffset) || Fail(WriteLogFaultReason.Malformed, _sealed.Message);
    }

    /// <summary>Decodes the next record. False at the end of the payload (no <see cref="Reason"/>) and at the first one that is not acceptable.</summary>
    public bool TryDecode(ReadOnlySpan<byte> payload, Guid logIdentifier, ref int position, ref RecordFields record)
    {
        Reason = WriteLogFaultReason.None;
        if (_isSealed)
            return _sealed!.TryTakeRun(ref record) || TryDecodeSealed(payload, logIdentifier, ref position, ref record);

        while (position < payload.Length)
        {
            byte first = payload[position];
            if (first >= RecordNumbers.ShortRun)
                return TryDecodeShortRun(payload, ref position, ref record);

            if (first >= RecordNumbers.LongRun)
                return TryDecodeLongRun(payload, ref position, ref record);

            if (first == RecordNumbers.Time)
                return TryDecodeTime(payload, ref position, position + 1, ref record);

            if (TryDecodeLengthed(payload, logIdentifier, ref position, ref record, out bool isPassedOver))
                return true;

            if (!isPassedOver)
                return false;
        }

        return false;
    }

    /// <summary>Decodes a record that carries its length. False also for one that is not known and was passed over.</summary>
    internal bool TryDecodeLengthed(ReadOnlySpan<byte> payload, Guid logIdentifier, ref int position, ref RecordFields record, out bool isPassedOver)
    {
        isPassedOver = false;
        RecordStart = position;
        byte first = payload[position];
        int at = position + 1;
        if (!VarInt.TryRead(payload, ref at, out long length) || length > payload.Length - at)
            return Fail(WriteLogFaultReason.Malformed, "A record goes on past the end of its page.");

        var content = new RecordContentReader(payload.Slice(at, (int)length));
        bool isKnown = TryDecodeContent(first, ref content, logIdentifier, ref record, out bool isGood);
        if (isKnown && !isGood)
        {
            position = at + (int)length;
            return Fail(WriteLogFaultReason.Malformed, "A record of type " + record.Type + " has a field outside its range.");
        }

        if (!isKnown && first < RecordNumbers.FirstSkippable)
            return Fail(WriteLogFaultReason.UnknownType, "There is a record of the unknown type " + first + ", which may not be passed over.");

        position = at + (int)length;
        if (isKnown)
            return true;

        record = default;
        isPassedOver = !_keepsUnknown;
        return _keepsUnknown;
    }

    private bool TryDecodeSealed(ReadOnlySpan<byte> payload, Guid logIdentifier, ref int position, ref RecordFields record)
    {
        if (_sealed!.TryDecode(payload, logIdentifier, this, ref position, ref record))
            return true;

        if (Reason == WriteLogFaultReason.None && _sealed.Message.Length > 0)
            Fail(WriteLogFaultReason.Malformed, _sealed.Message);

        return false;
    }

    private bool TryDecodeShortRun(ReadOnlySpan<byte> payload, ref int position, ref RecordFields record)
    {
        byte first = payload[position];
        if (!_slots.TryGet((first >> 4) & 7, out record.Ordinal, out record.BlockLength))
            return Fail(WriteLogFaultReason.Malformed, "A run names a slot that its page has not filled.");

        int at = position + 1;
        if (!TryDecodeCount(payload, ref at, first & 0x0F, RecordNumbers.ShortCountCodes, ref record))
            return false;

        _slots.Used(record.BlockLength);
        position = at;
        return true;
    }

    private bool TryDecodeLongRun(ReadOnlySpan<byte> payload, ref int position, ref RecordFields record)
    {
        byte first = payload[position];
        int at = position + 1;
        if (!TryDecodeCount(payload, ref at, first & 0x1F, RecordNumbers.LongCountCodes, ref record))
            return false;

        long length = _slots.LastLength;
        if (!VarInt.TryRead(payload, ref at, out long ordinal)
            || (first >= RecordNumbers.LongRunWithLength && !VarInt.TryRead(payload, ref at, out length))
            || ordinal > int.MaxValue || length is <= 0 or > int.MaxValue)
        {
            return Fail(WriteLogFaultReason.Malformed, "A run has no stream or no block length that can be.");
        }

        record.Ordinal = (int)ordinal;
        record.BlockLength = (int)length;
        _slots.Named(record.Ordinal, record.BlockLength);
        position = at;
        return true;
    }

    private bool TryDecodeCount(ReadOnlySpan<byte> payload, ref int at, int code, int codes, ref RecordFields record)
    {
        record.Type = WriteLogRecordType.Run;
        record.Number = code + 1;
        if (code < codes)
            return true;

        if (!VarInt.TryRead(payload, ref at, out long more) || more > long.MaxValue - record.Number)
            return Fail(WriteLogFaultReason.Malformed, "A run has a count that cannot be.");

        record.Number += more;
        return true;
    }

    private bool TryDecodeTime(ReadOnlySpan<byte> payload, ref int position, int at, ref RecordFields record)
    {
        if (!VarInt.TryRead(payload, ref at, out long delta) || delta > long.MaxValue - _timeUnits)
            return Fail(WriteLogFaultReason.Malformed, "A time stamp is no number.");

        _timeUnits += delta;
        record.Type = WriteLogRecordType.Time;
        record.Number = _timeUnits;
        position = at;
        return true;
    }

    private static bool TryDecodeContent(byte number, ref RecordContentReader content, Guid logIdentifier, ref RecordFields record, out bool isGood)
    {
        switch (number)
        {
            case RecordNumbers.Header:
                record.Type = WriteLogRecordType.Header;
                isGood = HeaderContent.TryRead(ref content, logIdentifier, out WriteLogHeader header);
                record.Content = header;
                return true;
            case RecordNumbers.StreamDefinition:
                record.Type = WriteLogRecordType.StreamDefinition;
                isGood = RecordContents.TryRead(ref content, out StreamDefinitionContent definition);
                record.Content = definition;
                return true;
            case RecordNumbers.Filemarks:
                record.Type = WriteLogRecordType.Filemarks;
                isGood = RecordContents.TryReadFilemarks(ref content, out record.Ordinal, out record.Number);
                return true;
            case RecordNumbers.SystemBlocks:
                record.Type = WriteLogRecordType.SystemBlocks;
                isGood = RecordContents.TryReadSystemBlocks(ref content, out TapeExtent systemBlocks);
                record.Content = systemBlocks;
                return true;
            case RecordNumbers.Retraction:
                record.Type = WriteLogRecordType.Retraction;
                isGood = RecordContents.TryRead(ref content, out WriteLogRetraction retraction);
                record.Content = retraction;
                return true;
            case RecordNumbers.OnMedium:
                record.Type = WriteLogRecordType.OnMedium;
                record.Number = content.Number();
                isGood = content.IsGood;
                return true;
            case RecordNumbers.StreamEnd:
                record.Type = WriteLogRecordType.StreamEnd;
                isGood = RecordContents.TryRead(ref content, out WriteLogStreamEnd end);
                record.Content = end;
                return true;
            case RecordNumbers.Close:
                record.Type = WriteLogRecordType.Close;
                isGood = RecordContents.TryRead(ref content, out WriteLogTotals totals);
                record.Content = totals;
                return true;
            default:
                return TryDecodeSkippableContent(number, ref content, ref record, out isGood);
        }
    }

    private static bool TryDecodeSkippableContent(byte number, ref RecordContentReader content, ref RecordFields record, out bool isGood)
    {
        switch (number)
        {
            case RecordNumbers.StreamChecksum:
                record.Type = WriteLogRecordType.StreamChecksum;
                isGood = RecordContents.TryRead(ref content, out WriteLogStreamChecksum checksum);
                record.Content = checksum;
                return true;
            case RecordNumbers.Origin:
                record.Type = WriteLogRecordType.Origin;
                isGood = RecordContents.TryRead(ref content, out WriteLogOrigin origin);
                record.Content = origin;
                return true;
            case RecordNumbers.Error:
                record.Type = WriteLogRecordType.Error;
                isGood = RecordContents.TryRead(ref content, out WriteLogError error);
                record.Content = error;
                return true;
            case RecordNumbers.SuccessorVolume:
                record.Type = WriteLogRecordType.SuccessorVolume;
                record.Content = content.Guid();
                isGood = content.IsGood;
                return true;
            case RecordNumbers.ReceiveTime:
                record.Type = WriteLogRecordType.ReceiveTime;
                isGood = RecordContents.TryRead(ref content, out ReceiveTimeContent receiveTime);
                record.Content = receiveTime;
                return true;
            case RecordNumbers.Intent:
                record.Type = WriteLogRecordType.Intent;
                isGood = RecordContents.TryRead(ref content, out WriteLogIntent intent);
                record.Content = intent;
                return true;
            default:
                isGood = false;
                return false;
        }
    }

    private bool Fail(WriteLogFaultReason reason, string message)
    {
        Reason = reason;
        Message = message;
        return false;
    }
}
