using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

public class LogCopyTests
{
    private const int BlockLength = LogCopyHeader.EncodedLength + 50;

    [Fact]
    public void TryParse_BlockOfACopy_GivesEveryFieldBack()
    {
        var header = new LogCopyHeader
        {
            Type = LogCopyType.Increment,
            LogIdentifier = Guid.NewGuid(),
            VolumeIdentifier = Guid.NewGuid(),
            SessionNumber = 3,
            Partition = 1,
            OriginLogicalObjectIdentifier = 1L << 40,
            FirstLogicalObjectIdentifier = (1L << 40) + 7,
            PreviousCopyLogicalObjectIdentifier = 99,
            PredecessorCopyLogicalObjectIdentifier = 12,
            CopySequence = 8,
            CopyOffsetBytes = 10,
            LogLengthBytes = 130,
        };
        var log = new WriteLogSnapshot(Enumerable.Range(0, 200).Select(i => (byte)i).ToArray());
        var block = new byte[BlockLength];
        block.AsSpan().Fill(0xEE);
        LogCopyBlock.Write(block, header, 2, log);

        Assert.True(LogCopyBlock.TryParse(block, out LogCopyHeader read, out _));

        Assert.Equal(header with { BlockIndex = 2, BlockCount = 3, LogOffsetBytes = 110, ChunkLengthBytes = 20 }, read);
        Assert.Equal(Enumerable.Range(110, 20).Select(i => (byte)i), LogCopyBlock.Chunk(block, read).ToArray());
        Assert.All(block.Skip(LogCopyHeader.EncodedLength + 20), padding => Assert.Equal(0, padding));
    }

    [Fact]
    public void TryParse_EveryFlippedBitAndEveryPrefixOfABlock_IsAFaultOrPadding()
    {
        WriteLogOptions options = Options();
        byte[] block = TapeCopies.Blocks(Log(options), options, LogCopyType.Closing, 1, 0, 30, BlockLength)[0];
        int covered = LogCopyHeader.EncodedLength + 30;
        for (int bit = 0; bit < 8 * block.Length; bit++)
        {
            byte[] damaged = (byte[])block.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(bit / 8 >= covered, LogCopyBlock.TryParse(damaged, out _, out WriteLogFault fault));
            Assert.Equal(bit / 8 < covered, fault.IsFault);
        }

        for (int length = 0; length < covered; length++)
            Assert.False(LogCopyBlock.TryParse(block.AsSpan(0, length), out _, out _));
    }

    [Fact]
    public void Assemble_AnyBlockMissing_SaysWhichBytesAndGivesWhatIsBeforeThem()
    {
        WriteLogOptions options = Options();
        WriteLogSnapshot log = Log(options);
        byte[] bytes = LogRecords.Bytes(log);
        List<byte[]> blocks = TapeCopies.Blocks(log, options, LogCopyType.Closing, 1, 0, log.LengthBytes, BlockLength);
        for (int lost = 0; lost < blocks.Count; lost++)
        {
            var assembler = new LogCopyAssembler(options.LogIdentifier);
            foreach (byte[] block in blocks.Where((_, at) => at != lost).Reverse())
                Assert.True(assembler.TryAdd(block, out _, out _));

            long from = lost * 50L;
            Assert.False(assembler.IsWhole);
            Assert.Equal([(from, Math.Min(50, bytes.Length - from))], assembler.Missing);
            Assert.Equal(bytes[..(int)from], assembler.Assemble());
        }
    }

    [Fact]
    public void Assemble_ClosingCopyWithAHole_IsFilledFromTheIncrements()
    {
        WriteLogOptions options = Options();
        WriteLogSnapshot log = Log(options);
        var assembler = new LogCopyAssembler(options.LogIdentifier);
        List<byte[]> closing = TapeCopies.Blocks(log, options, LogCopyType.Closing, 2, 0, log.LengthBytes, BlockLength);
        foreach (byte[] block in closing.Where((_, at) => at != 1))
            Assert.True(assembler.TryAdd(block, out _, out _));

        Assert.False(assembler.IsWhole);
        foreach (byte[] block in TapeCopies.Blocks(log, options, LogCopyType.Increment, 1, 0, 120, BlockLength))
            Assert.True(assembler.TryAdd(block, out _, out _));

        Assert.True(assembler.IsWhole);
        Assert.Equal(LogRecords.Bytes(log), assembler.Assemble());
    }

    [Fact]
    public void ChunkCapacity_BlocksAroundTheLengthOfTheHeader_NeedAByteMore()
    {
        Assert.Equal(1, LogCopyBlock.ChunkCapacity(LogCopyHeader.EncodedLength + 1));
        foreach (int length in new[] { LogCopyHeader.EncodedLength, LogCopyHeader.EncodedLength - 1, 0 })
            Assert.Equal("blockLengthBytes", Assert.Throws<ArgumentOutOfRangeException>(() => LogCopyBlock.ChunkCapacity(length)).ParamName);

        Assert.Equal([1, 1, 1, 2, 2, 3], new[] { 0L, 1, 50, 51, 100, 101 }.Select(bytes => LogCopyBlock.CountBlocks(bytes, BlockLength)));
        Assert.Equal(int.MaxValue, LogCopyBlock.CountBlocks(int.MaxValue, LogCopyHeader.EncodedLength + 1));
        Assert.Throws<OverflowException>(() => LogCopyBlock.CountBlocks(1L + int.MaxValue, LogCopyHeader.EncodedLength + 1));
    }

