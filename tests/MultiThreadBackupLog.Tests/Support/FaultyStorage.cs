using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Disk;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Any disk, with faults at chosen operations, at chosen blocks, or at operations that a seed chooses.</summary>
/// <remarks>
/// <para>What whoever uses a disk must survive without claiming a byte that is not there:</para>
/// <list type="bullet">
/// <item>a fault <see cref="StorageFaultPlace.Before"/>: nothing happened. All conditions that say "nothing was done" strike so, wherever they were put;</item>
/// <item><see cref="StorageFaultPlace.Within"/>: <see cref="StorageResult.TransferredBlocks"/> are right, the block behind them is neither old nor new,
/// and the rest was not touched;</item>
/// <item><see cref="StorageFaultPlace.After"/>: the blocks were moved and the answer says none, as with a lost answer;</item>
/// <item>a bad block is a medium error every time an operation touches it, right at that block; writing it again does not help.</item>
/// </list>
/// <para>Safe to use from several threads, each operation is then numbered in the order in which the script was asked. The same script and the same calls
/// give the same faults.</para>
/// </remarks>
internal sealed class FaultyStorage : BlockStorage
{
    private readonly BlockStorage _inner;
    private readonly Func<StorageOperation, Random, StorageFault?> _faults;
    private readonly Random _random;
    private readonly object _gate = new();
    private readonly HashSet<long> _badBlocks = [];
    private readonly List<string> _injected = [];
    private long _operations;

    public FaultyStorage(BlockStorage inner, Func<StorageOperation, Random, StorageFault?> faults, int seed = 0)
    {
        _inner = inner;
        _faults = faults;
        _random = new Random(seed);
    }

    public BlockStorage Inner => _inner;

    public override int BlockLength => _inner.BlockLength;

    public override long BlockCount => _inner.BlockCount;

    public override bool IsWriteProtected => _inner.IsWriteProtected;

    /// <summary>Gets how many operations there were.</summary>
    public long Operations
    {
        get
        {
            lock (_gate)
            {
                return _operations;
            }
        }
    }

    /// <summary>Gets what was done to whom, to be printed when a test fails.</summary>
    public IReadOnlyList<string> Injected
    {
        get
        {
            lock (_gate)
            {
                return [.. _injected];
            }
        }
    }

    /// <summary>Gives every operation a chance of any of some faults.</summary>
    public static FaultyStorage Seeded(BlockStorage inner, int seed, double chance, params StorageFault[] faults) =>
        new(inner, (_, random) => random.NextDouble() < chance ? faults[random.Next(faults.Length)] : null, seed);

    /// <summary>Gives one operation one fault.</summary>
    public static FaultyStorage At(BlockStorage inner, long operation, StorageFault fault, int seed = 0) =>
        new(inner, (o, _) => o.Number == operation ? fault : null, seed);

    /// <summary>Makes some blocks bad for ever.</summary>
    public static FaultyStorage WithBadBlocks(BlockStorage inner, params long[] blocks)
    {
        var storage = new FaultyStorage(inner, (_, _) => null);
        storage._badBlocks.UnionWith(blocks);
        return storage;
    }

    public override StorageResult Read(long firstBlock, Span<byte> destination)
    {
        int count = destination.Length / BlockLength;
        if (Next(new(0, StorageOperationKind.Read, firstBlock, count), out StorageFault fault, out int moved) is false || IsWrongRange(firstBlock, destination.Length))
        {
            return _inner.Read(firstBlock, destination);
        }

        if (moved > 0)
        {
            StorageResult result = _inner.Read(firstBlock, destination.Slice(0, moved * BlockLength));
            if (!result.IsSuccess)
            {
                return result;
            }
        }

        destination.Slice(moved * BlockLength).Fill(0xBD);
        return Answer(fault, moved);
    }

    public override StorageResult Write(long firstBlock, ReadOnlySpan<byte> source)
    {
        int count = source.Length / BlockLength;
        if (Next(new(0, StorageOperationKind.Write, firstBlock, count), out StorageFault fault, out int moved) is false
            || IsWrongRange(firstBlock, source.Length)
            || IsWriteProtected)
        {
            return _inner.Write(firstBlock, source);
        }

        if (moved > 0)
        {
            StorageResult result = _inner.Write(firstBlock, source.Slice(0, moved * BlockLength));
            if (!result.IsSuccess)
            {
                return result;
            }
        }

        if (fault.Place == StorageFaultPlace.Within && moved < count)
        {
            Tear(firstBlock + moved, source.Slice(moved * BlockLength, BlockLength));
        }

        return Answer(fault, moved);
    }

    public override StorageResult Flush() =>
        Next(new(0, StorageOperationKind.Flush, 0, 0), out StorageFault fault, out _) ? Answer(fault, 0) : _inner.Flush();

    public override StorageResult CheckReady() =>
        Next(new(0, StorageOperationKind.CheckReady, 0, 0), out StorageFault fault, out _) ? Answer(fault, 0) : _inner.CheckReady();

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    private static bool DidNothing(StorageCondition condition) =>
        condition is not (StorageCondition.NoSpace or StorageCondition.MediumError or StorageCondition.HardwareError or StorageCondition.OutcomeUnknown);

    // Says whether the operation fails, and after how many whole blocks.
    private bool Next(StorageOperation operation, out StorageFault fault, out int movedBlocks)
    {
        lock (_gate)
        {
            operation = operation with { Number = _operations++ };
            StorageFault? chosen = _faults(operation, _random);
            movedBlocks = 0;
            if (chosen is null && operation.BlockCount > 0 && _badBlocks.Where(operation.Touches).Order().Cast<long?>().FirstOrDefault() is { } bad)
            {
                chosen = new StorageFault(StorageCondition.MediumError, StorageFaultPlace.Within);
                movedBlocks = (int)(bad - operation.FirstBlock);
            }
            else if (chosen is { } drawn && !DidNothing(drawn.Condition))
            {
                movedBlocks = drawn.Place switch
                {
                    StorageFaultPlace.Before => 0,
                    StorageFaultPlace.Within => operation.BlockCount == 0 ? 0 : _random.Next(operation.BlockCount),
                    _ => operation.BlockCount,
                };
            }

            fault = chosen.GetValueOrDefault();
            if (chosen is { } injected && DidNothing(injected.Condition))
            {
                fault = injected with { Place = StorageFaultPlace.Before };
            }

            if (chosen is not null)
            {
                _injected.Add(operation + ": " + fault);
            }

            return chosen is not null;
        }
    }

    private bool IsWrongRange(long firstBlock, int lengthBytes) =>
        firstBlock < 0 || lengthBytes % BlockLength != 0 || firstBlock > BlockCount || lengthBytes / BlockLength > BlockCount - firstBlock;

    // Half new and half old, or for a block of one byte a byte that is neither.
    private void Tear(long block, ReadOnlySpan<byte> source)
    {
        var torn = new byte[BlockLength];
        _inner.Read(block, torn);
        source.Slice(0, BlockLength / 2).CopyTo(torn);
        torn[BlockLength - 1] ^= 0x5A;
        _inner.Write(block, torn);
    }

    private static StorageResult Answer(StorageFault fault, int moved) =>
        StorageResult.Failure(fault.Condition, "An injected fault.", fault.Place == StorageFaultPlace.After ? 0 : moved);
}
