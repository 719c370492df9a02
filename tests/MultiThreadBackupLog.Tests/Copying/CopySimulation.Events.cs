using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>What happens to the devices, the nexus and the logs while copies run.</content>
internal sealed partial class CopySimulation
{
    private readonly List<(int Tape, BackupSession Session)> _sessions = [];
    private readonly HashSet<BackupSession> _gone = [];
    private readonly HashSet<CopyInitiator> _lostHosts = [];
    private readonly List<Task<CopyCommandResult>> _others = [];
    private bool _isDisturbed;

    private bool HasEnded => _lab.Manager.RunningCount + _lab.Manager.WaitingCount == 0;

    private void Disturb()
    {
        int tape = _random.Next(_media.Count);
        CopyInitiator host = CopyLab.Host(_random.Next(3));
        byte device = (byte)(_media.Count == 1 ? 0 : tape + 1);
        switch (_random.Next(_hasThreads ? 11 : 18))
        {
            case 0 or 1:
                AbortOne();
                break;
            case 2:
                _lab.Manager.ReportTapeMoved(_lab.Tapes[tape]);
                break;
            case 3:
                Send(host, WriteLogCommand.Retrieve(0, 500, device));
                break;
            case 4:
                Send(host, WriteLogCommand.ReportStatus(500, device));
                break;
            case 5 or 6:
                SubmitRestore(host, tape);
                break;
            case 7:
                Send(host, WriteLogCommand.CopyToMedium(close: true, immed: _random.Next(2) == 0, device));
                break;
            case 8:
                Send(host, WriteLogCommand.CopyToMedium(close: false, immed: _random.Next(2) == 0, device));
                break;
            case 9 when _random.Next(3) == 0:
                Send(host, WriteLogCommand.Clear(force: _random.Next(2) == 0, device), CopyLab.Identity(_lab.Manager.Drives[tape].Describe().LogIdentifier));
                break;
            case 10 when _random.Next(3) == 0:
                _isDisturbed = true;
                _lab.Manager.ReportTapeReset(_lab.Tapes[tape]);
                break;
            case 11 or 12:
                _time.Advance(TimeSpan.FromSeconds(40)); // Idle: the next write looks first.
                break;
            case 13 when !_hasTapeFaults[tape]:
                LosePower(tape);
                break;
            case 14 when !_hasTapeFaults[tape] && _random.Next(3) == 0:
                ChangeMedium(tape);
                break;
            case 15 when _lab.Manager.Drives[tape].Session is { } session && _random.Next(3) == 0:
                _isDisturbed = true;
                _media[tape].FailWrite(
                    session.Log.NextLogicalObjectIdentifier + _random.Next(20), 1, _random.Next(2) == 0 ? TapeCondition.ReservationConflict : TapeCondition.NotReady);
                break;
            case 16 when _random.Next(3) == 0:
                _isDisturbed = true;
                _media[tape].SetWriteProtection(!_media[tape].IsWriteProtected);
                break;
            case 17 when _random.Next(3) == 0:
                LoseNexus(host);
                break;
            default:
                break;
        }
    }

    private void AbortOne()
    {
        SimulatedCopy[] running;
        lock (_copies)
        {
            running = [.. _copies.Where(copy => !copy.Task!.IsCompleted)];
        }

        if (running.Length == 0)
        {
            return;
        }

        SimulatedCopy aborted = running[_random.Next(running.Length)];
        aborted.IsAborted = true;
        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(aborted.ListIdentifier).Write(cdb);
        IsToldOfOther(aborted.Host, _lab.Manager.ExecuteAsync(aborted.Host, cdb).GetAwaiter().GetResult());
    }

    private void Send(CopyInitiator host, WriteLogCommand command, byte[]? dataOut = null)
    {
        var cdb = new byte[WriteLogCommand.EncodedLength];
        command.Write(cdb);
        Task<CopyCommandResult> task = _lab.Manager.ExecuteAsync(host, cdb, dataOut);
        if (!task.IsCompleted || !IsToldOfOther(host, task.Result))
        {
            _others.Add(task);
        }
    }

    private void LosePower(int tape)
    {
        _isDisturbed = true;
        _media[tape].LosePower();
        if (_random.Next(2) == 0)
        {
            _lab.Manager.ReportTapeReset(_lab.Tapes[tape]);
        }
    }

    // Another cartridge, which the loader leaves at its beginning.
    private void ChangeMedium(int tape)
    {
        _isDisturbed = true;
        NoteSessions();
        _gone.UnionWith(_sessions.Where(noted => noted.Tape == tape).Select(noted => noted.Session));
        _media[tape].ChangeMedium(isBlank: true);
        if (_random.Next(4) != 0)
        {
            _lab.Manager.ReportMediumChange(_lab.Tapes[tape]);
            _media[tape].Rewind();
            _media[tape].Rewind();
        }
    }

    private void LoseNexus(CopyInitiator host)
    {
        bool isReset = _random.Next(2) == 0;
        foreach (SimulatedCopy copy in _copies.Where(copy => isReset || copy.Host == host))
        {
            copy.IsAborted |= !copy.Task!.IsCompleted;
            copy.IsForgotten = true;
        }

        if (isReset)
        {
            _lab.Manager.Reset();
            return;
        }

        _lab.Manager.ReportNexusLoss(host);
        _lostHosts.Add(host);
    }

    // Asked while the command that ends or clears a log has the drive: no log escapes.
    private bool NoteSession(CopyLogAccess access)
    {
        NoteSessions();
        return true;
    }

    private void NoteSessions()
    {
        for (int tape = 0; tape < _media.Count; tape++)
        {
            if (_lab.Manager.Drives[tape].Session is not { } session)
            {
                continue;
            }

            lock (_sessions)
            {
                if (!_sessions.Any(noted => ReferenceEquals(noted.Session, session)))
                {
                    _sessions.Add((tape, session));
                }
            }
        }
    }
}
