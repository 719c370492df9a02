using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Copying;

/// <summary>Executes EXTENDED COPY commands of many initiators at the same time, onto shared tapes whose write logs say who wrote what.</summary>
/// <remarks>
/// <para>
/// Register the devices under the names by which lists call them, then hand over each command as it comes: the initiator, the CDB and the data-out.
/// A list is decoded and copied before <see cref="ExecuteAsync"/> returns; then it waits until everything that it needs is free, and runs on a thread of
/// its own. Nothing runs, and no processor is used, while there is no command.
/// </para>
/// <para>
/// Commands that only write to a tape run beside each other, each a stream of its own in the tape's log, and the tape is written in the order of the drain
/// policy. One that moves or reads a tape has it alone. A failure of a tape is told to every command whose blocks it touched, those already answered
/// included, and to no other.
/// </para>
/// <para>Safe to use from any thread. What happens to each descriptor and each error is in <c>docs/xcopy.md</c>.</para>
/// </remarks>
public sealed partial class CopyManager : IDisposable
{
    private readonly object _gate = new();
    private readonly object _ledgerGate = new();
    private readonly CopyManagerOptions _options;
    private readonly CopyDevices _devices;
    private readonly List<CopyDrive> _drives = [];
    private readonly CopyScheduler _scheduler;
    private readonly CopyRecords _records;
    private readonly Dictionary<CopyInitiator, Queue<SenseData>> _pendingSense = [];
    private readonly HashSet<CopyInitiator> _initiators = [];
    private readonly bool _startsThreads;
    private long _nextAge;
    private bool _isDisposed;

    /// <summary>Makes a copy manager without devices.</summary>
    /// <param name="options">Settings; copied. Null is the defaults.</param>
    public CopyManager(CopyManagerOptions? options = null)
        : this(options, startsThreads: true)
    {
    }

    /// <summary>Makes a copy manager whose commands and tapes a simulation steps, where no threads are started.</summary>
    internal CopyManager(CopyManagerOptions? options, bool startsThreads)
    {
        _options = (options ?? new CopyManagerOptions()).Clone();
        _options.OperatingParameters.ImplementedTypeCodes = CopyLimits.Executed(_options.OperatingParameters.ImplementedTypeCodes);
        _options.LogNames = new CopyLogNames();
        _startsThreads = startsThreads;
        _devices = new CopyDevices(_ledgerGate);
        _scheduler = new CopyScheduler(_options.BufferCount, _options.MaximumRunningCopies);
        _records = new CopyRecords(_options.MaximumKeptResults);
        _options.Instruments = new CopyInstruments(_options, this, DrivesNow);
    }

    /// <summary>Gets how many commands run.</summary>
    public int RunningCount
    {
        get
        {
            lock (_gate)
            {
                return _scheduler.Running.Count;
            }
        }
    }

