using MultiThreadBackupLog.Internal;
using System;
using System.IO;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Tape;

public abstract class MemoryTapeContract : SequentialDeviceContract
{
    protected override long FilemarkCost => 4;

    protected override long BlockCost(int blockLength) => blockLength;

    protected override SequentialDevice CreateBlank(ContractTape tape)
    {
        var options = new MemoryTapeOptions { CapacityBytes = tape.CapacityBytes ?? long.MaxValue, EarlyWarningBytes = tape.EarlyWarningBytes };
        Adapt(options);
        return new MemoryTape(options);
    }

    protected abstract void Adapt(MemoryTapeOptions options);
}

public class BufferedMemoryTapeContract : MemoryTapeContract
{
    protected override void Adapt(MemoryTapeOptions options) => options.IsBuffered = true;
}

public class UnbufferedMemoryTapeContract : MemoryTapeContract
{
    protected override void Adapt(MemoryTapeOptions options) => options.IsBuffered = false;
}

/// <summary>A buffer that is nearly always full, blocks longer than it, and filemarks that take no room.</summary>
public class SmallBufferMemoryTapeContract : MemoryTapeContract
{
    protected override long FilemarkCost => 0;

    protected override void Adapt(MemoryTapeOptions options)
    {
        options.BufferSizeBytes = 200;
        options.BufferSizeObjects = 3;
        options.FilemarkLengthBytes = 0;
    }
}

/// <summary>Blocks over the edges of the arena's chunks, and a drive that says nothing.</summary>
public class LongBlockMemoryTapeContract : MemoryTapeContract
{
    protected override long FilemarkCost => 50_000;

    protected override int LongestRandomBlock => 40_000;

    protected override void Adapt(MemoryTapeOptions options)
    {
        options.FilemarkLengthBytes = 50_000;
        options.BufferReport = MemoryTapeBufferReport.Unknown;
        options.ReportsRemainingBytes = false;
        options.BufferSizeBytes = 100_000;
    }
}

public class TapeImageContract : SequentialDeviceContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _tapes;

    protected override long FilemarkCost => 4;

    protected virtual int IndexSpacing => ImageMap.DefaultSpacing;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override long BlockCost(int blockLength) => 8 + ((blockLength + 1) / 2 * 2);

    protected override SequentialDevice CreateBlank(ContractTape tape) => Image(FileMode.CreateNew, tape, _folder.File("tape" + ++_tapes + ".tap"));

    protected override SequentialDevice Reload(SequentialDevice device, ContractTape tape)
    {
        device.Dispose();
        TapeImage image = Image(FileMode.Open, tape, ((TapeImage)device).Check.Path!);
        Assert.True(image.Check.IsWhole, image.Check.ToString());
        return image;
    }

    /// <summary>An image as users have it, but for the flush: the contract is about answers, and thousands of flushes would wait for the disk.</summary>
    private TapeImage Image(FileMode mode, ContractTape tape, string path) => new(
        new UnflushedFile(path, mode),
        new TapeImageOptions { CapacityBytes = tape.CapacityBytes ?? long.MaxValue, EarlyWarningBytes = tape.EarlyWarningBytes },
        isReadOnly: false,
        IndexSpacing);

    private sealed class UnflushedFile(string path, FileMode mode) : PositionedFile(path, mode, FileAccess.ReadWrite)
    {
        public override void Flush()
        {
        }
    }
}

/// <summary>An index with many entries on short tapes, and blocks too long for their words to be read together.</summary>
public class DenselyIndexedTapeImageContract : TapeImageContract
{
    protected override int IndexSpacing => 3;

    protected override int LongestRandomBlock => 4_000;
}
