using System;
using System.Threading.Tasks;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Segment 13h: blocks of any length and filemarks, one by one, from a tape to another (SPC-4 table 163).</summary>
/// <remarks>It ends well at the end of data, or behind so many consecutive filemarks as the segment says.</remarks>
internal sealed class TapeImageRun(CopyTarget source, CopyAppender appender, int segmentIndex, uint filemarkLimit, int maximumBlockBytes) : SegmentRun
{
    private readonly byte[] _block = new byte[maximumBlockBytes];
    private Task? _pending;
    private TapeResult _result;
    private bool _isRead;
    private bool _isOpen;
    private uint _filemarksInARow;
    private int _partBytes = -1;

    public override CopyStep Step()
    {
        if (!_isOpen)
        {
            CopyStep open = appender.Open();
            if (open.Type != CopyStepType.Done)
            {
                return open;
            }

            _isOpen = true;
        }

        return _isRead ? Write() : Read();
    }

    private CopyStep Read()
    {
        _pending ??= source.Drive!.RunAsync(device => _result = device.ReadBlock(_block));
        if (!_pending.IsCompleted)
        {
            return CopyStep.WaitFor(_pending);
        }

        _result = _pending.IsFaulted || _pending.IsCanceled ? source.Drive!.ResultOf(_pending) : _result;
        _pending = null;
        if (_result.Condition == TapeCondition.EndOfData)
        {
            return CopyStep.Done;
        }

        if (!_result.IsSuccess && _result.Condition != TapeCondition.Filemark)
        {
            return CopyStep.Failed(CopyFault.OfTape("reading", _result, ForwardedSenseSource.CopySource, isWrite: false, source.ByteOffset));
        }

        _isRead = true;
        return CopyStep.Worked;
    }

    private CopyStep Write()
    {
        bool isFilemark = _result.Condition == TapeCondition.Filemark;
        int length = isFilemark ? 0 : _result.TransferredBytes;
        if (length != _partBytes)
        {
            // The share counts bytes by the length of a part's blocks.
            appender.BeginSegment(segmentIndex, length, 0, hasCount: false);
            _partBytes = length;
        }

        CopyStep step = isFilemark ? appender.WriteFilemarks(1, isImmediate: true) : appender.WriteBlock(_block.AsSpan(0, length));
        if (step.Type != CopyStepType.Worked)
        {
            return step;
        }

        _isRead = false;
        _filemarksInARow = isFilemark ? _filemarksInARow + 1 : 0;
        return isFilemark && _filemarksInARow == filemarkLimit ? CopyStep.Done : CopyStep.Worked;
    }
}
