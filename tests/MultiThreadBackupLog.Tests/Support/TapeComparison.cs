using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Reads a tape object by object and holds it against what a log says: the naive model of "the log equals the tape".</summary>
internal static class TapeComparison
{
    /// <summary>Reads everything from an object to the end of data; a filemark is null.</summary>
    public static List<byte[]?> ReadAll(SequentialDevice device, long fromLogicalObjectIdentifier)
    {
        Assert.True(device.Locate(new TapePosition(0, fromLogicalObjectIdentifier)).IsSuccess);
        var objects = new List<byte[]?>();
        var buffer = new byte[1 << 20];
        while (true)
        {
            TapeResult result = device.ReadBlock(buffer);
            switch (result.Condition)
            {
                case TapeCondition.None:
                    objects.Add(buffer.AsSpan(0, result.TransferredBytes).ToArray());
                    break;
                case TapeCondition.Filemark:
                    objects.Add(null);
                    break;
                case TapeCondition.EndOfData:
                    return objects;
                default:
                    throw new Xunit.Sdk.XunitException("Unexpected: " + result);
            }

            Assert.Equal(fromLogicalObjectIdentifier + objects.Count, result.Position.LogicalObjectIdentifier);
        }
    }

    /// <summary>Asserts that each object of the log is on the tape with the content that its stream handed over, and that no block of a stream is elsewhere.</summary>
    public static void AssertEqual(WriteLogIndex index, SequentialDevice device, IReadOnlyDictionary<int, BackupScenario.Producer> streams)
    {
        List<byte[]?> tape = ReadAll(device, index.BeginLogicalObjectIdentifier);
        AssertExtents(index, tape, index.EndLogicalObjectIdentifier, streams);
        foreach (WriteLogStream stream in index.Streams)
        {
            long blocks = index.Runs(stream.Id, BlockRange.All).Sum(run => run.BlockCount);
            Assert.Equal(blocks, stream.BlockCount);
        }

        // Behind the log's end lies its closing copy, and nothing of a stream.
        IEnumerable<byte[]?> behind = tape.Skip((int)(index.EndLogicalObjectIdentifier - index.BeginLogicalObjectIdentifier));
        Assert.All(behind, found => Assert.True(found is null || LogCopyBlock.HasMagic(found)));
    }

    /// <summary>Asserts that everything that the log says to be on the medium is there, with the content that its stream handed over.</summary>
    public static void AssertOnMedium(WriteLogIndex index, SequentialDevice device, IReadOnlyDictionary<int, BackupScenario.Producer> streams) =>
        AssertExtents(index, ReadAll(device, index.BeginLogicalObjectIdentifier), index.OnMediumLogicalObjectIdentifier, streams);

    private static void AssertExtents(WriteLogIndex index, List<byte[]?> tape, long end, IReadOnlyDictionary<int, BackupScenario.Producer> streams)
    {
        Assert.True(tape.Count >= end - index.BeginLogicalObjectIdentifier, "The log claims objects that are not on the tape.");
        long at = index.BeginLogicalObjectIdentifier;
        var nextBlock = new Dictionary<int, long>();
        foreach (TapeExtent extent in index.Extents(index.BeginLogicalObjectIdentifier, end))
        {
            Assert.Equal(at, extent.FirstLogicalObjectIdentifier);
            for (long offset = 0; offset < extent.ObjectCount && at < end; offset++, at++)
            {
                byte[]? found = tape[(int)(at - index.BeginLogicalObjectIdentifier)];
                switch (extent.Type)
                {
                    case TapeExtentType.Run:
                        int ordinal = extent.Stream!.Value.Ordinal;
                        long block = nextBlock.TryGetValue(ordinal, out long next) ? next : 0;
                        Assert.Equal(block, extent.FirstBlock + offset);
                        nextBlock[ordinal] = block + 1;
                        AssertBlock(index.Header, extent, streams[ordinal].Blocks[(int)block], found);
                        break;
                    case TapeExtentType.Filemarks:
                        Assert.Null(found);
                        break;
                    default:
                        Assert.NotNull(found);
                        Assert.Equal(extent.BlockLengthBytes, found.Length);
                        Assert.True(LogCopyBlock.HasMagic(found));
                        break;
                }
            }
        }

        Assert.Equal(at, end);
    }

    private static void AssertBlock(WriteLogHeader header, TapeExtent extent, byte[] expected, byte[]? found)
    {
        Assert.NotNull(found);
        Assert.Equal(extent.BlockLengthBytes, found.Length);
        int trailer = header.HasBlockTrailers ? BlockTrailer.EncodedLength : 0;
        Assert.True(expected.AsSpan().SequenceEqual(found.AsSpan(0, found.Length - trailer)), "The block on tape is not the one that was handed over.");
    }
}
