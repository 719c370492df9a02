using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Restore;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Keeps what a restore delivers, and holds the session to the sink's contract.</summary>
internal sealed class CollectingSink : BlockSink
{
    private long _next;

    public Dictionary<long, byte[]> Blocks { get; } = [];

    public List<BlockRange> Losses { get; } = [];

    public bool IsComplete { get; private set; }

    public override void WriteBlock(long blockNumber, ReadOnlySpan<byte> payload)
    {
        Assert.False(IsComplete);
        Assert.True(blockNumber >= _next, "Blocks come in the stream's order, none twice.");
        _next = blockNumber + 1;
        Blocks.Add(blockNumber, payload.ToArray());
    }

    public override void Lose(BlockRange blocks, int blockLengthBytes, string reason)
    {
        Assert.False(IsComplete);
        Assert.True(blocks.FirstBlock >= _next, "Losses come in the stream's order.");
        Assert.False(string.IsNullOrEmpty(reason));
        _next = blocks.EndBlock;
        Losses.Add(blocks);
    }

    public override void Complete()
    {
        Assert.False(IsComplete);
        IsComplete = true;
    }
}
