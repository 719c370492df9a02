using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>What a host says of a write log that it begins: the parameter list of INITIATE, and bytes 8 and following of segment
/// descriptor type C0h.</summary>
/// <remarks>
/// <para>All identifiers but the application's own may be left out.</para>
/// <para>Not safe to change from several threads.</para>
/// </remarks>
public sealed class WriteLogInitiateParameters
{
    /// <summary>Encoded length in bytes without the application log identifier that follows.</summary>
    public const int HeadLength = 80;

    private const byte FormatVersion = 0x01;

    private string _applicationLogIdentifier = string.Empty;

    /// <summary>Gets or sets APPLICATION LOG IDENTIFIER (from byte 80, UTF-8): the name that the application gave the log. Default:
    /// empty.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is longer than 4,096 bytes.</exception>
    public string ApplicationLogIdentifier
    {
        get => _applicationLogIdentifier;
        set
        {
            ApplicationName.Encode(value, nameof(ApplicationLogIdentifier));
            _applicationLogIdentifier = value;
        }
    }

    /// <summary>Gets or sets BLK (byte 1 bit 0): whether the log has an entry for every block; otherwise one for each run of blocks.
    /// Default: false.</summary>
    public bool RecordsEveryBlock { get; set; }

    /// <summary>Gets or sets INC (byte 1 bit 1): whether the log is also written to the tape in increments, at checkpoints. Default:
    /// false.</summary>
    public bool WritesIncrements { get; set; }

    /// <summary>Gets or sets CHK (byte 1 bit 2): whether the log keeps a checksum of every stream. Default: false.</summary>
    public bool RecordsChecksums { get; set; }

    /// <summary>Gets or sets TIME RESOLUTION (bytes 4 to 7): how exactly the log keeps times, in microseconds; 0 keeps none. Default:
    /// 0.</summary>
    public uint TimeResolutionMicroseconds { get; set; }

    /// <summary>Gets or sets LOG IDENTIFIER (bytes 8 to 23): the identity of the log; all zero lets the copy manager choose. Default:
    /// none, all zero.</summary>
    public Guid LogIdentifier { get; set; }

    /// <summary>Gets or sets VOLUME IDENTIFIER (bytes 24 to 39): the identity of the cartridge. Default: none, all zero.</summary>
    public Guid VolumeIdentifier { get; set; }

    /// <summary>Gets or sets VOLUME SET IDENTIFIER (bytes 40 to 55): the identity of the set that the cartridge belongs to. Default:
    /// none, all zero.</summary>
    public Guid VolumeSetIdentifier { get; set; }

    /// <summary>Gets or sets PREDECESSOR VOLUME IDENTIFIER (bytes 56 to 71): the cartridge before it in the set. Default: none, all
    /// zero.</summary>
    public Guid PredecessorVolumeIdentifier { get; set; }

    /// <summary>Gets or sets VOLUME NUMBER (bytes 72 to 75): the number of the cartridge in the set. Default: 0.</summary>
    public uint VolumeNumber { get; set; }

    /// <summary>Gets the encoded length in bytes.</summary>
    public int EncodedLength => HeadLength + ApplicationName.Encode(_applicationLogIdentifier, nameof(ApplicationLogIdentifier)).Length;

    /// <summary>Decodes the structure at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="parameters">The structure, or null on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogInitiateParameters? parameters, out ParseFault fault)
    {
        parameters = null;
        fault = default;
        if (source.Length < HeadLength)
        {
            fault = ParseFault.TooShort("the parameters of INITIATE", HeadLength, source.Length);
            return false;
        }

        if (source[0] != FormatVersion)
        {
            fault = ParseFault.InData("the FORMAT of the parameters is not known", 0);
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(source.Slice(76));
        if (length > Math.Min(source.Length - HeadLength, StreamDescription.MaximumTextLength))
        {
            fault = ParseFault.InData("APPLICATION LOG IDENTIFIER LENGTH is more than there is", 76);
            return false;
        }

        if (!ApplicationName.TryDecode(source.Slice(HeadLength, length), out string identifier))
        {
            fault = ParseFault.InData("APPLICATION LOG IDENTIFIER is not UTF-8", HeadLength);
            return false;
        }

        parameters = new WriteLogInitiateParameters
        {
            RecordsEveryBlock = (source[1] & 1) != 0,
            WritesIncrements = (source[1] & 2) != 0,
            RecordsChecksums = (source[1] & 4) != 0,
            TimeResolutionMicroseconds = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(4)),
            LogIdentifier = GuidBytes.Read(source.Slice(8)),
            VolumeIdentifier = GuidBytes.Read(source.Slice(24)),
            VolumeSetIdentifier = GuidBytes.Read(source.Slice(40)),
            PredecessorVolumeIdentifier = GuidBytes.Read(source.Slice(56)),
            VolumeNumber = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(72)),
            ApplicationLogIdentifier = identifier,
        };
        return true;
    }

    /// <summary>Decodes the structure; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The bytes.</param>
    /// <returns>The structure.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogInitiateParameters Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out WriteLogInitiateParameters? parameters, out ParseFault fault) ? parameters! : throw fault.ToException();

    /// <summary>Encodes the structure.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        byte[] identifier = ApplicationName.Encode(_applicationLogIdentifier, nameof(ApplicationLogIdentifier));
        int length = HeadLength + identifier.Length;
        if (destination.Length < length)
        {
            throw new ArgumentException("The structure is longer than the destination.", nameof(destination));
        }

        destination.Slice(0, HeadLength).Clear();
        destination[0] = FormatVersion;
        destination[1] |= (byte)(RecordsEveryBlock ? 1 : 0);
        destination[1] |= (byte)(WritesIncrements ? 2 : 0);
        destination[1] |= (byte)(RecordsChecksums ? 4 : 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(4), TimeResolutionMicroseconds);
        GuidBytes.Write(destination.Slice(8), LogIdentifier);
        GuidBytes.Write(destination.Slice(24), VolumeIdentifier);
        GuidBytes.Write(destination.Slice(40), VolumeSetIdentifier);
        GuidBytes.Write(destination.Slice(56), PredecessorVolumeIdentifier);
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(72), VolumeNumber);
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(76), (ushort)identifier.Length);
        identifier.CopyTo(destination.Slice(HeadLength));
        return length;
    }

    /// <summary>Where the fields lie when the parameters begin at an offset of a descriptor.</summary>
    internal static WireField[] Fields(int byteOffset) =>
    [
        WireField.Number("FORMAT", byteOffset, 1),
        WireField.Flag("BLK", byteOffset + 1, 0),
        WireField.Flag("INC", byteOffset + 1, 1),
        WireField.Flag("CHK", byteOffset + 1, 2),
        WireField.Number("TIME RESOLUTION", byteOffset + 4, 4),
        WireField.Bytes("LOG IDENTIFIER", byteOffset + 8, 16),
        WireField.Bytes("VOLUME IDENTIFIER", byteOffset + 24, 16),
        WireField.Bytes("VOLUME SET IDENTIFIER", byteOffset + 40, 16),
        WireField.Bytes("PREDECESSOR VOLUME IDENTIFIER", byteOffset + 56, 16),
        WireField.Number("VOLUME NUMBER", byteOffset + 72, 4),
    ];

    /// <summary>Where the application log identifier lies when the parameters begin at an offset of a descriptor.</summary>
    internal static CountedBytes Tail(int byteOffset) => new(
        "APPLICATION LOG IDENTIFIER",
        byteOffset + HeadLength,
        WireField.Number("APPLICATION LOG IDENTIFIER LENGTH", byteOffset + 76, 2),
        StreamDescription.MaximumTextLength);
}
