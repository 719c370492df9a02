using System;
using System.Threading;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tool.Sources;

namespace MultiThreadBackupLog.Tool.Saving;

/// <summary>The blocks of a stream on their way to the tape, filled in the memory from which the tape takes them.</summary>
internal sealed class TapeBlocks : BlockFillStream
{
    private readonly BlockStreamWriter _writer;
    private readonly CancellationToken _cancellationToken;

    public TapeBlocks(BlockStreamWriter writer, CancellationToken cancellationToken)
    {
        _writer = writer;
        _cancellationToken = cancellationToken;
    }

    protected override Memory<byte> GetBlock() => _writer.GetBlock(_cancellationToken);

    protected override void PublishBlock(int lengthBytes) => _writer.Publish(lengthBytes);
}
