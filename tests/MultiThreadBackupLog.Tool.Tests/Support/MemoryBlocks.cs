using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Tool.Sources;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>Keeps the blocks that a source fills, and can do something just before one is asked for.</summary>
internal sealed class MemoryBlocks : BlockFillStream
{
    private readonly int _blockLength;
    private byte[] _open = [];

    public MemoryBlocks(int blockLength) => _blockLength = blockLength;

    public List<byte[]> Blocks { get; } = [];

    /// <summary>Gets or sets what happens before the block of a number is given out.</summary>
    public Action<int> BeforeBlock { get; set; } = _ => { };

    public byte[] Bytes => Blocks.SelectMany(block => block).ToArray();

    protected override Memory<byte> GetBlock()
    {
        BeforeBlock(Blocks.Count);

        // Never zeros: a byte that the source forgot to fill must not look like one that it cleared.
        _open = new byte[_blockLength];
        Array.Fill(_open, (byte)0xA5);
        return _open;
    }

    protected override void PublishBlock(int lengthBytes)
    {
        Blocks.Add(_open[..lengthBytes]);
        Array.Fill(_open, (byte)0x5A);
    }
}
