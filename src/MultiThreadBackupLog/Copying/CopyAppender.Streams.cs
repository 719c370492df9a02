using System;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <content>Where the drive may be written, and whose stream is open there.</content>
internal sealed partial class CopyAppender
{
    private CopyStep OpenStream()
    {
        if (_keepsStream && _drive.FindStream(_applicationIdentifier) is { } open)
        {
            // Nobody else may have opened it since the host was asked: the scheduler gives a name to one command at a time.
            if (!open.IsOf(_record.Initiator) && !ReferenceEquals(open, _permitted))
            {
                return CopyStep.Failed(CopyFault.InSegment(SenseCode.AccessDeniedNoAccessRights, "the stream is another initiator's"));
            }

            if (_attaches && _drive.TryUse(_applicationIdentifier, open))
            {
                Take(open, isKept: false, isNew: false);
                return CopyStep.Done;
            }
        }

        BackupSession session = _drive.Session!;
        try
        {
            if (session.Multiplexer.TryOpenStream(Describe()) is not { } writer)
            {
                _drive.EndIdleStream(); // Or whoever ends the log, and so its streams, would wait for this command, and this one for a place.
                return CopyStep.WaitFor(_waitForSlot);
            }

            Take(new CopyStream(writer, session.Log), isKept: _keepsStream);
            return CopyStep.Done;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
        {
            // The session is ending since it was asked, and may be writing its last copy. When it is over the drive says what came of it.
            return CopyStep.WaitFor(session.Loop.Completion);
        }
    }

    // What the command moved the drive to must be the log's end: anywhere else its blocks would destroy what is there.
    private CopyStep CheckPlace()
    {
        _placeCheck ??= _drive.RunAsync(device =>
        {
            TapeResult result = device.ReadPosition(out TapePositionReport report);
            _place = result.IsSuccess ? report.Position : null;
            return result;
        });
        if (!_placeCheck.IsCompleted)
        {
            return CopyStep.WaitFor(_placeCheck);
        }

        TapePosition? place = _place;
        bool isFailed = _placeCheck.IsFaulted || _placeCheck.IsCanceled;
        _placeCheck = null;
        if (isFailed)
        {
            return CopyStep.Failed(OfDrive());
        }

        WriteLog log = _drive.Session!.Log;
        var end = new TapePosition(log.Header.Partition, log.NextLogicalObjectIdentifier);
        _isPlaceChecked = place == end;
        return _isPlaceChecked
            ? CopyStep.Worked
            : CopyStep.Failed(CopyFault.InSegment(
                SenseCode.CommandSequenceError,
                "the list moved the drive to " + (place?.ToString() ?? "an unknown place") + ", and a log is open whose end is " + end + ": nothing is written elsewhere"));
    }

    private StreamDescription Describe() => new(string.Empty)
    {
        HostIdentifier = _record.Initiator.PortName,
        TargetPort = _record.Initiator.TargetPort,
        ApplicationIdentifier = _applicationIdentifier,
        ListIdentifier = _record.ListIdentifier,
        ListIdentifierFormat = _record.HasIdentifier ? _record.Format : ListIdentifierFormat.None,
    };

    private void Take(CopyStream stream, bool isKept, bool isNew = true)
    {
        if (isNew)
        {
            _drive.NoteStream(stream);
        }

        if (isKept)
        {
            _drive.KeepStream(_applicationIdentifier, stream);
        }

        _stream = stream;
        _share = new CopyShare(_record, stream.Log, stream.Writer.Id, stream.Writer.PublishedBlocks, stream.Filemarks);
        _streams.Add((stream, _share));
        _drive.Ledger.Begin(_share);
    }

    private void EndStream(Exception? failure)
    {
        CopyStream? stream = _stream;
        _stream = null;
        if (stream is null)
        {
            return;
        }

        if (_keepsStream)
        {
            _drive.LeaveStream(stream); // Under an application identifier other commands go on with it.
            return;
        }

        BlockStreamWriter writer = stream.Writer;
        if (failure is null)
        {
            writer.Complete();
        }
        else
        {
            writer.Fail(failure);
        }
    }
}
