using System;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A device that tells somebody the number of each operation, from 0, before it is executed.</summary>
internal sealed class WatchedTape(SequentialDevice inner, Action<long> before) : SequentialDevice
{
    private long _operations;

    public override TapeBlockLimits BlockLimits => inner.BlockLimits;

    public override bool IsWriteProtected => inner.IsWriteProtected;

    public override long? RemainingBytes => inner.RemainingBytes;

    public override bool IsBufferReportTrusted => inner.IsBufferReportTrusted;

    public override TapeResult WriteBlock(ReadOnlySpan<byte> block)
    {
        Tell();
        return inner.WriteBlock(block);
    }

    public override TapeResult WriteFilemarks(int count, bool isImmediate)
    {
        Tell();
        return inner.WriteFilemarks(count, isImmediate);
    }

    public override TapeResult ReadBlock(Span<byte> buffer)
    {
        Tell();
        return inner.ReadBlock(buffer);
    }

    public override TapeResult Space(SpaceUnit unit, long count)
    {
        Tell();
        return inner.Space(unit, count);
    }

    public override TapeResult Locate(TapePosition position)
    {
        Tell();
        return inner.Locate(position);
    }

    public override TapeResult Rewind()
    {
        Tell();
        return inner.Rewind();
    }

    public override TapeResult ReadPosition(out TapePositionReport report)
    {
        Tell();
        return inner.ReadPosition(out report);
    }

    public override TapeResult Erase()
    {
        Tell();
        return inner.Erase();
    }

    private void Tell() => before(_operations++);
}
