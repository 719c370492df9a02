using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Those who wait for the committed horizon.</summary>
public class CommitWaitTests
{
    [Fact]
    public async Task WaitUntilCommittedAsync_ManyWaits_EndWithOneSynchronisation()
    {
        var file = new SimulatedFile([]);
        using var log = new WriteLog(PagedLog.Options(1), new FileLogStore(file, 0));
        StreamId stream = log.DefineStream(new StreamDescription("s"));
        log.AppendBlocks(stream, 512, 10);
        Task<bool>[] waits = Enumerable.Range(8, 12).Select(target => log.WaitUntilCommittedAsync(target).AsTask()).ToArray();
        Assert.True(log.WaitUntilCommittedAsync(7).AsTask().IsCompleted);
        Assert.Equal(7, log.CommittedLogicalObjectIdentifier);
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));

        int before = file.OperationCount;
        log.Commit();
        Assert.Equal(before + 2, file.OperationCount); // A page, and one synchronisation for all.
        Assert.Equal(17, log.CommittedLogicalObjectIdentifier);
        foreach (Task<bool> wait in waits.Take(10))
            Assert.True(await wait);

        Assert.False(waits[10].IsCompleted);
        log.AppendBlocks(stream, 512, 2);
        log.Commit();
        Assert.True(await waits[10]);
        Assert.True(await waits[11]);
    }

    [Fact]
    public async Task WaitUntilCommittedAsync_WhatIsRetracted_IsNotWaitedForAndDoesNotCount()
    {
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(1));
        StreamId stream = log.DefineStream(new StreamDescription("s"));
        log.AppendBlocks(stream, 512, 10);
        log.Commit();
        log.AppendBlocks(stream, 512, 10);
        Task<bool> lost = log.WaitUntilCommittedAsync(20).AsTask();
        Task<bool> kept = log.WaitUntilCommittedAsync(18).AsTask();
        log.RetractTo(18);
        Assert.False(await lost);
        Assert.False(kept.IsCompleted);
        log.RetractTo(12);
        Assert.False(await kept);

        // What has the number of a committed object now is not committed yet.
        Assert.Equal(12, log.CommittedLogicalObjectIdentifier);
        log.AppendBlocks(stream, 512, 3);
        Task<bool> anew = log.WaitUntilCommittedAsync(15).AsTask();
        Assert.False(anew.IsCompleted);
        log.Commit();
        Assert.True(await anew);
    }

    [Fact]
    public async Task WaitUntilCommittedAsync_LogThatEnds_LeavesNobodyWaiting()
    {
        var file = new SimulatedFile([]);
        var log = new WriteLog(PagedLog.Options(1), new FileLogStore(file, 0));
        StreamId stream = log.DefineStream(new StreamDescription("s"));
        log.AppendBlocks(stream, 512, 10);
        Task<bool> within = log.WaitUntilCommittedAsync(17).AsTask();
        Task<bool> beyond = log.WaitUntilCommittedAsync(18).AsTask();
        log.Close();
        Assert.True(await within);
        Assert.False(await beyond);
        Assert.False(await log.WaitUntilCommittedAsync(18));
        log.Dispose();
        Assert.True(await log.WaitUntilCommittedAsync(17));

        var abandoned = new WriteLog(PagedLog.Options(1), new FileLogStore(new SimulatedFile([]), 0));
        Task<bool> never = abandoned.WaitUntilCommittedAsync(8).AsTask();
        abandoned.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await never);
    }

    [Fact]
    public async Task WaitUntilCommittedAsync_SynchronisationThatFails_FailsEveryWait()
    {
        var file = new SimulatedFile([]);
        using var log = new WriteLog(PagedLog.Options(1), new FileLogStore(file, 0));
        log.AppendFilemarks(null, 3);
        Task<bool> wait = log.WaitUntilCommittedAsync(10).AsTask();
        file.FailingOperation = file.OperationCount + 1;
        Assert.Throws<IOException>(() => log.Commit());
        await Assert.ThrowsAsync<IOException>(async () => await wait);
        await Assert.ThrowsAsync<IOException>(async () => await log.WaitUntilCommittedAsync(10));
        Assert.True(await log.WaitUntilCommittedAsync(7));
    }

    [Fact]
    public async Task WaitUntilCommittedAsync_Cancelled_EndsThatWaitAlone()
    {
        using WriteLog log = WriteLog.CreateInMemory(PagedLog.Options(1));
        using var cancellation = new CancellationTokenSource();
        log.AppendFilemarks(null, 3);
        Task<bool> cancelled = log.WaitUntilCommittedAsync(10, cancellation.Token).AsTask();
        Task<bool> other = log.WaitUntilCommittedAsync(10, CancellationToken.None).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.WaitUntilCommittedAsync(10, cancellation.Token));
        log.Commit();
        Assert.True(await other);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.WaitUntilCommittedAsync(-1));
    }

    [Fact]
    public async Task WaitUntilCommittedAsync_BehindAFailedSynchronisation_FailsWithThatAlsoAfterDisposal()
    {
        using var store = new FullDiskStore();
        using var log = new WriteLog(PagedLog.Options(1), store);
        log.AppendFilemarks(null, 3);
        store.FlushFails = true;
        Assert.Throws<System.IO.IOException>(() => log.Commit());
        log.Dispose();
        await Assert.ThrowsAsync<System.IO.IOException>(async () => await log.WaitUntilCommittedAsync(10));
        Assert.True(await log.WaitUntilCommittedAsync(7));
    }

    [Fact]
    public void WaitUntilCommittedAsync_TokenThatOutlivesTheWaits_KeepsNoneThatIsOver()
    {
        // The token of a server, say, which waits for each of a million commits.
        using var cancellation = new CancellationTokenSource();
        var log = new WriteLog(PagedLog.Options(1), new FileLogStore(new SimulatedFile([]), 0));
        WeakReference[] waits = BeginWaits(log, [8, 9, 10, 100], cancellation.Token);
        log.AppendFilemarks(null, 2);
        log.Commit();
        AssertKept(waits, 2);
        log.AppendFilemarks(null, 3);
        log.RetractTo(9);
        AssertKept(waits, 0);
        waits = BeginWaits(log, [11, 100], cancellation.Token);
        AssertKept(waits, 2);
        log.Dispose();
        AssertKept(waits, 0);
    }

    [Fact]
    public async Task WaitUntilCommittedAsync_FromManyThreadsWhileTheWriterGoesOn_IsNeverForgotten()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        const int Objects = 2_000;
        Task<bool>[] waiters = Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (int target = thread; target <= Objects; target += 4)
            {
                if (!await log.WaitUntilCommittedAsync(target) || log.CommittedLogicalObjectIdentifier < target)
                    return false;
            }

            return true;
        })).ToArray();
        for (int placed = 0; placed < Objects; placed++)
        {
            log.AppendFilemarks(null, 1);
            log.Commit();
        }

        Assert.All(await Task.WhenAll(waiters), Assert.True);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // So that nothing of it stays in a local variable.
    private static WeakReference[] BeginWaits(WriteLog log, long[] targets, CancellationToken cancellationToken) =>
        targets.Select(target => new WeakReference(log.WaitUntilCommittedAsync(target, cancellationToken).AsTask())).ToArray();

    private static void AssertKept(WeakReference[] waits, int expected)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal(expected, waits.Count(wait => wait.IsAlive));
    }
}
