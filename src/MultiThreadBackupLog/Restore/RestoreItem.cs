using System;
using System.Runtime.ExceptionServices;

namespace MultiThreadBackupLog.Restore;

/// <summary>What a walk along the tape has for a sink next: a block, blocks that cannot be had, or the end. Used again and again, with its memory.</summary>
/// <remarks>Whoever walks fills it, then whoever delivers reads it; never both at once.</remarks>
internal sealed class RestoreItem
{
    private byte[] _buffer = [];

    public RestoreItemType Type { get; private set; }

    public StreamId Stream { get; private set; }

    public BlockRange Blocks { get; private set; }

    /// <summary>Gets the length of each lost block by the log, a trailer included.</summary>
    public int BlockLengthBytes { get; private set; }

    public long FirstLogicalObjectIdentifier { get; private set; }

    public string Reason { get; private set; } = string.Empty;

    /// <summary>Gets the block's payload.</summary>
    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, PayloadBytes);

    public uint PayloadCrc { get; private set; }

    /// <summary>Gets where the device stood when this was found out.</summary>
    public long Position { get; private set; }

    /// <summary>Gets whether it counts towards the next report of progress: what was met block by block does.</summary>
    public bool IsOneBlock { get; private set; }

    /// <summary>Gets why the walk ended.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    private int PayloadBytes { get; set; }

    /// <summary>Gives memory for a block, of exactly its length.</summary>
    public Span<byte> Buffer(int lengthBytes)
    {
        if (_buffer.Length < lengthBytes)
        {
            _buffer = new byte[lengthBytes];
        }

        return _buffer.AsSpan(0, lengthBytes);
    }

    /// <summary>Says that the memory holds a block whose content is right.</summary>
    public void SetBlock(StreamId stream, long blockNumber, int payloadBytes, uint payloadCrc, long position)
    {
        Type = RestoreItemType.Block;
        Stream = stream;
        Blocks = new BlockRange(blockNumber, 1);
        PayloadBytes = payloadBytes;
        PayloadCrc = payloadCrc;
        Position = position;
        IsOneBlock = true;
    }

    public void SetLoss(StreamId stream, BlockRange blocks, int blockLengthBytes, long firstLogicalObjectIdentifier, string reason, long position, bool isOneBlock)
    {
        Type = RestoreItemType.Loss;
        Stream = stream;
        Blocks = blocks;
        BlockLengthBytes = blockLengthBytes;
        FirstLogicalObjectIdentifier = firstLogicalObjectIdentifier;
        Reason = reason;
        Position = position;
        IsOneBlock = isOneBlock;
    }

    public void SetEnd(long position)
    {
        Type = RestoreItemType.End;
        Position = position;
    }

    public void SetFailure(Exception failure)
    {
        Type = RestoreItemType.Failure;
        Failure = ExceptionDispatchInfo.Capture(failure);
    }
}

/// <summary>What an item is.</summary>
internal enum RestoreItemType
{
    Block,
    Loss,
    End,
    Failure,
}
