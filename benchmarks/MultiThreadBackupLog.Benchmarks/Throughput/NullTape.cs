using System;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Benchmarks.Throughput;

/// <summary>A device that takes everything, keeps nothing and allocates nothing: what is left to see is the library's own.</summary>
internal sealed class NullTape : SequentialDevice
{
    private long _position;

    public override TapeBlockLimits BlockLimits => new(1, 1 << 20);

    private TapePosition Here => new(0, _position);

    public override TapeResult WriteBlock(ReadOnlySpan<byte> block)
    {
        _position++;
        return TapeResult.Success(Here, block.Length);
    }

    public override TapeResult WriteFilemarks(int count, bool isImmediate)
    {
        _position += count;
        return TapeResult.Success(Here);
    }

    public override TapeResult ReadBlock(Span<byte> buffer) => new(TapeCondition.EndOfData, Here);

    public override TapeResult Space(SpaceUnit unit, long count) => new(TapeCondition.EndOfData, Here);

    public override TapeResult Locate(TapePosition position)
    {
        _position = position.LogicalObjectIdentifier;
        return TapeResult.Success(Here);
    }

    public override TapeResult Rewind() => Locate(default);

    public override TapeResult ReadPosition(out TapePositionReport report)
    {
        report = new TapePositionReport(Here);
        return TapeResult.Success(Here);
    }

    public override TapeResult Erase() => TapeResult.Success(Here);
}
