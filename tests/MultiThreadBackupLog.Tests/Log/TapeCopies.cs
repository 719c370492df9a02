using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Copies of a log as tape blocks.</summary>
internal static class TapeCopies
{
    public static List<byte[]> Blocks(WriteLogSnapshot log, WriteLogOptions options, LogCopyType type, int sequence, long from, long to, int blockLength)
    {
        var copy = new LogCopyHeader
        {
            Type = type,
            LogIdentifier = options.LogIdentifier,
            VolumeIdentifier = options.VolumeIdentifier,
            SessionNumber = options.SessionNumber,
            Partition = options.Partition,
            OriginLogicalObjectIdentifier = options.OriginLogicalObjectIdentifier,
            FirstLogicalObjectIdentifier = options.OriginLogicalObjectIdentifier + 1,
            PreviousCopyLogicalObjectIdentifier = -1,
            PredecessorCopyLogicalObjectIdentifier = -1,
            CopySequence = sequence,
            CopyOffsetBytes = from,
            LogLengthBytes = to,
        };
        int count = LogCopyBlock.CountBlocks(type == LogCopyType.SessionLabel ? 0 : to - from, blockLength);
        var blocks = new List<byte[]>();
        for (int index = 0; index < count; index++)
        {
            var block = new byte[blockLength];
            LogCopyBlock.Write(block, copy, index, log);
            blocks.Add(block);
        }

        return blocks;
    }

    /// <summary>Writes a label, increments and at times a closing copy; gives the blocks shuffled and some twice; puts the log together.</summary>
    public static byte[] WriteAndAssemble(WriteLogSnapshot log, WriteLogOptions options, Random random)
    {
        int blockLength = LogCopyHeader.EncodedLength + random.Next(1, 400);
        List<byte[]> blocks = Blocks(log, options, LogCopyType.SessionLabel, 0, 0, 0, blockLength);
        bool hasClosing = random.Next(2) == 0;
        long at = 0;
        int sequence = 1;
        while (at < log.LengthBytes && (!hasClosing || random.Next(5) != 0))
        {
            long to = Math.Min(log.LengthBytes, at + random.Next(1, 3000));
            blocks.AddRange(Blocks(log, options, LogCopyType.Increment, sequence++, at, to, blockLength));
            at = to;
        }

        if (hasClosing)
            blocks.AddRange(Blocks(log, options, LogCopyType.Closing, sequence, 0, log.LengthBytes, blockLength));

        byte[][] shuffled = blocks.Concat(blocks.Where(_ => random.Next(4) == 0)).OrderBy(_ => random.Next()).ToArray();
        var assembler = new LogCopyAssembler(options.LogIdentifier);
        foreach (byte[] block in shuffled)
            Assert.True(assembler.TryAdd(block, out _, out WriteLogFault fault), fault.ToString());

        Assert.True(assembler.IsWhole);
        Assert.Empty(assembler.Missing);
        Assert.Equal(hasClosing, assembler.HasClosingCopy);
        Assert.Equal(log.LengthBytes, assembler.KnownLengthBytes);
        return assembler.Assemble();
    }
}
