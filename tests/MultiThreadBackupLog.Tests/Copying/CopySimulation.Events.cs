using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Scsi;
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
    private readonly HashSet<(int Tape, string What)> _doneTo = [];

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
                Note(tape, "reset");
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
                bool isConflict = _random.Next(2) == 0;
                Note(tape, isConflict ? "reservation conflict" : "not ready");
                _media[tape].FailWrite(session.Log.NextLogicalObjectIdentifier + _random.Next(20), 1, isConflict ? TapeCondition.ReservationConflict : TapeCondition.NotReady);
                break;
            case 16 when _random.Next(3) == 0:
                Note(tape, "write protected");
                _media[tape].SetWriteProtection(!_media[tape].IsWriteProtected);
                break;
            case 17 when _random.Next(3) == 0:
                LoseNexus(host);
                break;
            default:
                break;
        }
    }

    private void Note(int tape, string what) => _doneTo.Add((tape, what));

    /// <summary>Says whether something was done to a tape that it may answer like that.</summary>
    private bool IsPossible(int tape, string reason)
    {
        var faulty = (FaultyTape)_lab.Tapes[tape];
        bool Has(params TapeFault[] kinds) => kinds.Any(faulty.HasInjected);
        bool HasDone(params string[] events) => events.Any(what => _doneTo.Contains((tape, what)));
        return reason switch
        {
            // Behind a buffer that could not be written every operation is a medium error.
            "medium error" => Has(TapeFault.ErrorBefore, TapeFault.ErrorAfter, TapeFault.Deferred) || HasDone("not ready", "reservation conflict") || _isSmall[tape],
            "answer lost" => Has(TapeFault.CommandLost, TapeFault.AnswerLost),
            "position error" => faulty.Injected.Count > 0 || HasDone("reset", "medium changed"),

            // Another cartridge, or one that lost the copy of its log, in its buffer or with it: it ends before the place where that did.
            "end of data" => faulty.Injected.Count > 0 || HasDone("medium changed", "reset", "not ready", "reservation conflict"),
            "end of medium" => _isSmall[tape] || Has(TapeFault.EarlyWarning),
            _ => HasDone(reason),
        };
    }

    private void AbortOne()
    {
        SimulatedCopy[] running;
        lock (_copies)
        {
            running = [.. _copies.Where(copy => !copy.HasEnded && copy.Kind.HasIdentifier)];
        }

        if (running.Length == 0)
        {
            return;
        }

        SimulatedCopy aborted = running[_random.Next(running.Length)];
        var cdb = new byte[CopyOperationAbortCommand.EncodedLength];
        new CopyOperationAbortCommand(aborted.ListIdentifier).Write(cdb);
        NoteBegun(_lab.Manager.Running);
        bool hasBegun = _begins.ContainsKey(aborted);
        CopyCommandResult result = _lab.Manager.ExecuteAsync(aborted.Host, cdb).GetAwaiter().GetResult();
        if (!IsToldOfOther(aborted.Host, result) && result.IsGood)
        {
            aborted.AbortCode ??= SenseCode.CommandsClearedByDeviceServer;
            aborted.IsWithdrawn |= !hasBegun;
        }
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
        Note(tape, "reset");
        _media[tape].LosePower();
        if (_random.Next(2) == 0)
        {
            _lab.Manager.ReportTapeReset(_lab.Tapes[tape]);
        }
    }

    // Another cartridge, which the loader leaves at its beginning.
    private void ChangeMedium(int tape)
    {
        Note(tape, "medium changed");
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
        NoteBegun(_lab.Manager.Running);
        foreach (SubmittedRestore restore in _restores.Where(restore => (isReset || restore.Host == host) && !restore.HasBegun))
        {
            restore.HasEnded = true;
        }

        foreach (SimulatedCopy copy in _copies.Where(copy => isReset || copy.Host == host))
        {
            if (!copy.HasEnded)
            {
                NoteAbort(copy, isReset ? SenseCode.PowerOnResetOrBusDeviceResetOccurred : SenseCode.CommandsClearedByDeviceServer);
                Count(isReset ? "ended by a reset" : "ended by the loss of its nexus");
            }

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
