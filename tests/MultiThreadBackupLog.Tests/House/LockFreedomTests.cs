using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>Where the multiplexer may wait, and where it may order memory by hand.</summary>
public class LockFreedomTests
{
    /// <summary>Everything that blocks, or locks behind its back.</summary>
    private static readonly Regex Blocking = new(
        @"\block\s*\(|\bMonitor\.|ManualResetEvent|AutoResetEvent|EventWaitHandle|\bSemaphore|\bMutex\b|\bSpinLock\b|ReaderWriterLock|CountdownEvent|new Barrier|"
        + @"\bConcurrent(Queue|Stack|Bag|Dictionary)|BlockingCollection|System\.Collections\.Concurrent|MethodImplOptions\.Synchronized|Thread\.Sleep|new Lock\(");

    private static readonly Regex Ordering = new(@"\b(Volatile|Interlocked)\.\w|\bvolatile\b");

    /// <summary>Who orders memory by hand, and for what; docs/memory-model.md has the argument of each.</summary>
    private static readonly Dictionary<string, string> MayOrder = new()
    {
        ["SlabCursors.cs"] = "the free ring's counters",
        ["RingCursors.cs"] = "a stream's counters",
        ["ReadySet.cs"] = "the bits",
        ["Parking.cs"] = "the token of a sleep",
        ["StreamRing.Horizon.cs"] = "the fault, stored before its waiters are woken",
        ["StreamRing.Remarks.cs"] = "a remark is settled by whoever took it out",
        ["HorizonWaiters.cs"] = "the horizon and its waiters",
        ["InboxStack.cs"] = "rare requests",
        ["MultiplexerState.cs"] = "open count and stop",
        ["BlockGrants.cs"] = "reads a slot's ring",
        ["DrainLoop.cs"] = "reads a slot's ring",
        ["DrainLoop.Streams.cs"] = "clears a slot before it is free",
        ["DrainLoop.Requests.cs"] = "flags written before the loop is woken",
        ["BlockMultiplexer.cs"] = "a slot's ring, written before its ready bit; disposal",
    };

    private static string Folder => Path.Combine(Repository.Library, "Multiplexing");

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (string file in Repository.SourceFiles(Folder))
        {
            files.Add(Path.GetFileName(file));
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void File_OfTheMultiplexer_BlocksOnlyWhenItIsParking(string file)
    {
        string code = CodeOf(file);
        if (file != "Parking.cs")
        {
            Assert.DoesNotMatch(Blocking, code);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void File_OfTheMultiplexer_OrdersMemoryOnlyWhenItIsListed(string file)
    {
        if (!MayOrder.ContainsKey(file))
        {
            Assert.DoesNotMatch(Ordering, CodeOf(file));
        }
    }

    [Fact]
    public void ListedFiles_AllExist() =>
        Assert.All(MayOrder.Keys, file => Assert.True(File.Exists(Path.Combine(Folder, file)), file));

    [Fact]
    public void Parking_IsWhereTheEventIs() => Assert.Matches(Blocking, CodeOf("Parking.cs"));

    /// <summary>The file without comments and texts.</summary>
    private static string CodeOf(string file) =>
        Regex.Replace(File.ReadAllText(Path.Combine(Folder, file)), "//.*|\"(?:[^\"\\\\]|\\\\.)*\"", string.Empty);
}
