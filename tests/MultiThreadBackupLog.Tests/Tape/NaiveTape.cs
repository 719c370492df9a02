using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>The contract as a list of objects and a position: slow, and too plain to be wrong.</summary>
internal sealed class NaiveTape(Func<int, long> blockCost, long filemarkCost, ContractTape tape)
{
    private readonly List<byte[]?> _objects = [];

    public int Position { get; private set; }

    public int Count => _objects.Count;

    /// <summary>Gets the first object that a synchronisation has not covered.</summary>
    public int FirstUnsynchronised { get; private set; }

    public IReadOnlyList<byte[]?> Objects => _objects;

    private long Used => _objects.Take(Position).Sum(o => o is null ? filemarkCost : blockCost(o.Length));

    private long Capacity => tape.CapacityBytes ?? long.MaxValue;

    private bool IsEarlyWarning => tape.EarlyWarningBytes > 0 && Used > Capacity - Math.Min(Capacity, tape.EarlyWarningBytes);

    private TapePosition Here => new(0, Position);

    public long UnsynchronisedBytes => _objects.Skip(FirstUnsynchronised).Take(Math.Max(0, Position - FirstUnsynchronised)).Sum(o => (long)(o?.Length ?? 0));

    public TapeResult WriteBlock(byte[] block)
    {
        if (blockCost(block.Length) > Capacity - Used)
        {
            return new TapeResult(TapeCondition.EndOfMedium, Here, residualBlocks: 1, isEarlyWarning: true);
        }

        Put(block);
        return new TapeResult(TapeCondition.None, Here, transferredBytes: block.Length, isEarlyWarning: IsEarlyWarning);
    }

    public TapeResult WriteBlocks(byte[][] blocks, out int written)
    {
        TapeResult result = default;
        for (written = 0; written < blocks.Length; written++)
        {
            result = WriteBlock(blocks[written]);
            if (!result.IsSuccess || result.IsEarlyWarning)
            {
                written += result.IsSuccess ? 1 : 0;
                break;
            }
        }

        return result;
    }

    public TapeResult WriteFilemarks(int count, bool isImmediate)
    {
        int left = count;
        for (; left > 0 && filemarkCost <= Capacity - Used; left--)
        {
            Put(null);
        }

        if (!isImmediate)
        {
            Synchronise();
        }

        return new TapeResult(
            left > 0 ? TapeCondition.EndOfMedium : TapeCondition.None, Here, residualFilemarks: left, isEarlyWarning: left > 0 || IsEarlyWarning);
    }

    public TapeResult ReadBlock(int bufferLength, out byte[] data)
    {
        Synchronise();
        data = [];
        if (Position == Count)
        {
            return new TapeResult(TapeCondition.EndOfData, Here);
        }

        byte[]? block = _objects[Position++];
        if (block is null)
        {
            return new TapeResult(TapeCondition.Filemark, Here);
        }

        data = block.Take(bufferLength).ToArray();
        return block.Length <= bufferLength
            ? new TapeResult(TapeCondition.None, Here, transferredBytes: block.Length)
            : new TapeResult(TapeCondition.IncorrectLength, Here, transferredBytes: data.Length, residualBytes: bufferLength - block.Length);
    }

    public TapeResult Space(SpaceUnit unit, long count)
    {
        Synchronise();
        return unit switch
        {
            SpaceUnit.EndOfData => Locate(Count),
            SpaceUnit.Blocks => SpaceBlocks(count),
            SpaceUnit.Filemarks => SpaceFilemarks(count),
            _ => SpaceSequentialFilemarks(count),
        };
    }

    public TapeResult Locate(long target)
    {
        Synchronise();
        Position = (int)Math.Min(target, Count);
        return new TapeResult(Position == target ? TapeCondition.None : TapeCondition.EndOfData, Here);
    }

    public TapeResult Erase()
    {
        Synchronise();
        _objects.RemoveRange(Position, Count - Position);
        FirstUnsynchronised = Position;
        return TapeResult.Success(Here);
    }

    private void Synchronise() => FirstUnsynchronised = Count;

    private void Put(byte[]? block)
    {
        _objects.RemoveRange(Position, Count - Position);
        FirstUnsynchronised = Math.Min(FirstUnsynchronised, Position);
        _objects.Add(block);
        Position++;
    }

    private TapeResult SpaceBlocks(long count)
    {
        for (long left = Math.Abs(count); left > 0; left--)
        {
            if (count > 0 ? Position == Count : Position == 0)
            {
                return new TapeResult(count > 0 ? TapeCondition.EndOfData : TapeCondition.BeginningOfMedium, Here, residualBlocks: left);
            }

            byte[]? passed = _objects[count > 0 ? Position++ : --Position];
            if (passed is null)
            {
                return new TapeResult(TapeCondition.Filemark, Here, residualBlocks: left);
            }
        }

        return TapeResult.Success(Here);
    }

    private TapeResult SpaceFilemarks(long count)
    {
        for (long left = Math.Abs(count); left > 0;)
        {
            if (count > 0 ? Position == Count : Position == 0)
            {
                return new TapeResult(count > 0 ? TapeCondition.EndOfData : TapeCondition.BeginningOfMedium, Here, residualFilemarks: left);
            }

            left -= _objects[count > 0 ? Position++ : --Position] is null ? 1 : 0;
        }

        return TapeResult.Success(Here);
    }

    private TapeResult SpaceSequentialFilemarks(long count)
    {
        for (long run = 0; run < Math.Abs(count);)
        {
            if (count > 0 ? Position == Count : Position == 0)
            {
                return new TapeResult(count > 0 ? TapeCondition.EndOfData : TapeCondition.BeginningOfMedium, Here, residualFilemarks: Math.Abs(count));
            }

            run = _objects[count > 0 ? Position++ : --Position] is null ? run + 1 : 0;
        }

        return TapeResult.Success(Here);
    }
}
