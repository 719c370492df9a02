using System;

namespace MultiThreadBackupLog.Log;

/// <summary>Which source bytes a copy segment put at a place in a stream.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class WriteLogOrigin
{
    private readonly byte[] _sourceDesignator;

    /// <summary>Describes an origin.</summary>
    /// <param name="stream">The stream that got the bytes.</param>
    /// <param name="firstStreamByte">Where they begin, in bytes from the beginning of the stream; block trailers are not counted.</param>
    /// <param name="byteCount">How many bytes.</param>
    /// <param name="segmentTypeCode">The DESCRIPTOR TYPE CODE of the segment descriptor, 00h to FFh.</param>
    /// <param name="logicalBlockAddress">The first logical block of the source, where the segment names one.</param>
    /// <param name="sourceDesignator">The designator of the source device, as in VPD page 83h; copied.</param>
    /// <param name="byteOffset">How many bytes of that block come before the first one.</param>
    /// <param name="blockLengthBytes">The length of the source's blocks in bytes; 0 where it is not known, or the source has none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the type code does not fit a byte.</exception>
    /// <exception cref="ArgumentException">The designator is longer than <see cref="StreamDescription.MaximumTextLength"/> bytes.</exception>
    public WriteLogOrigin(
        StreamId stream,
        long firstStreamByte,
        long byteCount,
        int segmentTypeCode,
        long logicalBlockAddress,
        ReadOnlySpan<byte> sourceDesignator,
        int byteOffset = 0,
        int blockLengthBytes = 0)
    {
        if (firstStreamByte < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(firstStreamByte), firstStreamByte, "A byte offset is not negative.");
        }

        if (byteCount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(byteCount), byteCount, "A byte count is not negative.");
        }

        if (segmentTypeCode is < 0 or > 0xFF)
        {
            throw new ArgumentOutOfRangeException(nameof(segmentTypeCode), segmentTypeCode, "A descriptor type code is one byte.");
        }

        if (logicalBlockAddress < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(logicalBlockAddress), logicalBlockAddress, "A logical block address is not negative.");
        }

        if (byteOffset < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, "A byte offset is not negative.");
        }

        if (blockLengthBytes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(blockLengthBytes), blockLengthBytes, "A block length is not negative.");
        }

        if (sourceDesignator.Length > StreamDescription.MaximumTextLength)
        {
            throw new ArgumentException("The source designator is too long.", nameof(sourceDesignator));
        }

        Stream = stream;
        FirstStreamByte = firstStreamByte;
        ByteCount = byteCount;
        SegmentTypeCode = segmentTypeCode;
        LogicalBlockAddress = logicalBlockAddress;
        ByteOffset = byteOffset;
        BlockLengthBytes = blockLengthBytes;
        _sourceDesignator = sourceDesignator.ToArray();
    }

    /// <summary>Gets the stream that got the bytes.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets where the bytes begin, in bytes from the beginning of the stream; block trailers are not counted.</summary>
    public long FirstStreamByte { get; }

    /// <summary>Gets how many bytes were put there.</summary>
    public long ByteCount { get; }

    /// <summary>Gets the DESCRIPTOR TYPE CODE of the segment descriptor.</summary>
    public int SegmentTypeCode { get; }

    /// <summary>Gets the first logical block of the source.</summary>
    public long LogicalBlockAddress { get; }

    /// <summary>Gets how many bytes of that block come before the first one; 0 where the bytes begin with the block.</summary>
    public int ByteOffset { get; }

    /// <summary>Gets the length of the source's blocks when they were read, in bytes; 0 where the log does not say it.</summary>
    public int BlockLengthBytes { get; }

    /// <summary>Gets the designator of the source device.</summary>
    public ReadOnlyMemory<byte> SourceDesignator => _sourceDesignator;

    /// <summary>Gives the first bytes of this origin.</summary>
    internal WriteLogOrigin Cut(long byteCount) =>
        new(Stream, FirstStreamByte, byteCount, SegmentTypeCode, LogicalBlockAddress, _sourceDesignator, ByteOffset, BlockLengthBytes);
}
