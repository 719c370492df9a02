using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>What a copy manager says of a tape's write log: the data of REPORT STATUS, and what segment descriptor type C1h puts into the
/// held data.</summary>
/// <remarks>
/// <para>AVAILABLE DATA (bytes 0 to 3) is the number of bytes behind it.</para>
/// <para>Not safe to change from several threads.</para>
/// </remarks>
public sealed class WriteLogStatusData
{
    /// <summary>Encoded length in bytes without the application log identifier that follows.</summary>
    public const int HeadLength = 96;

    private string _applicationLogIdentifier = string.Empty;

    /// <summary>Gets or sets APPLICATION LOG IDENTIFIER (from byte 96, UTF-8): the name that the application gave the log. Default:
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

    /// <summary>Gets or sets LOG STATE (byte 4): how far the log is. Default: none.</summary>
    public WriteLogState State { get; set; }

    /// <summary>Gets or sets COPIED (byte 5 bit 0): whether a whole copy of the log is on the medium. Default: false.</summary>
    public bool IsCopiedToMedium { get; set; }

    /// <summary>Gets or sets SESSION NUMBER (bytes 6 to 7): which session of the tape this is, from 1. Default: 0.</summary>
    public ushort SessionNumber { get; set; }

    /// <summary>Gets or sets LOG IDENTIFIER (bytes 8 to 23): the identity of the log. Default: none, all zero.</summary>
    public Guid LogIdentifier { get; set; }

    /// <summary>Gets or sets LOG LENGTH (bytes 24 to 31): the bytes of the log that can be retrieved. Default: 0.</summary>
    public ulong LogLengthBytes { get; set; }

    /// <summary>Gets or sets COMMITTED LENGTH (bytes 32 to 39): the bytes of the log that survive a crash of the copy manager. Default:
    /// 0.</summary>
    public ulong CommittedLengthBytes { get; set; }

    /// <summary>Gets or sets STREAM COUNT (bytes 40 to 43): the streams of the log. Default: 0.</summary>
    public uint StreamCount { get; set; }

    /// <summary>Gets or sets OPEN STREAM COUNT (bytes 44 to 47): the streams that have not ended. Default: 0.</summary>
    public uint OpenStreamCount { get; set; }

    /// <summary>Gets or sets NEXT LOGICAL OBJECT IDENTIFIER (bytes 48 to 55): the object after the last that the tape accepted. Default:
    /// 0.</summary>
    public ulong NextLogicalObjectIdentifier { get; set; }

    /// <summary>Gets or sets ON MEDIUM LOGICAL OBJECT IDENTIFIER (bytes 56 to 63): the object before which everything is on the medium.
    /// Default: 0.</summary>
    public ulong OnMediumLogicalObjectIdentifier { get; set; }

    /// <summary>Gets or sets FIRST DOUBTFUL LOGICAL OBJECT IDENTIFIER (bytes 64 to 71): the first object that a lost write put in doubt;
    /// FFFFFFFFFFFFFFFFh is none. Default: null, none.</summary>
    public ulong? FirstDoubtfulLogicalObjectIdentifier { get; set; }

    /// <summary>Gets or sets COPY LOGICAL OBJECT IDENTIFIER (bytes 72 to 79): the first object of the whole copy of the log on the tape;
    /// FFFFFFFFFFFFFFFFh is none. Default: null, none.</summary>
    public ulong? CopyLogicalObjectIdentifier { get; set; }

    /// <summary>Gets or sets ERROR COUNT (bytes 80 to 83): the errors that the log records. Default: 0.</summary>
    public uint ErrorCount { get; set; }

    /// <summary>Gets or sets LAST SENSE KEY (byte 84): the sense key of the last of them. Default: no error.</summary>
    public SenseKey LastSenseKey { get; set; }

    /// <summary>Gets or sets LAST ADDITIONAL SENSE CODE (byte 85): its ADDITIONAL SENSE CODE. Default: 0.</summary>
    public byte LastAdditionalSenseCode { get; set; }

