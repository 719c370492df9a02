using System.Collections.Generic;
using System.Threading;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>What lies between two filemarks.</summary>
internal sealed class TapeFileScan
{
    private TapeFileScan(long firstLogicalObjectIdentifier) => FirstLogicalObjectIdentifier = firstLogicalObjectIdentifier;

    public long FirstLogicalObjectIdentifier { get; }

    public long BlockCount { get; private set; }

    public long ByteCount { get; private set; }

    public int ShortestBlockLength { get; private set; }

    public int LongestBlockLength { get; private set; }

    public long UnreadableBlockCount { get; private set; }

    /// <summary>Gets whether a filemark ends the file; the last one ends with the data.</summary>
    public bool HasFilemark { get; private set; }

    public long EndLogicalObjectIdentifier => FirstLogicalObjectIdentifier + BlockCount + UnreadableBlockCount;

    /// <summary>Walks over a tape from its beginning. Of each block a byte is read, and the device says how long it is.</summary>
    /// <exception cref="TapeException">The device cannot go on.</exception>
    public static IEnumerable<TapeFileScan> Walk(SequentialDevice tape, CancellationToken cancellationToken)
    {
        TapeResult rewound = tape.Rewind();
        if (!rewound.IsSuccess)
        {
            throw new TapeException("rewinding", rewound);
        }

        var first = new byte[1];
        var file = new TapeFileScan(0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TapeResult result = tape.ReadBlock(first);
            switch (result.Condition)
            {
                case TapeCondition.None or TapeCondition.IncorrectLength:
                    file.Add(result.TransferredBytes - (result.Condition == TapeCondition.None ? 0 : result.ResidualBytes));
                    break;
                case TapeCondition.Filemark:
                    file.HasFilemark = true;
                    yield return file;
                    file = new TapeFileScan(file.EndLogicalObjectIdentifier + 1);
                    break;
                case TapeCondition.EndOfData:
                    if (file.BlockCount + file.UnreadableBlockCount > 0)
                    {
                        yield return file;
                    }

                    yield break;
                case TapeCondition.MediumError when result.IsPositionKnown && result.Position.LogicalObjectIdentifier == file.EndLogicalObjectIdentifier + 1:
                    file.UnreadableBlockCount++;
                    break;
                default:
                    throw new TapeException("reading object " + file.EndLogicalObjectIdentifier, result);
            }
        }
    }

    private void Add(int length)
    {
        ShortestBlockLength = BlockCount == 0 || length < ShortestBlockLength ? length : ShortestBlockLength;
        LongestBlockLength = length > LongestBlockLength ? length : LongestBlockLength;
        BlockCount++;
        ByteCount += length;
    }
}
