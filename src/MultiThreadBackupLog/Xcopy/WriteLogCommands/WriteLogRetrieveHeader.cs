using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>What stands before bytes of a write log, in the data of RETRIEVE and in the data that segment descriptor type C2h
/// holds.</summary>
/// <remarks>
/// <para>A log of any size comes over in pieces: the next piece begins at <see cref="OffsetBytes"/> + <see cref="DataLengthBytes"/>.
/// Bytes that were sent
/// once never change while the log grows.</para>
/// <para><b>Each piece must have the <see cref="LogIdentifier"/> of the first</b>: a log that was replaced between two pieces goes on, at the same offset, with
/// bytes of another one. The pieces are then thrown away and fetched again from offset 0.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogRetrieveHeader
{
    /// <summary>Encoded length in bytes; the bytes of the log follow.</summary>
    public const int EncodedLength = HeadLength + GuidBytes.Length;

    private const int HeadLength = 24;

    private static readonly WireField OffsetBytesField = WireField.Number("OFFSET", 0, 8);
    private static readonly WireField LogLengthBytesField = WireField.Number("LOG LENGTH", 8, 8);
    private static readonly WireField DataLengthBytesField = WireField.Number("DATA LENGTH", 16, 4);
    private static readonly WireField IsEndField = WireField.Flag("END", 20, 0);

    // Behind the image, which has room for 32 bytes.
    private static readonly WireField LogIdentifierField = LogIdentity.Field(HeadLength);

    internal static readonly WireLayout<WriteLogRetrieveHeader> Layout = new(
        "write log data", "vendor specific", HeadLength,
        image => new WriteLogRetrieveHeader(image, Guid.Empty), OffsetBytesField, LogLengthBytesField, DataLengthBytesField, IsEndField);

    private readonly WireImage _image;

    /// <summary>Describes a piece of a log.</summary>
    /// <param name="offsetBytes">OFFSET: where in the log the piece begins.</param>
    /// <param name="logLengthBytes">LOG LENGTH: how long the log is now.</param>
    /// <param name="dataLengthBytes">DATA LENGTH: how many bytes follow.</param>
    /// <param name="isEnd">END: whether the log is closed and the piece reaches its end.</param>
    /// <param name="logIdentifier">LOG IDENTIFIER: which log it is; all zero where there is none.</param>
    public WriteLogRetrieveHeader(ulong offsetBytes, ulong logLengthBytes, uint dataLengthBytes, bool isEnd, Guid logIdentifier)
        : this(
            default(WireImage)
                .With(OffsetBytesField, offsetBytes)
                .With(LogLengthBytesField, logLengthBytes)
                .With(DataLengthBytesField, dataLengthBytes)
                .With(IsEndField, isEnd),
            logIdentifier)
    {
    }

    private WriteLogRetrieveHeader(WireImage image, Guid logIdentifier)
    {
        _image = image;
        LogIdentifier = logIdentifier;
    }

    /// <summary>Gets OFFSET (bytes 0 to 7): where in the log the piece begins.</summary>
    public ulong OffsetBytes => OffsetBytesField.Get(_image);

    /// <summary>Gets LOG LENGTH (bytes 8 to 15): how long the log is now.</summary>
    public ulong LogLengthBytes => LogLengthBytesField.Get(_image);

    /// <summary>Gets DATA LENGTH (bytes 16 to 19): how many bytes follow, already cut to the allocation length.</summary>
    public uint DataLengthBytes => (uint)DataLengthBytesField.Get(_image);

    /// <summary>Gets END (byte 20 bit 0): whether the log is closed and the piece reaches its end.</summary>
    public bool IsEnd => IsEndField.GetFlag(_image);

    /// <summary>Gets LOG IDENTIFIER (bytes 24 to 39): which log the bytes are of; all zero where there is none.</summary>
    public Guid LogIdentifier { get; }

    /// <summary>Gets the first reserved bit that is set; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the header at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The data-in or the held data.</param>
    /// <param name="header">The header, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for short input; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogRetrieveHeader header, out ParseFault fault)
    {
        if (source.Length < EncodedLength)
        {
            header = default;
            fault = ParseFault.TooShort(Layout.Name, EncodedLength, source.Length);
            return false;
        }

        bool isAcceptable = Layout.TryParse(source, out header, out fault);
        header = isAcceptable ? new WriteLogRetrieveHeader(header._image, GuidBytes.Read(LogIdentifierField.GetBytes(source))) : default;
        return isAcceptable;
    }

    /// <summary>Decodes the header; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-in or the held data.</param>
    /// <returns>The header.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogRetrieveHeader Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out WriteLogRetrieveHeader header, out ParseFault fault) ? header : throw fault.ToException();

    /// <summary>Encodes the header.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        if (destination.Length < EncodedLength)
        {
            throw new ArgumentException("The header of write log data has 40 bytes.", nameof(destination));
        }

        Layout.Write(_image, destination);
        GuidBytes.Write(destination.Slice(LogIdentifierField.ByteOffset), LogIdentifier);
        return EncodedLength;
    }
}
