using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>In what order a log's file is written, made durable, and named, and what is read of it: each with a loss of power at the worst moment.</summary>
public class FileLogStoreOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public void Flush_FirstTime_MakesTheFileAndItsNameDurableInThatOrder(long preallocationBytes)
    {
        var folder = new SimulatedFolder { Stale = [1, 2, 3] };
        using var store = new FileLogStore(folder, "log", preallocationBytes);
        int created = folder.OperationCount;
        SimulatedFile file = folder["log"]!;
        store.Append([9, 8, 7]);

        // A name may have reached the disk before the file; once the name is made to, the file must have.
        var order = new List<string>();
        folder.Watch = () => order.Add(folder.OperationCount > created ? "name" : "file");
        store.Flush();
        Assert.Equal(["file", "file", "file", "name"], order); // Begun and over, of each.
        Assert.Equal([file], folder.CrashFiles("log"));
        Assert.Equal(file.Current, Assert.Single(file.CrashImages()));
        Assert.Equal([9, 8, 7], file.Current.Take(3));

        // It has its name for good.
        store.Append([6]);
        store.Flush();
        Assert.Equal(created + 1, folder.OperationCount);
        Assert.Equal(file.Current, Assert.Single(file.CrashImages()));
    }

    [Fact]
    public void Flush_NameThatCannotBeMadeDurable_NeverSucceedsAgain()
    {
        var folder = new SimulatedFolder();
        using var store = new FileLogStore(folder, "log", 0);
        store.Append([1]);
        folder.FailingOperation = folder.OperationCount;
        Assert.Throws<IOException>(store.Flush);
        Assert.Throws<IOException>(store.Flush);
        Assert.Equal(2, folder.CrashFiles("log").Count());
    }

    [Fact]
    public void Read_PreallocatedFile_EndsWhereThePagesEnd()
    {
        var file = new SimulatedFile([]);
        using var store = new FileLogStore(file, 100);
        store.Append([1, 2, 3, 4, 5]);
        Assert.Equal(105, file.Current.Length);
        foreach ((long offset, int wanted, byte[] expected) in new (long, int, byte[])[]
        {
            (0, 5, [1, 2, 3, 4, 5]), (0, 6, [1, 2, 3, 4, 5]), (2, 2, [3, 4]), (4, 100, [5]), (5, 5, []), (6, 5, []), (1_000, 5, []), (long.MaxValue, 5, []), (0, 0, []),
        })
        {
            var read = new byte[wanted];
            Assert.Equal(expected.Length, store.Read(offset, read));
            Assert.Equal(expected, read.Take(expected.Length));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Dispose_Twice_ClosesOnce(long preallocationBytes)
    {
        var file = new SimulatedFile([]);
        var store = new FileLogStore(file, preallocationBytes);
        store.Append([1, 2, 3]);
        store.Dispose();
        Assert.True(file.IsDisposed);
        Assert.Equal([1, 2, 3], file.Current);
        int operations = file.OperationCount;
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Append([4]));
        Assert.Throws<ObjectDisposedException>(store.Flush);
        Assert.Equal(operations, file.OperationCount);
    }

    [Fact]
    public void Dispose_TailThatCannotBeCutOff_ClosesTheFileAllTheSame()
    {
        var file = new SimulatedFile([]);
        var store = new FileLogStore(file, 100);
        store.Append([1, 2, 3]);
        file.FailingOperation = file.OperationCount;
        store.Dispose();
        Assert.True(file.IsDisposed);
        Assert.Equal(103, file.Current.Length);
    }

    [Fact]
    public void WriteSealed_WhenItIsDone_SurvivesALossOfPower()
    {
        using WriteLog log = Sealed.Interleaved(100, 3, 4, new WriteLogOptions { TimeProvider = new ManualTime() });
        var folder = new SimulatedFolder { Stale = [1, 2, 3] };
        WriteLog.WriteSealed(folder, log.Snapshot(), "sealed");
        SimulatedFile? file = Assert.Single(folder.CrashFiles("sealed"));
        Sealed.AssertSame(log.Snapshot(), Assert.Single(file!.CrashImages()));
        Assert.True(file.IsDisposed);
        Assert.Equal([null], folder.CrashFiles("sealed.sealing"));
    }

    [Fact]
    public void WriteSealed_FileThatCannotBeNamedNorTakenAway_SaysWhatWentWrongFirst()
    {
        using WriteLog log = Sealed.Interleaved(100, 3, 4, new WriteLogOptions { TimeProvider = new ManualTime() });
        var folder = new StubbornFolder();
        Assert.Equal("named", Assert.Throws<IOException>(() => WriteLog.WriteSealed(folder, log.Snapshot(), "sealed")).Message);
        Assert.Equal(["deleted"], folder.Refused);
    }

    /// <summary>A folder that lets a file be made, and after that neither named nor taken away.</summary>
    private sealed class StubbornFolder : LogFolder
    {
        private readonly SimulatedFolder _folder = new();

        public List<string> Refused { get; } = [];

        public override bool Exists(string path) => _folder.Exists(path);

        public override LogFile Create(string path, bool replaces) => _folder.Create(path, replaces);

        public override void Rename(string from, string to, bool replaces) => throw new IOException("named");

        public override void Delete(string path)
        {
            Refused.Add("deleted");
            throw new UnauthorizedAccessException("deleted");
        }

        public override void SynchronizeCreated(string path) => _folder.SynchronizeCreated(path);

        public override void SynchronizeRenamed(string path) => _folder.SynchronizeRenamed(path);
    }
}
