using System;
using System.Globalization;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Why bytes from outside are not acceptable, where, and what a device server must report for them.</summary>
/// <remarks>
/// <para>A byte offset counts from the first byte that was given to the parser, so it is what a field pointer needs when the whole
/// CDB or the whole parameter list was given (SPC-4 clause 4.5.2.4.2).</para>
/// <para>The default value is no fault. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ParseFault
{
    private readonly string? _reason;
    private readonly int _bitPlusOne;

    private ParseFault(string reason, int byteOffset, int? bit, bool isInCdb, SenseKey senseKey, SenseCode senseCode)
    {
        _reason = reason;
        ByteOffset = byteOffset;
        _bitPlusOne = bit is { } number ? number + 1 : 0;
        IsInCdb = isInCdb;
        SenseKey = senseKey;
        SenseCode = senseCode;
    }

    /// <summary>Gets the reason as a sentence without its full stop; empty for no fault.</summary>
    public string Reason => _reason ?? string.Empty;

    /// <summary>Gets the offset in bytes of the first byte of the field in error.</summary>
    public int ByteOffset { get; }

    /// <summary>Gets the most significant bit of the field in error, 7 to 0, or null where the whole byte is meant.</summary>
    public int? Bit => _bitPlusOne == 0 ? null : _bitPlusOne - 1;

    /// <summary>Gets whether the fault is in a CDB (the C/D bit of a field pointer); otherwise it is in data.</summary>
    public bool IsInCdb { get; }

    /// <summary>Gets the sense key to report.</summary>
    public SenseKey SenseKey { get; }

    /// <summary>Gets the additional sense code and qualifier to report.</summary>
    public SenseCode SenseCode { get; }

    /// <summary>Gives the fault in one line.</summary>
    /// <returns>The reason, the place and the sense code.</returns>
    public override string ToString() => _reason is null
        ? "no fault"
        : string.Format(
            CultureInfo.InvariantCulture,
            Bit is null ? "{0}, at byte {1} ({3:X1}h {4})" : "{0}, at byte {1} bit {2} ({3:X1}h {4})",
            _reason,
            ByteOffset,
            Bit,
            (int)SenseKey,
            SenseCode);

    /// <summary>A field of a CDB (24h/00h unless the caller knows better).</summary>
    internal static ParseFault InCdb(string reason, int byteOffset, int? bit = null, SenseCode? senseCode = null) =>
        new(reason, byteOffset, bit, true, SenseKey.IllegalRequest, senseCode ?? SenseCode.InvalidFieldInCdb);

    /// <summary>A field of a parameter list, or of data that a device sent (26h/00h unless the caller knows better).</summary>
    internal static ParseFault InData(string reason, int byteOffset, int? bit = null, SenseCode? senseCode = null) =>
        new(reason, byteOffset, bit, false, SenseKey.IllegalRequest, senseCode ?? SenseCode.InvalidFieldInParameterList);

    /// <summary>Data that end before what they promise (1Ah/00h); the offset is the first byte that is missing.</summary>
    internal static ParseFault TooShort(string what, int neededBytes, int availableBytes) => InData(
        string.Format(CultureInfo.InvariantCulture, "{0} needs {1} bytes, {2} are there", what, neededBytes, availableBytes),
        availableBytes,
        null,
        SenseCode.ParameterListLengthError);

    /// <summary>A fault that a copy manager finds while a segment runs is COPY ABORTED instead of ILLEGAL REQUEST.</summary>
    internal ParseFault WithSenseKey(SenseKey senseKey) => new(Reason, ByteOffset, Bit, IsInCdb, senseKey, SenseCode);

    /// <summary>The same fault seen from an outer structure, in which this one begins <paramref name="bytes"/> further on.</summary>
    internal ParseFault Shift(int bytes) => new(Reason, ByteOffset + bytes, Bit, IsInCdb, SenseKey, SenseCode);

    /// <summary>The exception of the throwing twin of a <c>TryParse</c>.</summary>
    internal Exception ToException() => new ParseException(this);
}