    [Fact]
    public void Write_LabelOfALogThatHasALength_HoldsNoneOfItAndNothingOfWhatStoodInTheBlock()
    {
        WriteLogOptions options = Options();
        byte[] label = new byte[BlockLength];
        label.AsSpan().Fill(0xEE);
        LogCopyBlock.Write(label, Header(options) with { Type = LogCopyType.SessionLabel, LogLengthBytes = 130 }, 0, log: null);
        Assert.True(LogCopyBlock.TryParse(label, out LogCopyHeader header, out _));
        Assert.Equal((0, 0L, 1), (header.ChunkLengthBytes, header.LogOffsetBytes, header.BlockCount));

        // Byte 11, the reserved bytes, and all behind the header are zeros.
        Assert.All(label.Skip(11).Take(1).Concat(label.Skip(128).Take(28)).Concat(label.Skip(160)), value => Assert.Equal(0, value));

        // A label needs no room for bytes of the log.
        Assert.True(LogCopyBlock.HasMagic(label.AsSpan(0, 160)) && LogCopyBlock.TryParse(label.AsSpan(0, 160), out _, out _));
    }

    [Fact]
    public void Write_CopyThatItsReaderWouldRefuseOrThatIsLongerThanItsLog_IsOurMistake()
    {
        WriteLogOptions options = Options();
        WriteLogSnapshot log = Log(options);
        LogCopyHeader copy = Header(options) with { Type = LogCopyType.Increment, LogLengthBytes = log.LengthBytes };
        LogCopyBlock.Write(new byte[BlockLength], copy, 0, log);
        Assert.Throws<InvalidOperationException>(() => LogCopyBlock.Write(new byte[BlockLength], copy with { SessionNumber = 0 }, 0, log));
        Assert.Throws<InvalidOperationException>(() => LogCopyBlock.Write(new byte[BlockLength], copy with { CopyOffsetBytes = log.LengthBytes - 9, LogLengthBytes = log.LengthBytes + 1 }, 0, log));
    }

    [Fact]
    public void Assemble_IncrementOfNothing_IsABlockThatAddsNothing()
    {
        WriteLogOptions options = Options();
        WriteLogSnapshot log = Log(options);
        var assembler = new LogCopyAssembler(options.LogIdentifier);
        foreach (long end in new[] { 0, 70, log.LengthBytes })
        {
            byte[] block = Assert.Single(TapeCopies.Blocks(log, options, LogCopyType.Increment, 1, end, end, BlockLength));
            Assert.True(assembler.TryAdd(block, out LogCopyHeader header, out _));
            Assert.Equal((end, 0), (header.LogOffsetBytes, header.ChunkLengthBytes));
        }

        Assert.Equal([(0L, log.LengthBytes)], assembler.Missing);
        Assert.Empty(assembler.Assemble());
    }

    [Fact]
    public void TryAdd_BlockOfAnotherLogOrNone_IsRefused()
    {
        WriteLogOptions options = Options();
        var assembler = new LogCopyAssembler(Guid.NewGuid());
        byte[] label = Assert.Single(TapeCopies.Blocks(Log(options), options, LogCopyType.SessionLabel, 0, 0, 0, BlockLength));
        Assert.True(LogCopyBlock.HasMagic(label));
        Assert.False(assembler.TryAdd(label, out LogCopyHeader header, out WriteLogFault fault));
        Assert.Equal(WriteLogFaultReason.Inconsistent, fault.Reason);
        Assert.Equal(options.LogIdentifier, header.LogIdentifier);
        Assert.False(assembler.TryAdd(new byte[500], out _, out fault));
        Assert.Equal(WriteLogFaultReason.NotALog, fault.Reason);
        Assert.False(assembler.IsWhole);
        Assert.Empty(assembler.Assemble());
    }

    private static WriteLogOptions Options() => new() { LogIdentifier = Guid.NewGuid(), SessionNumber = 2 };

    private static LogCopyHeader Header(WriteLogOptions options) => new()
    {
        LogIdentifier = options.LogIdentifier,
        SessionNumber = options.SessionNumber,
        PreviousCopyLogicalObjectIdentifier = -1,
        PredecessorCopyLogicalObjectIdentifier = -1,
    };

    private static WriteLogSnapshot Log(WriteLogOptions options)
    {
        WriteLog log = WriteLog.CreateInMemory(options);
        StreamId stream = log.DefineStream(new StreamDescription("a"));
        for (int run = 1; run < 40; run++)
            log.AppendBlocks(stream, run, run);

        log.Close();
        return log.Snapshot();
    }
}
