using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Any device, with faults at chosen operations, or at operations that a seed chooses.</summary>
/// <remarks>
/// <para>Faults that whoever drives a tape must survive without claiming a lost block, losing a safe one, or writing one twice:</para>
/// <list type="bullet">
/// <item><see cref="TapeFault.ErrorBefore"/> and <see cref="TapeFault.ErrorAfter"/>, which look alike from outside: after a failed write the
/// block may or may not be on the tape, and only READ POSITION tells.</item>
/// <item><see cref="TapeFault.CommandLost"/> and <see cref="TapeFault.AnswerLost"/>, which look alike too: <see cref="TapeCondition.OutcomeUnknown"/>
/// without a position. Sending the operation again without READ POSITION writes a block twice.</item>
/// <item><see cref="TapeFault.Deferred"/>: of the objects that were not synchronised any number, from one on, is gone. READ POSITION says which, as
/// after a real drive's error; every operation but READ POSITION fails until a rewind, a locate, or a move to the end of data.
/// With nothing unsynchronised it degrades to <see cref="TapeFault.ErrorBefore"/>.</item>
/// <item><see cref="TapeFault.EarlyWarning"/>: no failure at all.</item>
/// </list>
/// <para>Not made here, since they need the drive: power loss and a changed medium (<see cref="MemoryTape"/> has them), and a READ POSITION that lies.
/// READ POSITION itself fails only by <see cref="TapeFault.ErrorBefore"/> and <see cref="TapeFault.CommandLost"/>. Operations are numbered from 0, in the
/// order of the calls; a gather is one operation here and reaches the device block by block.</para>
/// </remarks>
internal sealed class FaultyTape : SequentialDevice
{
    private readonly SequentialDevice _inner;
    private readonly Func<long, TapeFault?> _faults;
    private readonly Random _random;
    private readonly List<string> _injected = [];
    private readonly HashSet<TapeFault> _kinds = [];
    private long _synchronised;      // Objects below are on the medium.
    private long? _lostAt;           // After a deferred error: the position that the host believes in, with lost objects before it.

    public FaultyTape(SequentialDevice inner, Func<long, TapeFault?> faults, int seed = 0)
    {
        _inner = inner;
        _faults = faults;
        _random = new Random(seed);
        _synchronised = Position();
    }

    public SequentialDevice Inner => _inner;

    public long Operations { get; private set; }

    /// <summary>Gets what was done to whom, to be printed when a test fails.</summary>
    public IReadOnlyList<string> Injected => _injected;

    /// <summary>Says whether a fault was made yet.</summary>
    public bool HasInjected(TapeFault fault) => _kinds.Contains(fault);

    public override TapeBlockLimits BlockLimits => _inner.BlockLimits;

    public override bool IsWriteProtected => _inner.IsWriteProtected;

    public override long? RemainingBytes => _inner.RemainingBytes;

    public override bool IsBufferReportTrusted => _inner.IsBufferReportTrusted;

    /// <summary>Gives every operation a chance of a fault of any of some kinds.</summary>
    public static FaultyTape Seeded(SequentialDevice inner, int seed, double chance, params TapeFault[] kinds)
    {
        var random = new Random(seed);
        return new FaultyTape(inner, _ => random.NextDouble() < chance ? kinds[random.Next(kinds.Length)] : null, seed);
    }

    /// <summary>Gives one operation one fault.</summary>
    public static FaultyTape At(SequentialDevice inner, long operation, TapeFault fault, int seed = 0) =>
        new(inner, number => number == operation ? fault : null, seed);

    public override TapeResult WriteBlock(ReadOnlySpan<byte> block)
    {
        TapeFault? fault = Next("write of a block");
        return Refuses(fault, isToKnownPlace: false, out TapeResult refusal) ? refusal : After(fault, _inner.WriteBlock(block), isWrite: true);
    }

    public override TapeResult WriteBlocks(ReadOnlySpan<ReadOnlyMemory<byte>> blocks, out int writtenBlocks)
    {
        writtenBlocks = 0;
        if (blocks.Length == 0)
        {
            return _inner.WriteBlocks(blocks, out writtenBlocks);
        }

        TapeFault? fault = Next("gather");
        if (fault is null)
        {
            return Refuses(null, isToKnownPlace: false, out TapeResult lost) ? lost : _inner.WriteBlocks(blocks, out writtenBlocks);
        }

        // The fault meets one block of the gather; those before it are accepted.
        int hit = _random.Next(blocks.Length);
        for (; writtenBlocks < hit; writtenBlocks++)
        {
            if (Refuses(null, isToKnownPlace: false, out TapeResult lost))
            {
                return lost;
            }

            TapeResult result = _inner.WriteBlock(blocks[writtenBlocks].Span);
            if (!result.IsSuccess || result.IsEarlyWarning)
            {
                writtenBlocks += result.IsSuccess ? 1 : 0;
                return result;
            }
        }

        TapeResult last = Refuses(fault, isToKnownPlace: false, out TapeResult refusal)
            ? refusal
            : After(fault, _inner.WriteBlock(blocks[hit].Span), isWrite: true);
        writtenBlocks += last.IsSuccess ? 1 : 0;
        return last.IsSuccess && !last.IsEarlyWarning && hit + 1 < blocks.Length ? Rest(blocks, ref writtenBlocks) : last;
    }

    public override TapeResult WriteFilemarks(int count, bool isImmediate)
    {
        TapeFault? fault = Next("write of " + count + " filemarks");
        if (Refuses(fault, isToKnownPlace: false, out TapeResult refusal))
        {
            return refusal;
        }

        TapeResult result = _inner.WriteFilemarks(count, isImmediate);
        if (result.IsSuccess && !isImmediate)
        {
            _synchronised = Position();
        }

        return After(fault, result, isWrite: true);
    }

