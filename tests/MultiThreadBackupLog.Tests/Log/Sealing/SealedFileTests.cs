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
        WriteLog log = WriteLog.CreateFile(path, new WriteLogOptions { SealsFileWhenClosed = seals, TimeProvider = new ManualTime() });
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
