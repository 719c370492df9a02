using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>What stands before bytes of a write log, in the data of RETRIEVE and in the data that segment descriptor type C2h
/// holds.</summary>
/// <remarks>
/// <para>A log of any size comes over in pieces: the next piece begins at <see cref="OffsetBytes"/> + <see cref="DataLengthBytes"/>.
/// Bytes that were sent
/// once never change while the log grows.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogRetrieveHeader
{
    /// <summary>Encoded length in bytes; the bytes of the log follow.</summary>
    public const int EncodedLength = 24;

    private static readonly WireField OffsetBytesField = WireField.Number("OFFSET", 0, 8);
    private static readonly WireField LogLengthBytesField = WireField.Number("LOG LENGTH", 8, 8);
    private static readonly WireField DataLengthBytesField = WireField.Number("DATA LENGTH", 16, 4);
    private static readonly WireField IsEndField = WireField.Flag("END", 20, 0);

    internal static readonly WireLayout<WriteLogRetrieveHeader> Layout = new(
        "write log data", "vendor specific", EncodedLength,
        image => new WriteLogRetrieveHeader(image), OffsetBytesField, LogLengthBytesField, DataLengthBytesField, IsEndField);

    private readonly WireImage _image;

    /// <summary>Describes a piece of a log.</summary>
    /// <param name="offsetBytes">OFFSET: where in the log the piece begins.</param>
    /// <param name="logLengthBytes">LOG LENGTH: how long the log is now.</param>
    /// <param name="dataLengthBytes">DATA LENGTH: how many bytes follow.</param>
    /// <param name="isEnd">END: whether the log is closed and the piece reaches its end.</param>
    public WriteLogRetrieveHeader(ulong offsetBytes, ulong logLengthBytes, uint dataLengthBytes, bool isEnd) => _image = default(WireImage)
        .With(OffsetBytesField, offsetBytes)
        .With(LogLengthBytesField, logLengthBytes)
        .With(DataLengthBytesField, dataLengthBytes)
        .With(IsEndField, isEnd);

    private WriteLogRetrieveHeader(WireImage image) => _image = image;

    /// <summary>Gets OFFSET (bytes 0 to 7): where in the log the piece begins.</summary>
    public ulong OffsetBytes => OffsetBytesField.Get(_image);

    /// <summary>Gets LOG LENGTH (bytes 8 to 15): how long the log is now.</summary>
    public ulong LogLengthBytes => LogLengthBytesField.Get(_image);

    /// <summary>Gets DATA LENGTH (bytes 16 to 19): how many bytes follow, already cut to the allocation length.</summary>
    public uint DataLengthBytes => (uint)DataLengthBytesField.Get(_image);

    /// <summary>Gets END (byte 20 bit 0): whether the log is closed and the piece reaches its end.</summary>
    public bool IsEnd => IsEndField.GetFlag(_image);

    /// <summary>Gets the first reserved bit that is set; null when there is none.</summary>
    public ParseFault? ReservedBitFault => Layout.FindReserved(_image);

    /// <summary>Decodes the header at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The data-in or the held data.</param>
    /// <param name="header">The header, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for short input; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogRetrieveHeader header, out ParseFault fault) =>
        Layout.TryParse(source, out header, out fault);

    /// <summary>Decodes the header; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-in or the held data.</param>
    /// <returns>The header.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogRetrieveHeader Parse(ReadOnlySpan<byte> source) => Layout.Parse(source);

    /// <summary>Encodes the header.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Layout.Write(_image, destination);
}
