using System;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A drive in which a test puts another cartridge without anybody being told.</summary>
internal sealed class SwapTape(SequentialDevice inner) : SequentialDevice
{
    public SequentialDevice Inner { get; set; } = inner;

    public override TapeBlockLimits BlockLimits => Inner.BlockLimits;

    public override bool IsWriteProtected => Inner.IsWriteProtected;

    public override long? RemainingBytes => Inner.RemainingBytes;

    public override bool IsBufferReportTrusted => Inner.IsBufferReportTrusted;

    public override TapeResult WriteBlock(ReadOnlySpan<byte> block) => Inner.WriteBlock(block);

    /// <summary>Gets or sets what a synchronisation throws, which no device may: the drive's code has a mistake.</summary>
    public Exception? MistakeOnSynchronising { get; set; }

    public override TapeResult WriteFilemarks(int count, bool isImmediate) =>
        count == 0 && MistakeOnSynchronising is { } mistake ? throw mistake : Inner.WriteFilemarks(count, isImmediate);

    public override TapeResult ReadBlock(Span<byte> buffer) => Inner.ReadBlock(buffer);

    public override TapeResult Space(SpaceUnit unit, long count) => Inner.Space(unit, count);

    public override TapeResult Locate(TapePosition position) => Inner.Locate(position);

    public override TapeResult Rewind() => Inner.Rewind();

    public override TapeResult ReadPosition(out TapePositionReport report) => Inner.ReadPosition(out report);

    public override TapeResult Erase() => Inner.Erase();
}
