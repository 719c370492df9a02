using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.House;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>What is said of a log that is not acceptable, and of which byte: all that somebody with a broken log has to go by.</summary>
public class LogFaultTextTests
{
    [Fact]
    public void Faults_OfForgedLogs_SayWhatTheReviewedFileSays() => ReviewedFile.AssertSays(
        Path.Combine(Repository.Root, "tests", "MultiThreadBackupLog.Tests", "Log", "Faults.txt"), "The text of a fault", Records().Concat(Pages()).Concat(Copies()));

    private static IEnumerable<string> Records() =>
        ((IEnumerable<object[]>)ForgedLogTests.Rows).Select(row => Line((string)row[0], ForgedLogTests.Forge(Hex.Parse((string)row[1])), (string)row[1]));

    private static IEnumerable<string> Pages()
    {
        byte[] log = ForgedLogTests.Forge([]);
        byte[] next = ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, ForgedLogTests.PageChecksumOf(log), firstObject: 10);
        yield return Line("nothing", []);
        yield return Line("less than a header", log[..40]);
        yield return Line("another file", Changed(log, 0));
        yield return Line("another version", Changed(log, 4));
        yield return Line("a header that was changed", Changed(log, 20));
        yield return Line("a record that was changed", Changed(log, 60));
        yield return Line("a first page cut short", log[..^1]);
        yield return Line("a second page's header cut short", [.. log, .. next[..20]]);
        yield return Line("a second page cut short", [.. log, .. next[..^1]]);
        yield return Line("a second page that was changed", [.. log, .. Changed(next, next.Length - 1)]);
        yield return Line("no page behind the first", [.. log, .. Changed(next, 0)]);
        yield return Line("something behind zeros", [.. log, .. new byte[5000], 1]);
        yield return Line("a page that follows another", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, 0, firstObject: 10)]);
        yield return Line("a page that comes too early", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 7, ForgedLogTests.PageChecksumOf(log), firstObject: 10)]);
        yield return Line("a page that begins elsewhere", [.. log, .. ForgedLogTests.Page(Hex.Parse("03 02 00 01"), 1, ForgedLogTests.PageChecksumOf(log), firstObject: 11)]);
    }

    private static IEnumerable<string> Copies()
    {
        byte[] log = ForgedLogTests.Forge([]);
        var block = new byte[LogCopyHeader.EncodedLength + log.Length];
        var copy = new LogCopyHeader
        {
            Type = LogCopyType.Closing, LogIdentifier = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), SessionNumber = 1, OriginLogicalObjectIdentifier = 10,
            FirstLogicalObjectIdentifier = 12, PreviousCopyLogicalObjectIdentifier = -1, PredecessorCopyLogicalObjectIdentifier = -1, LogLengthBytes = log.Length,
        };
        LogCopyBlock.Write(block, copy, 0, new WriteLogSnapshot(log));
        Assert.True(LogCopyBlock.TryParse(block, out _, out WriteLogFault none) && !none.IsFault);
        yield return CopyLine("a copy block too short for its header", block[..(LogCopyHeader.EncodedLength - 1)]);
        yield return CopyLine("a block of something else", Changed(block, 0));
        yield return CopyLine("a copy block of another version", Changed(block, 9));
        yield return CopyLine("a copy block cut short", block[..^1]);
        yield return CopyLine("a copy block whose header was changed", Changed(block, 60));
        yield return CopyLine("a copy block whose log was changed", Changed(block, block.Length - 1));
        var assembler = new LogCopyAssembler(Guid.Empty);
        Assert.False(assembler.TryAdd(block, out _, out WriteLogFault fault));
        yield return "a copy block of another log: " + fault;
    }

    private static string Line(string what, byte[] log, string records = "")
    {
        LogRecords.Read(new WriteLogReader(log), out WriteLogFault fault);
        Assert.True(fault.IsFault, what + " " + records);
        return what + ": " + fault.Reason + ": " + fault;
    }

    private static string CopyLine(string what, byte[] block)
    {
        Assert.False(LogCopyBlock.TryParse(block, out _, out WriteLogFault fault), what);
        return what + ": " + fault.Reason + ": " + fault;
    }

    private static byte[] Changed(byte[] bytes, int at)
    {
        byte[] changed = (byte[])bytes.Clone();
        changed[at] ^= 0x10;
        return changed;
    }
}
