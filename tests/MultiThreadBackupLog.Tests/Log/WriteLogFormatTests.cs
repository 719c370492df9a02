using System;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

public class WriteLogFormatTests
{
    [Fact]
    public void Write_WorkedExample_IsTheGoldenBytes() => Assert.Equal(Hex.Format(GoldenLog.Bytes), Hex.Format(GoldenLog.Write()));

    [Fact]
    public void TryRead_WorkedExample_IsItsRecords()
    {
        string[] types = LogRecords.ReadAll(new WriteLogReader(GoldenLog.Bytes)).Select(r => r.Split('@')[0]).ToArray();
        Assert.Equal(["Header", "StreamDefinition", "Time", "Run", "Filemarks", "Run", "OnMedium", "StreamEnd", "Time", "Close"], types);
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(300, "AC02")]
    [InlineData(65_536, "808004")]
    [InlineData(long.MaxValue, "FFFFFFFFFFFFFFFF7F")]
    public void VarInt_KnownNumber_IsItsBytesAndBack(long value, string bytes)
    {
        var buffer = new byte[VarInt.MaximumLength];
        int length = VarInt.Write(buffer, value);
        Assert.Equal(bytes, Hex.Format(buffer.AsSpan(0, length)));
        int position = 0;
        Assert.True(VarInt.TryRead(buffer.AsSpan(0, length), ref position, out long read));
        Assert.Equal((value, length), (read, position));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8000")]
    [InlineData("FFFFFFFFFFFFFFFFFF01")]
    public void VarInt_NoNumber_IsRefused(string bytes)
    {
        int position = 0;
        Assert.False(VarInt.TryRead(Hex.Parse(bytes), ref position, out _));
        Assert.Equal(0, position);
    }

    /// <summary>Nine streams in turn: the ninth takes the first slot, so that the page holds each form of run; golden by the rule of slots.</summary>
    [Fact]
    public void Run_MoreStreamsThanSlots_FollowsTheRuleOfSlots()
    {
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { TimeResolution = TimeSpan.Zero });
        StreamId[] streams = Enumerable.Range(0, 9).Select(_ => log.DefineStream(new StreamDescription(string.Empty))).ToArray();
        long begin = log.Commit();
        foreach (StreamId stream in streams)
            log.AppendBlocks(stream, 2, 1);

        log.AppendBlocks(streams[8], 3, 33); // Another length: a pair of its own, in slot 1.
        log.AppendBlocks(streams[2], 2, 15); // Slot 2.
        log.AppendBlocks(streams[8], 2, 16); // Slot 0.
        log.AppendBlocks(streams[1], 2, 300); // Lost its slot; the length is that of the last run.
        log.AppendBlocks(streams[8], 3, 2); // Slot 1 still.
        log.Commit();
        var payload = new byte[log.Length - begin - PageHeader.Length];
        log.ReadBytes(begin + PageHeader.Length, payload);
        Assert.Equal(
            Hex.Format(Hex.Parse("60 00 02  40 01 40 02 40 03 40 04 40 05 40 06 40 07 40 08  7F 01 08 03  AE  8F 00  5F 8C02 01  91")),
            Hex.Format(payload));
    }
}
