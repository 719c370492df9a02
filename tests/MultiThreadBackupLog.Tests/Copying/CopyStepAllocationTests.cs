#if !DEBUG // Unoptimised code allocates where optimised code does not.
using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Tests.Multiplexing;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Copying;

public sealed class CopyStepAllocationTests
{
    [Theory]
    [InlineData(1, 4096, 4096)]
    [InlineData(4, 4096, 4096)]
    [InlineData(1, 4096, 256)] // The disk is slower than the tape; a tape that lags makes the copy wait for blocks.
    [InlineData(2, 1000, 4096)] // Every tape block takes bytes of two requests.
    public void Step_OfARunningCopy_AllocatesNothingForABlock(int copies, int transferLength, int readLength)
    {
        using var lab = new CopyLab(hasThreads: false, options: new CopyManagerOptions { ReadLength = readLength, LowWaterLength = 64, TimeProvider = new ManualTime() });
        CopyTapeOptions options = CopyLab.SmallTape();
        options.BlockCount = 32;
        int tape = lab.AddTape(new NullTape(), options);
        for (int copy = 0; copy < copies; copy++)
        {
            int disk = lab.AddDisk(32_000);
            var list = new ListBuilder((uint)copy + 1);
            ushort source = list.Add(disk, CscdDevice.Disk(CopyLab.DiskBlock));
            ushort destination = list.Add(tape, CscdDevice.Tape(pad: true));
            Task<CopyCommandResult> task = lab.Start(CopyLab.Host(copy), list.Then(new BlockToStreamSegment(source, destination, transferLength, 32_000, 0)));
            Assert.False(task.IsCompleted);
        }

        CopyOperation[] running = [.. lab.Manager.Running];
        CopyDrive drive = lab.Manager.Drives[0];
        Steps(running, drive, 4_000);
        long least = long.MaxValue;
        for (int window = 0; window < 4; window++)
        {
            // What is paid once, such as the log's next page, falls into one window or another; what a block costs falls into each.
            long blocks = drive.Session!.Log.NextLogicalObjectIdentifier;
            long before = GC.GetAllocatedBytesForCurrentThread();
            Steps(running, drive, 1_000);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(drive.Session.Log.NextLogicalObjectIdentifier - blocks > 50, "Too few blocks were written.");
        }

        Assert.Equal(copies, lab.Manager.Running.Count);
        Assert.Equal(0, least);
        lab.Manager.Reset();
        lab.StepUntil(() => lab.Manager.RunningCount == 0);
    }

    // The tape's turn comes more rarely than the copies', so that they wait for blocks, too.
    private static void Steps(CopyOperation[] running, CopyDrive drive, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (CopyOperation operation in running)
            {
                operation.Step();
            }

            if (round % 3 == 0)
            {
                drive.Session?.Loop.Step();
            }
        }
    }
}
#endif
