using System;
using System.Linq;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>Who reads a log of a million pages pays for the greatest of them, and not for each.</summary>
public class SealedPageAllocationTests
{
    [Fact]
    public void TryDecode_PageAfterPage_AllocatesNothing()
    {
        // As many streams as there is room for from the beginning, of two lengths each: streams by turns, one block a run, and lengths by turns.
        string streams = string.Concat(Enumerable.Repeat("00 02 00 01 ", 16));
        byte[] page = Hex.Parse("8008 02 05 03 10" + streams + "01 01 00" + "01 00 00" + "01 00 01 8001" + string.Concat(Enumerable.Repeat("AA", 128)) + "00");
        var decoder = new SealedPageDecoder();
        var records = new RecordDecoder();
        Assert.Equal(1_024, Decode(decoder, records, page));
        Assert.Equal(0, Allocation.Least(() => Decode(decoder, records, page)));
    }

    [Fact]
    public void TryRead_StreamsOfManyPages_KeepsThoseOfOne()
    {
        byte[] bytes = Hex.Parse("02 05 03 10" + string.Concat(Enumerable.Repeat("00 02 00 01 ", 16)));
        var streams = new SealedPageStreams();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int page = 0; page < 20_000; page++)
        {
            int position = 0;
            Assert.True(streams.TryRead(bytes, ref position));
        }

        // 32 lengths each time would be 2.5 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }

    private static int Decode(SealedPageDecoder decoder, RecordDecoder records, byte[] page)
    {
        Assert.True(decoder.TryBegin(page, 0));
        int count = 0;
        int position = 0;
        RecordFields record = default;
        while (decoder.TryTakeRun(ref record) || decoder.TryDecode(page, Guid.Empty, records, ref position, ref record))
            count++;

        Assert.Equal(string.Empty, decoder.Message);
        return count;
    }
}