    /// <summary>Gets how many commands wait for what they need.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _scheduler.Waiting.Count;
            }
        }
    }

    /// <summary>Gets how many buffers of <see cref="CopyManagerOptions.BufferLength"/> bytes the running commands have.</summary>
    public int BuffersInUse
    {
        get
        {
            lock (_gate)
            {
                return _scheduler.BuffersInUse;
            }
        }
    }

    /// <summary>Gets the commands that run, for a simulation that steps them.</summary>
    internal IReadOnlyList<CopyOperation> Running
    {
        get
        {
            lock (_gate)
            {
                return _scheduler.Running.ToArray();
            }
        }
    }

    internal IReadOnlyList<CopyDrive> Drives => _drives;

    /// <summary>Gets whether the calling thread holds everybody else up.</summary>
    internal bool IsLockHeld => Monitor.IsEntered(_gate);

    internal CopyInstruments Instruments => _options.Instruments!;

    /// <summary>Registers a block device.</summary>
    /// <param name="storage">The device. It is used by several threads at once, and not disposed of here.</param>
    /// <param name="names">The names by which lists call it. The log keeps the first one as the source of what is copied from it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no name, another device has one of them, or the first has the same bytes as that of another disk, so that
    /// nobody could tell from the log which one was copied.</exception>
    /// <exception cref="ObjectDisposedException">The copy manager is disposed.</exception>
    public void RegisterDisk(BlockStorage storage, params CopyDeviceName[] names)
    {
        var disk = new CopyDisk(Guard.NotNull(storage), Checked(names));
        lock (_gate)
        {
            if (_devices.IsSourceTaken(names[0]))
            {
                throw new ArgumentException("The log could not tell the disk from another one: their first names have the same bytes.", nameof(names));
            }

            Register(disk, names);
        }
    }

    /// <summary>Registers a sequential-access device. Its number for the vendor specific commands is its place among those registered, from 1.</summary>
    /// <param name="device">The device. From now on only the copy manager uses it; it is not disposed of here.</param>
    /// <param name="options">Settings of the tape; copied. Null is the defaults.</param>
    /// <param name="names">The names by which lists call it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no name, another device has one of them, or the settings contradict each other.</exception>
    /// <exception cref="ObjectDisposedException">The copy manager is disposed.</exception>
    public void RegisterTape(SequentialDevice device, CopyTapeOptions? options, params CopyDeviceName[] names)
    {
        CopyTapeOptions copy = (options ?? new CopyTapeOptions()).Clone();
        if (copy.MaximumStreams > copy.BlockCount / 2)
        {
            throw new ArgumentException(copy.MaximumStreams + " streams need twice as many blocks; there are " + copy.BlockCount + ".", nameof(options));
        }

        lock (_gate)
        {
            var drive = new CopyDrive(_drives.Count, Guard.NotNull(device), Checked(names), copy, _options, _startsThreads, _ledgerGate, TellLaterLoss);
            Register(drive, names);
            _drives.Add(drive);
        }
    }

    /// <summary>Says that a nexus is gone: its commands are aborted, and nothing is held for it any more (SAM-5, I_T nexus loss).</summary>
    /// <param name="initiator">Who is gone.</param>
    /// <exception cref="ArgumentNullException"><paramref name="initiator"/> is null.</exception>
    public void ReportNexusLoss(CopyInitiator initiator)
    {
        Guard.NotNull(initiator);
        lock (_gate)
        {
            AbortAll(operation => operation.Record.Initiator == initiator, SenseCode.CommandsClearedByDeviceServer, "the nexus was lost");
            Admit(); // What waited may have kept others waiting.
            _records.Clear(initiator);
            _pendingSense.Remove(initiator);
            _initiators.Remove(initiator);
        }
    }

    /// <summary>Resets the copy manager: every command is aborted, nothing is held any more, and each initiator is told once (SAM-5, logical unit reset).</summary>
    /// <remarks>What tapes have accepted stays, and their logs stay open.</remarks>
    public void Reset()
    {
        lock (_gate)
        {
            AbortAll(static _ => true, SenseCode.PowerOnResetOrBusDeviceResetOccurred, "the copy manager was reset");
            _records.Clear(null);
            foreach (CopyInitiator initiator in _initiators)
            {
                Tell(initiator, new SenseDataBuilder(SenseKey.UnitAttention, SenseCode.PowerOnResetOrBusDeviceResetOccurred).Build(SenseFormat.Fixed));
            }
        }
    }

    /// <summary>Says that a tape was reset, or that its unit attention says that something happened to it: what its buffer held may be lost.</summary>
    /// <param name="device">A registered tape.</param>
    /// <remarks>The commands that wrote what was lost are told. The next write goes to the log's end, after the drive was moved there and compared.</remarks>
    /// <exception cref="ArgumentException">The tape is not registered.</exception>
    public void ReportTapeReset(SequentialDevice device) => DriveOf(device).ReportEvent(TapeCondition.DeviceReset, "the host says that the drive was reset");

    /// <summary>Says that somebody else may have moved a tape: before the next write it is moved to the log's end and compared.</summary>
    /// <param name="device">A registered tape.</param>
    /// <exception cref="ArgumentException">The tape is not registered.</exception>
    public void ReportTapeMoved(SequentialDevice device) => DriveOf(device).DoubtPlace();

    /// <summary>Says that a tape has another medium now: its log is closed without writing, and the next one begins where the new medium stands.</summary>
    /// <param name="device">A registered tape.</param>
    /// <exception cref="ArgumentException">The tape is not registered.</exception>
    public void ReportMediumChange(SequentialDevice device) => DriveOf(device).ForgetMedium();

    /// <summary>Aborts all commands, waits until they ended, and closes the logs, safe on their media as far as was accepted and without a copy there.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            AbortAll(static _ => true, SenseCode.CommandsClearedByDeviceServer, "the copy manager was disposed");
            while (_startsThreads && _scheduler.Running.Count > 0)
            {
                Monitor.Wait(_gate); // Not for the answers: behind its answer a command still gives back what it had.
            }
        }

        foreach (CopyDrive drive in _drives)
        {
            drive.Dispose();
        }

        Instruments.Dispose();
    }

    /// <summary>Gives back what an ended command had, and lets others begin. The thread that stepped it.</summary>
    internal void NoteEnd(CopyOperation operation)
    {
        try
        {
            lock (_gate)
            {
                _scheduler.Release(operation);
                operation.Dispose();
                _records.NoteEnd(operation.Record);
                CopyLogsWhenIdle(operation);
                Admit();
                Monitor.PulseAll(_gate);
            }
        }
        finally
        {
            operation.Publish();
        }
    }

    private static CopyDeviceName[] Checked(CopyDeviceName[] names) => Guard.NotNull(names).Length > 0
        ? (CopyDeviceName[])names.Clone()
        : throw new ArgumentException("A device needs a name.", nameof(names));

    private void Register(object device, IReadOnlyList<CopyDeviceName> names)
    {
        Guard.NotDisposed(_isDisposed, this);
        if (!_devices.TryAdd(device, names))
        {
            throw new ArgumentException("Another device has one of the names.", nameof(names));
        }
    }

    private CopyDrive[] DrivesNow()
    {
        lock (_gate)
        {
            return [.. _drives];
        }
    }

    private CopyDrive DriveOf(SequentialDevice device)
    {
        lock (_gate)
        {
            return _drives.FirstOrDefault(drive => ReferenceEquals(drive.Device, device)) ?? throw new ArgumentException("The tape is not registered.", nameof(device));
        }
    }

    private void AbortAll(Func<CopyOperation, bool> isMeant, SenseCode code, string reason)
    {
        foreach (CopyOperation operation in _scheduler.Running.Concat(_scheduler.Waiting).Where(isMeant).ToArray())
        {
            Abort(operation, code, reason);
        }
    }

    // A command that has not begun ends at once; one that runs ends at its next step.
    private void Abort(CopyOperation operation, SenseCode code, string reason)
    {
        if (_scheduler.Running.Contains(operation))
        {
            operation.Abort(code, reason);
        }
        else if (_scheduler.TryWithdraw(operation))
        {
            operation.Abort(code, reason);
            while (operation.Step().Type != CopyStepType.Done)
            {
            }

            operation.Dispose();
            _records.NoteEnd(operation.Record);
            CopyLogsWhenIdle(operation); // It may have been all that a log was kept open for.
            operation.Publish();
        }
    }

    private void Admit()
    {
        foreach (CopyOperation operation in _scheduler.Admit())
        {
            if (_startsThreads)
            {
                new Thread(() => Run(operation)) { IsBackground = true, Name = "MultiThreadBackupLog copy" }.Start();
            }
        }
    }

    private void Run(CopyOperation operation)
    {
        try
        {
            operation.Trace?.Begin(operation);
            CopyStep step;
            while ((step = operation.Step()).Type != CopyStepType.Done)
            {
                if (step.Type == CopyStepType.Waiting)
                {
                    Wait(step, operation.WaitToken);
                }
            }
        }
        catch (Exception exception)
        {
            Instruments.Logger.InternalError(operation.Record, exception);
            operation.Break(exception);
        }

        NoteEnd(operation);
    }

    // Whatever ended the wait, the next step looks for itself.
    private static void Wait(CopyStep step, CancellationToken cancellationToken)
    {
        try
        {
            step.Wait!(cancellationToken).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or TapeException or Multiplexing.BlockStreamException or System.IO.IOException or UnauthorizedAccessException)
        {
        }
    }

    private void TellLaterLoss(CopyRecord record, SenseData sense)
    {
        if (record is { IsImmediate: true, IsStatusTaken: false })
        {
            return; // SPC-4 clause 6.4.3.3: read by RECEIVE COPY STATUS. Where that has told of success and is given once, nothing else is left.
        }

        lock (_gate)
        {
            Tell(record.Initiator, sense);
        }
    }

    private void Tell(CopyInitiator initiator, SenseData sense)
    {
        if (!_pendingSense.TryGetValue(initiator, out Queue<SenseData>? queue))
        {
            _pendingSense.Add(initiator, queue = new Queue<SenseData>());
        }

        queue.Enqueue(sense);
    }
}
