using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>When the sealed form takes the place of the live one, and that there is always one of the two.</summary>
public class SealedFileTests
{
    [Fact]
    public void Dispose_ClosedLogThatSealsItsFile_LeavesTheSealedForm()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        byte[] live;
        using (WriteLog log = NewLog(path, seals: true))
        {
            log.Close();
            live = LogRecords.Bytes(log.Snapshot());

            // Until then the file is the live form: what copies and readers have begun goes on.
            Assert.Equal(live, File.ReadAllBytes(path));
            log.Close();
        }

        byte[] form = File.ReadAllBytes(path);
        Assert.NotEqual(live, form);
        Sealed.AssertSame(new WriteLogSnapshot(live), form);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Dispose_LogThatWasNotClosed_LeavesTheLiveForm()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        using (WriteLog log = NewLog(path, seals: true))
            log.Commit();

        using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
        Assert.True(recovery.IsWhole);
        Assert.False(recovery.IsClosed);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Close_SealedFileCannotBeWritten_LeavesTheLiveFormWholeAndClosed()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        Directory.CreateDirectory(path + ".sealing");
        using (WriteLog log = NewLog(path, seals: true))
        {
            Assert.ThrowsAny<Exception>(log.Close);
            Assert.True(log.IsClosed);
        }

        using WriteLogRecovery recovery = WriteLogRecovery.RecoverFile(path);
        Assert.True(recovery.IsWhole && recovery.IsClosed);
    }

    [Fact]
    public void Close_WhatACrashLeftOfAnEarlierAttempt_IsWrittenOver()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        File.WriteAllBytes(path + ".sealing", new byte[1_000_000]);
        byte[] live;
        using (WriteLog log = NewLog(path, seals: true))
        {
            log.Close();
            live = LogRecords.Bytes(log.Snapshot());
        }

        Sealed.AssertSame(new WriteLogSnapshot(live), File.ReadAllBytes(path));
    }

    [Fact]
    public void Sealing_that_stops_at_any_byte_leaves_the_live_form_whole()
    {
        using WriteLog log = Sealed.Interleaved(5_000, 3, 4, new WriteLogOptions());
        byte[] live = LogRecords.Bytes(log.Snapshot());
        int length = Sealed.Of(log.Snapshot()).Length;
        using var folder = new TemporaryFolder();
        string path = folder.File("log.wlog");
        File.WriteAllBytes(path, live);
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                // The writes reach the disk up to here and no further; the name was never given.
                using var disk = new LimitedStream(seed % length);
                using var log = WriteLogSnapshot.OpenFile(path);
                Assert.Throws<IOException>(() => MultiThreadBackupLog.Log.Sealing.LogSealer.Seal(log, disk));
                Assert.Equal(live, File.ReadAllBytes(path));
                return true;
            },
            cases: 30);
    }

    [Fact]
    public void Dispose_AnyStepOfTheFolderOrTheFileFailing_LeavesTheLiveOrTheSealedFormWhole()
    {
        int sealedOnes = 0;
        int liveOnes = 0;
        for (int failing = 0; failing < 40; failing++)
        {
            // Steps of the folder first, then those of the file that the sealed form is written to.
            var folder = new SimulatedFolder { FailingOperation = failing < 20 ? failing + 2 : -1 };
            folder.Prepare = file => file.FailingOperation = file.Name != "log" && failing >= 20 ? failing - 20 : -1;
            WriteLog log = NewLog(folder, "log");
            byte[] live;
            using (log)
            {
                Record.Exception(log.Close);
                Assert.True(log.IsClosed);
                live = LogRecords.Bytes(log.Snapshot());
                Assert.Equal(live, folder["log"]!.Current);
            }

            byte[] left = folder["log"]!.Current;
            liveOnes += left.AsSpan().SequenceEqual(live) ? 1 : 0;
            sealedOnes += left.AsSpan().SequenceEqual(live) ? 0 : 1;
            Sealed.AssertSame(new WriteLogSnapshot(live), left);
            Assert.Equal(["log"], folder.Names);
        }

        Assert.True(liveOnes > 3 && sealedOnes > 3, liveOnes + " live and " + sealedOnes + " sealed");
    }

    [Fact]
    public void Close_DiskThatWritesSomethingElse_LeavesTheLiveForm()
    {
        for (int damaged = 0; damaged < 3_000; damaged += 61)
        {
            var folder = new SimulatedFolder();
            folder.Prepare = file => file.DamagedOffset = file.Name == "log" ? -1 : damaged;
            byte[] live;
            using (WriteLog log = NewLog(folder, "log"))
            {
                bool isDamaged = Record.Exception(log.Close) is IOException;
                live = LogRecords.Bytes(log.Snapshot());
                Assert.True(log.IsClosed);
                Assert.Equal(isDamaged, folder["log.sealing"] is null);
                Assert.True(isDamaged || damaged >= folder["log.sealing"]!.Current.Length, "Byte " + damaged);
                if (!isDamaged)
                    break;
            }

            Assert.Equal(live, folder["log"]!.Current);
            Assert.True(damaged + 61 < 3_000, "The sealed form is longer.");
        }
    }

    [Fact]
    public void WriteSealed_AnyStepFailing_LeavesNothingAndSaysSo()
    {
        using WriteLog log = Sealed.Interleaved(500, 3, 4, new WriteLogOptions { TimeProvider = new ManualTime() });
        int failures = 0;
        for (int failing = 0; failing < 40; failing++)
        {
            var folder = new SimulatedFolder { FailingOperation = failing < 20 ? failing : -1 };
            folder.Prepare = file => file.FailingOperation = failing >= 20 ? failing - 20 : -1;
            if (Record.Exception(() => WriteLog.WriteSealed(folder, log.Snapshot(), "sealed")) is { } exception)
            {
                failures++;
                Assert.IsType<IOException>(exception);
                Assert.Empty(folder.Names);
                continue;
            }

            Sealed.AssertSame(log.Snapshot(), folder["sealed"]!.Current);
            Assert.Equal(["sealed"], folder.Names);
        }

        Assert.True(failures is >= 6 and < 40, failures + " failed");
    }

    [Fact]
    public void Dispose_NameThatIsGoneWhenTheSealedFormCannotTakeIt_KeepsTheSealedForm()
    {
        // What some systems' replacing leaves behind when it fails: then it is all that there is of the log.
        var folder = new SimulatedFolder();
        using (WriteLog log = NewLog(folder, "log"))
        {
            log.Close();
            folder.Delete("log");
            folder.FailingOperation = folder.OperationCount;
        }

        Assert.Equal(["log.sealing"], folder.Names);
        using WriteLogRecovery recovery = WriteLogRecovery.Recover(new WriteLogSnapshot(folder["log.sealing"]!.Current));
        Assert.True(recovery.IsWhole && recovery.IsClosed);
    }

    [Fact]
    public void WriteSealed_FileThatExistsOrLogThatIsOpen_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using WriteLog open = NewLog(folder.File("live.wlog"), seals: false);
        Assert.Throws<InvalidOperationException>(() => WriteLog.WriteSealed(open.Snapshot(), folder.File("sealed.wlog")));
        open.Close();
        Assert.Throws<IOException>(() => WriteLog.WriteSealed(open.Snapshot(), folder.File("live.wlog")));
        Assert.Equal([folder.File("live.wlog")], Directory.GetFiles(folder.Path));

        WriteLog.WriteSealed(open.Snapshot(), folder.File("sealed.wlog"));
        Sealed.AssertSame(open.Snapshot(), File.ReadAllBytes(folder.File("sealed.wlog")));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    private static WriteLog NewLog(string path, bool seals)
    {
        return Filled(WriteLog.CreateFile(path, new WriteLogOptions { SealsFileWhenClosed = seals, TimeProvider = new ManualTime() }));
    }

    private static WriteLog NewLog(SimulatedFolder folder, string path) =>
        Filled(WriteLog.CreateFile(folder, path, new WriteLogOptions { SealsFileWhenClosed = true, TimeProvider = new ManualTime() }));

    private static WriteLog Filled(WriteLog log)
    {
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b"));
        foreach (int count in Enumerable.Range(1, 100))
        {
            log.AppendBlocks(a, 65_536, count);
            log.AppendBlocks(b, 65_536, 1);
        }

        return log;
    }

    private sealed class LimitedStream(long limit) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > limit)
                throw new IOException("The disk is full.");

            base.Write(buffer, offset, count);
        }
    }
}
