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
        Assert.Equal(2, assembler.LastCopy!.Value.CopySequence);
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