    /// <summary>Gets or sets LAST ADDITIONAL SENSE CODE QUALIFIER (byte 86): its ADDITIONAL SENSE CODE QUALIFIER. Default: 0.</summary>
    public byte LastAdditionalSenseCodeQualifier { get; set; }

    /// <summary>Gets or sets PARTITION (bytes 88 to 91): the partition of the tape. Default: 0.</summary>
    public uint Partition { get; set; }

    /// <summary>Gets the encoded length in bytes.</summary>
    public int EncodedLength => HeadLength + ApplicationName.Encode(_applicationLogIdentifier, nameof(ApplicationLogIdentifier)).Length;

    /// <summary>Decodes the structure at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="status">The structure, or null on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in <paramref name="source"/>.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogStatusData? status, out ParseFault fault)
    {
        status = null;
        fault = default;
        if (source.Length < HeadLength)
        {
            fault = ParseFault.TooShort("the status of the write log", HeadLength, source.Length);
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(source.Slice(92));
        if (length > Math.Min(source.Length - HeadLength, StreamDescription.MaximumTextLength))
        {
            fault = ParseFault.InData("APPLICATION LOG IDENTIFIER LENGTH is more than there is", 92);
            return false;
        }

        if (!ApplicationName.TryDecode(source.Slice(HeadLength, length), out string identifier))
        {
            fault = ParseFault.InData("APPLICATION LOG IDENTIFIER is not UTF-8", HeadLength);
            return false;
        }

        status = new WriteLogStatusData
        {
            State = (WriteLogState)source[4],
            IsCopiedToMedium = (source[5] & 1) != 0,
            SessionNumber = BinaryPrimitives.ReadUInt16BigEndian(source.Slice(6)),
            LogIdentifier = GuidBytes.Read(source.Slice(8)),
            LogLengthBytes = BinaryPrimitives.ReadUInt64BigEndian(source.Slice(24)),
            CommittedLengthBytes = BinaryPrimitives.ReadUInt64BigEndian(source.Slice(32)),
            StreamCount = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(40)),
            OpenStreamCount = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(44)),
            NextLogicalObjectIdentifier = BinaryPrimitives.ReadUInt64BigEndian(source.Slice(48)),
            OnMediumLogicalObjectIdentifier = BinaryPrimitives.ReadUInt64BigEndian(source.Slice(56)),
            FirstDoubtfulLogicalObjectIdentifier = OptionalPosition(source.Slice(64)),
            CopyLogicalObjectIdentifier = OptionalPosition(source.Slice(72)),
            ErrorCount = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(80)),
            LastSenseKey = (SenseKey)source[84],
            LastAdditionalSenseCode = source[85],
            LastAdditionalSenseCodeQualifier = source[86],
            Partition = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(88)),
            ApplicationLogIdentifier = identifier,
        };
        return true;
    }

    /// <summary>Decodes the structure; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The bytes.</param>
    /// <returns>The structure.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogStatusData Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out WriteLogStatusData? status, out ParseFault fault) ? status! : throw fault.ToException();

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
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)(length - 4));
        destination[4] = (byte)State;
        destination[5] |= (byte)(IsCopiedToMedium ? 1 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(6), SessionNumber);
        GuidBytes.Write(destination.Slice(8), LogIdentifier);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(24), LogLengthBytes);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(32), CommittedLengthBytes);
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(40), StreamCount);
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(44), OpenStreamCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(48), NextLogicalObjectIdentifier);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(56), OnMediumLogicalObjectIdentifier);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(64), FirstDoubtfulLogicalObjectIdentifier ?? ulong.MaxValue);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(72), CopyLogicalObjectIdentifier ?? ulong.MaxValue);
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(80), ErrorCount);
        destination[84] = (byte)LastSenseKey;
        destination[85] = LastAdditionalSenseCode;
        destination[86] = LastAdditionalSenseCodeQualifier;
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(88), Partition);
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(92), (ushort)identifier.Length);
        identifier.CopyTo(destination.Slice(HeadLength));
        return length;
    }

    private static ulong? OptionalPosition(ReadOnlySpan<byte> source)
    {
        ulong value = BinaryPrimitives.ReadUInt64BigEndian(source);
        return value == ulong.MaxValue ? null : value;
    }
}
