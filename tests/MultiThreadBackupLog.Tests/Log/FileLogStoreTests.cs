using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>A file that fails or is cut in the middle of any operation, and a recovery that is cut in the middle too.</summary>
public class FileLogStoreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(100_000)]
    public void Append_AnyWriteFailingHalfWay_CanBeTriedAgainAndLeavesTheSameBytes(long preallocationBytes)
    {
        byte[] expected = Live(new SimulatedFile([]), preallocationBytes, out int operations);
        int first = preallocationBytes == 0 ? 2 : preallocationBytes <= 65_536 ? 3 : 4; // A log that could not be begun is no log.
        for (int failing = first; failing < operations; failing++)
        {
            var file = new SimulatedFile([]) { FailingOperation = failing };
            if (IsSynchronisation(failing, preallocationBytes))
                continue;

            Assert.Equal(expected, Live(file, preallocationBytes, out _));
        }
    }

    [Fact]
    public void Commit_SynchronisationFailingOnce_NeverSucceedsAgainAndMovesNoHorizon()
    {
        var file = new SimulatedFile([]);
        using var log = new WriteLog(PagedLog.Options(1), new FileLogStore(file, 0));
        StreamId stream = log.DefineStream(new StreamDescription("s"));
        log.AppendBlocks(stream, 512, 3);
        log.Commit();
        long committed = log.CommittedLength;
        log.AppendBlocks(stream, 512, 3);
        file.FailingOperation = file.OperationCount + 1;
        Assert.Throws<IOException>(() => log.Commit());

        // The system may have thrown the pages away and call them clean now.
        for (int attempt = 0; attempt < 3; attempt++)
        {
            int before = file.OperationCount;
            Assert.Throws<IOException>(() => log.Commit());
            Assert.Equal(before, file.OperationCount);
            Assert.Equal(committed, log.CommittedLength);
        }

        // The tape goes on being described, and what is published can be read; it is only never called committed.
        log.AppendBlocks(stream, 512, 3);
        log.Publish();
        Assert.True(log.Length > committed);
        Assert.Throws<IOException>(() => log.Close());
        Assert.Equal(committed, log.CommittedLength);
    }

    [Fact]
    public void Append_WithPreallocation_WritesZerosAheadOfThePagesAndCutsThemOffAtTheEnd()
    {
        var file = new SimulatedFile([1, 2, 3]);
        using (var log = new WriteLog(PagedLog.Options(1), new FileLogStore(file, 100_000)))
        {
            Assert.Equal(log.Length + 100_000, file.Current.Length);
            int begun = file.OperationCount;
            StreamId stream = log.DefineStream(new StreamDescription("s"));
            for (int commit = 0; commit < 50; commit++)
            {
                log.AppendBlocks(stream, 512, 1);
                log.Commit();
            }

            // One write and one synchronisation for each commit: the length did not change, and nothing was looked for.
            Assert.Equal(begun + 100, file.OperationCount);
            Assert.All(file.Current.Skip((int)log.Length), value => Assert.Equal(0, value));
            Assert.True(WriteLogRecovery.Recover(new WriteLogSnapshot(file.Current)).IsWhole);
            log.Close();
        }

        Assert.True(file.IsDisposed);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(file.Current));
        Assert.True(recovery.IsClosed);
        Assert.Equal(file.Current.Length, recovery.ValidLengthBytes);
    }

    [Fact]
    public void CreateFile_WithPreallocation_HasItsBlocksBeforeThePagesNeedThem()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.wlog");
        using (WriteLog log = WriteLog.CreateFile(path, new WriteLogOptions { FilePreallocationBytes = 200_000 }))
        {
            StreamId stream = log.DefineStream(new StreamDescription("s"));
            log.AppendBlocks(stream, 512, 1);
            log.Commit();
            Assert.True(new FileInfo(path).Length >= 200_000);
            using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
            Assert.True(recovery.IsWhole);
            Assert.Equal(log.Length, recovery.ValidLengthBytes);
        }

        Assert.True(new FileInfo(path).Length < 1_000);
    }

    [Fact]
    public void Recover_CutOffAtEveryRead_ChangesNothingAndIsTheSameWhenDoneAgain()
    {
        PagedLog log = PagedLog.Write(seed: 21, steps: 10, nameLength: 100);
        foreach (int length in log.PageEnds.SelectMany(end => new[] { end - 3, end, end + 5 }).Where(length => length <= log.Bytes.Length))
        {
            byte[] file = log.Bytes[..length];
            byte[] before = (byte[])file.Clone();
            using WriteLogRecovery expected = WriteLogRecovery.Recover(new WriteLogSnapshot(file));
            bool wasCut = true;
            for (int reads = 0; wasCut; reads++)
            {
                var source = new BreakingSource(file, reads);
                try
                {
                    using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(source, file.Length, ownsSource: true));
                    wasCut = false;
                    Assert.Equal(expected.ValidLengthBytes, recovery.ValidLengthBytes);
                    Assert.Equal(expected.Fault.Reason, recovery.Fault.Reason);
                }
                catch (IOException)
                {
                    Assert.Equal(before, file);
                    using WriteLogRecovery again = WriteLogRecovery.Recover(new WriteLogSnapshot(file));
                    Assert.Equal(expected.ValidLengthBytes, again.ValidLengthBytes);
                }
            }
        }
    }

    private static byte[] Live(SimulatedFile file, long preallocationBytes, out int operations)
    {
        using (var log = new WriteLog(PagedLog.Options(1), new FileLogStore(file, preallocationBytes)))
        {
            StreamId stream = Insist(() => log.DefineStream(new StreamDescription(new string('s', 900))));
            for (int step = 0; step < 6; step++)
            {
                log.AppendBlocks(stream, 512, 1 + step);
                Insist(() => log.Commit());
            }

            operations = file.OperationCount;
        }

        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(file.Current));
        Assert.True(recovery.IsWhole, recovery.ToString());
        return file.Current;
    }

    private static bool IsSynchronisation(int operation, long preallocationBytes)
    {
        var file = new SimulatedFile([]);
        var kinds = new List<int>();
        file.Watch = () => kinds.Add(file.OperationCount - 1);
        Live(file, preallocationBytes, out _);

        // A synchronisation is looked at when it begins and when it is over.
        return kinds.Count(kind => kind == operation) == 2;
    }

    private static T Insist<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (IOException)
        {
            return action();
        }
    }

    private sealed class BreakingSource(byte[] bytes, int readsBeforeBreak) : LogSource
    {
        private int _reads;

        public override long Length => bytes.Length;

        public override int Read(long offset, Span<byte> destination)
        {
            if (_reads++ == readsBeforeBreak)
                throw new IOException("The machine stopped.");

            int count = (int)Math.Max(0, Math.Min(destination.Length, bytes.Length - offset));
            bytes.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public override void Dispose()
        {
        }
    }
}