    public override TapeResult ReadBlock(Span<byte> buffer)
    {
        TapeFault? fault = Next("read");
        return Refuses(fault, isToKnownPlace: false, out TapeResult refusal) ? refusal : After(fault, Moved(_inner.ReadBlock(buffer)));
    }

    public override TapeResult Space(SpaceUnit unit, long count)
    {
        TapeFault? fault = Next("space");
        return Refuses(fault, unit == SpaceUnit.EndOfData, out TapeResult refusal) ? refusal : After(fault, Moved(_inner.Space(unit, count)));
    }

    public override TapeResult Locate(TapePosition position)
    {
        TapeFault? fault = Next("locate");
        return Refuses(fault, isToKnownPlace: true, out TapeResult refusal) ? refusal : After(fault, Moved(_inner.Locate(position)));
    }

    public override TapeResult Rewind()
    {
        TapeFault? fault = Next("rewind");
        return Refuses(fault, isToKnownPlace: true, out TapeResult refusal) ? refusal : After(fault, Moved(_inner.Rewind()));
    }

    public override TapeResult ReadPosition(out TapePositionReport report)
    {
        report = default;
        TapeFault? fault = Next("read position");
        if (fault is TapeFault.ErrorBefore or TapeFault.CommandLost)
        {
            return Answer(fault.Value);
        }

        TapeResult result = _inner.ReadPosition(out report);
        if (_lostAt is { } first && result.IsSuccess)
        {
            var position = new TapePosition(0, first);
            report = _inner.IsBufferReportTrusted
                ? new TapePositionReport(position, first - report.Position.LogicalObjectIdentifier, 0)
                : new TapePositionReport(position);
            return TapeResult.Success(position);
        }

        return result;
    }

    public override TapeResult Erase()
    {
        TapeFault? fault = Next("erase");
        return Refuses(fault, isToKnownPlace: false, out TapeResult refusal) ? refusal : After(fault, Moved(_inner.Erase()));
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    private TapeResult Rest(ReadOnlySpan<ReadOnlyMemory<byte>> blocks, ref int writtenBlocks)
    {
        TapeResult result = _inner.WriteBlocks(blocks.Slice(writtenBlocks), out int more);
        writtenBlocks += more;
        return result;
    }

    private TapeFault? Next(string operation)
    {
        TapeFault? fault = _faults(Operations);
        if (fault is { } injected)
        {
            _kinds.Add(injected);
            _injected.Add("operation " + Operations + ", a " + operation + ": " + injected);
        }

        Operations++;
        return fault;
    }

    /// <summary>Deals with the faults that keep an operation from running, and with objects lost before.</summary>
    private bool Refuses(TapeFault? fault, bool isToKnownPlace, out TapeResult refusal)
    {
        if (fault is TapeFault.ErrorBefore or TapeFault.CommandLost)
        {
            refusal = Answer(fault.Value);
            return true;
        }

        if (fault == TapeFault.Deferred && _lostAt is null)
        {
            refusal = LoseObjects();
            return true;
        }

        if (_lostAt is not null && isToKnownPlace)
        {
            _lostAt = null;
        }

        refusal = _lostAt is { } first
            ? TapeResult.Failure(TapeCondition.MediumError, new TapePosition(0, first), "Accepted objects were lost; locate first.")
            : default;
        return _lostAt is not null;
    }

    private TapeResult LoseObjects()
    {
        long position = Position();
        if (_inner.IsBufferReportTrusted && _inner.ReadPosition(out TapePositionReport report).IsSuccess && report.IsBufferKnown)
        {
            // A drive whose report may be believed loses nothing that it said had left its buffer.
            _synchronised = Math.Max(_synchronised, Math.Min(position, report.FirstBuffered.LogicalObjectIdentifier));
        }

        if (position <= _synchronised)
        {
            return Answer(TapeFault.ErrorBefore);
        }

        long kept = _synchronised + _random.NextInt64(position - _synchronised);
        TapeResult moved = _inner.Locate(new TapePosition(0, kept));
        if (!moved.IsSuccess)
        {
            return moved; // It has something of its own to tell, for example a loss of power, or that its medium ended: that comes first.
        }

        _inner.Erase();
        _synchronised = kept;
        _lostAt = position;
        return new TapeResult(TapeCondition.MediumError, new TapePosition(0, position), isDeferred: true, message: "An injected deferred error.");
    }

    private TapeResult After(TapeFault? fault, TapeResult result, bool isWrite = false) => fault switch
    {
        TapeFault.ErrorAfter or TapeFault.AnswerLost => Answer(fault.Value),
        TapeFault.EarlyWarning when isWrite && result.IsSuccess =>
            new TapeResult(result.Condition, result.Position, result.TransferredBytes, isEarlyWarning: true),
        _ => result,
    };

    private TapeResult Answer(TapeFault fault) => fault is TapeFault.CommandLost or TapeFault.AnswerLost
        ? TapeResult.Failure(TapeCondition.OutcomeUnknown, null, "An injected loss of the answer.")
        : TapeResult.Failure(TapeCondition.MediumError, new TapePosition(0, _lostAt ?? Position()), "An injected error.");

    private TapeResult Moved(TapeResult result)
    {
        // Whatever moved synchronised first, and what is recorded behind the position is on the medium too.
        _synchronised = result.IsPositionKnown ? result.Position.LogicalObjectIdentifier : _synchronised;
        return result;
    }

    private long Position() => _inner.ReadPosition(out TapePositionReport report).IsSuccess ? report.Position.LogicalObjectIdentifier : 0;
}
