using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;

namespace MultiThreadBackupLog.Copying;

/// <summary>What RECEIVE COPY RESULTS tells of one copy: how far it is, how it ended, what it holds for its initiator.</summary>
/// <remarks>The copy's own steps write it, commands of its initiator and errors of a tape come from elsewhere; each call is whole by itself.</remarks>
internal sealed class CopyRecord
{
    private readonly object _gate = new();
    private readonly long _heldLimit;
    private ByteQueue? _held;
    private bool _isHeldDataDiscarded;
    private bool _isStatusTaken;
    private CopyManagerStatus _status;
    private int _segmentsProcessed;
    private long _writtenBytes;
    private SenseData _sense;

    public CopyRecord(CopyInitiator initiator, CopyParameterListHeader header, long heldLimit)
    {
        Initiator = initiator;
        ListIdentifier = header.ListIdentifier;
        Format = header.Format;
        HasIdentifier = header.ListIdUsage != CopyParameterListHeader.NoListIdentifier;
        HoldsData = HasIdentifier && header.ListIdUsage != CopyParameterListHeader.DiscardHeldData;
        IsImmediate = header.Immed;
        _heldLimit = heldLimit;
    }

    public CopyInitiator Initiator { get; }

    public uint ListIdentifier { get; }

    public ListIdentifierFormat Format { get; }

    public bool HasIdentifier { get; }

    public bool HoldsData { get; }

    public bool IsImmediate { get; }

    public bool IsEnded
    {
        get
        {
            lock (_gate)
            {
                return _status != CopyManagerStatus.InProgress;
            }
        }
    }

    /// <summary>Gets whether the status of the ended copy was asked for already: it is then forgotten.</summary>
    public bool IsStatusTaken
    {
        get
        {
            lock (_gate)
            {
                return _isStatusTaken;
            }
        }
    }

    public bool HasHeldData
    {
        get
        {
            lock (_gate)
            {
                return _held is { Count: > 0 };
            }
        }
    }

    public bool HasDetails
    {
        get
        {
            lock (_gate)
            {
                return _sense.EncodedLength > 0;
            }
        }
    }

    /// <summary>Gets how many bytes the destinations have, as far as is known now.</summary>
    public long WrittenBytes
    {
        get
        {
            lock (_gate)
            {
                return _writtenBytes;
            }
        }
    }

    public void Progress(int segmentsProcessed, long writtenBytes)
    {
        lock (_gate)
        {
            _segmentsProcessed = segmentsProcessed;
            _writtenBytes = writtenBytes;
        }
    }

    /// <summary>Holds bytes for the initiator; where there are more than the limit, the oldest go and HDD says so.</summary>
    public void Hold(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (!HoldsData || bytes.Length > _heldLimit)
            {
                _isHeldDataDiscarded |= bytes.Length > 0;
                bytes = HoldsData ? bytes.Slice(bytes.Length - (int)_heldLimit) : default;
            }

            _held ??= new ByteQueue();
            int excess = (int)Math.Max(0, _held.Count + (long)bytes.Length - _heldLimit);
            _isHeldDataDiscarded |= excess > 0;
            _held.Remove(Math.Min(excess, _held.Count));
            _held.Append(bytes);
        }
    }

    /// <summary>Says how the copy ended.</summary>
    /// <param name="sense">The sense data of its failure; none when it ended well.</param>
    /// <param name="segmentsProcessed">How many segments were begun.</param>
    /// <param name="writtenBytes">How many bytes its destinations took.</param>
    public void End(SenseData sense, int segmentsProcessed, long writtenBytes)
    {
        lock (_gate)
        {
            _status = sense.EncodedLength == 0 ? CopyManagerStatus.Completed : CopyManagerStatus.CompletedWithErrors;
            _sense = sense;
            _segmentsProcessed = segmentsProcessed;
            _writtenBytes = writtenBytes;
        }
    }

    /// <summary>Says that an ended copy lost bytes after all. The first loss is the one that is told; every one counts.</summary>
    /// <returns>Whether it had ended well until now.</returns>
    public bool Lose(SenseData sense, long lostBytes)
    {
        lock (_gate)
        {
            bool wasGood = _status == CopyManagerStatus.Completed;
            if (wasGood)
            {
                _status = CopyManagerStatus.CompletedWithErrors;
                _sense = sense;
            }

            _writtenBytes = Math.Max(0, _writtenBytes - lostBytes);
            return wasGood;
        }
    }

    /// <summary>Gives the status; that of an ended copy is forgotten when all of it is taken over.</summary>
    public CopyStatusData TakeStatus(uint allocationLength)
    {
        lock (_gate)
        {
            _isStatusTaken |= _status != CopyManagerStatus.InProgress && allocationLength >= CopyStatusData.EncodedLength;
            return CopyStatusData.OfBytes(_status, _segmentsProcessed, _writtenBytes, _isHeldDataDiscarded);
        }
    }

    /// <summary>Gives what is held. The bytes stay until the identifier is used again.</summary>
    public HeldCopyData GetHeldData()
    {
        lock (_gate)
        {
            return new HeldCopyData(_held is null ? default : _held.Bytes);
        }
    }

    /// <summary>Gives the details of a failure.</summary>
    /// <param name="allocationLength">How much of them is taken over; they are forgotten when all of it is, or with 0 (SPC-4 clause 6.18).</param>
    public FailedSegmentDetailsData TakeDetails(uint allocationLength)
    {
        lock (_gate)
        {
            if (_sense.EncodedLength == 0)
            {
                return default;
            }

            var details = new FailedSegmentDetailsData(ScsiStatus.CheckCondition, _sense);
            if (allocationLength == 0 || allocationLength >= details.EncodedLength)
            {
                _sense = default;
            }

            return details;
        }
    }

    /// <summary>Gives status and, where asked for, held data in the form of LID4.</summary>
    public CopyResultsData GetResults(byte action, ushort operationCounter, bool withHeldData, uint allocationLength)
    {
        lock (_gate)
        {
            bool isRunning = _status == CopyManagerStatus.InProgress;
            CopyOperationStatus status = isRunning
                ? IsImmediate ? CopyOperationStatus.InBackground : CopyOperationStatus.InForeground
                : _status == CopyManagerStatus.Completed ? CopyOperationStatus.Completed : CopyOperationStatus.CompletedWithErrors;
            _isStatusTaken |= !isRunning && action == (byte)ReceiveCopyResultsAction.CopyStatusLid4 && allocationLength >= CopyResultsData.HeadLength;
            return new CopyResultsData(
                action,
                status,
                operationCounter,
                isRunning ? UpdateDelayUnknown : UpdateDelayEnded,
                status == CopyOperationStatus.CompletedWithErrors ? ScsiStatus.CheckCondition : ScsiStatus.Good,
                (ushort)Math.Min(_segmentsProcessed, ushort.MaxValue),
                (ulong)_writtenBytes,
                TransferCountUnit.Bytes,
                _sense,
                withHeldData ? _held?.Bytes.ToArray() ?? [] : null,
                _isHeldDataDiscarded);
        }
    }

    private const uint UpdateDelayUnknown = 0xFFFFFFFF;
    private const uint UpdateDelayEnded = 0xFFFFFFFE;
}
