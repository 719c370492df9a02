using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <content>The commands: which there are, and everything that is found wrong before the first segment runs.</content>
public sealed partial class CopyManager
{
    internal const byte AbortServiceAction = 0x1C;
    private const int ListIdentifierOffset = 2;

    private ushort _operationCounter;
    private CopyTrace? _arriving;

    /// <summary>Executes one command.</summary>
    /// <param name="initiator">Who sent it, and through which port.</param>
    /// <param name="cdb">The CDB: EXTENDED COPY or COPY OPERATION ABORT (83h), RECEIVE COPY RESULTS (84h), or the write log commands (D4h).</param>
    /// <param name="dataOut">The data of the initiator. It is decoded and copied before this method returns.</param>
    /// <param name="cancellationToken">Aborts the command, as ABORT TASK does. What tapes accepted stays there and in their logs.</param>
    /// <returns>The answer. Whatever a command asks for, content never throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="initiator"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The copy manager is disposed.</exception>
    /// <exception cref="OperationCanceledException">The command was cancelled, and has ended.</exception>
    public Task<CopyCommandResult> ExecuteAsync(
        CopyInitiator initiator, ReadOnlyMemory<byte> cdb, ReadOnlyMemory<byte> dataOut = default, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(initiator);
        cancellationToken.ThrowIfCancellationRequested();
        CopyTrace trace = Instruments.Begin(initiator, cdb.Span);
        Answer answer;
        lock (_gate)
        {
            Guard.NotDisposed(_isDisposed, this);
            _initiators.Add(initiator);
            _arriving = trace;
            answer = TakePendingSense(initiator) is { } sense
                ? new CopyCommandResult(ScsiStatus.CheckCondition, sense)
                : Dispatch(initiator, cdb.Span, dataOut.Span);
            _arriving = null;
        }

        if (answer.Operation is { } operation)
        {
            return WaitAsync(operation, answer.IsImmediate, cancellationToken);
        }

        CopyCommandResult result = CopyCommandResult.Check(SenseKey.HardwareError, SenseCode.InternalTargetFailure); // The host's callback threw.
        try
        {
            result = answer.Tell?.Invoke() ?? answer.Result;
        }
        finally
        {
            trace.Answer(result);
        }

        return Task.FromResult(result);
    }

    private async Task<CopyCommandResult> WaitAsync(CopyOperation operation, bool isImmediate, CancellationToken cancellationToken)
    {
        if (isImmediate)
        {
            return CopyCommandResult.Good;
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            lock (_gate)
            {
                Abort(operation, SenseCode.CommandsClearedByDeviceServer, "the command was cancelled");
                Admit();
            }
        });
        CopyCommandResult result = await operation.Result.ConfigureAwait(false);
        if (!result.IsGood)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return result;
    }

    private SenseData? TakePendingSense(CopyInitiator initiator)
    {
        if (!_pendingSense.TryGetValue(initiator, out Queue<SenseData>? queue))
        {
            return null;
        }

        SenseData sense = queue.Dequeue();
        if (queue.Count == 0)
        {
            _pendingSense.Remove(initiator);
        }

        return sense;
    }

    private Answer Dispatch(CopyInitiator initiator, ReadOnlySpan<byte> cdb, ReadOnlySpan<byte> dataOut)
    {
        if (cdb.IsEmpty)
        {
            return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidCommandOperationCode, new SenseFieldPointer(0, isInCdb: true));
        }

        switch (cdb[0])
        {
            case ExtendedCopyCommand.OperationCode when cdb.Length > 1 && (cdb[1] & 0x1F) == AbortServiceAction:
                return CopyOperationAbortCommand.TryParse(cdb, out CopyOperationAbortCommand abort, out ParseFault abortFault)
                    ? AbortCopy(initiator, abort.ListIdentifier)
                    : CopyCommandResult.Refused(abortFault);
            case ExtendedCopyCommand.OperationCode:
                return ExtendedCopyCommand.TryParse(cdb, out ExtendedCopyCommand copy, out ParseFault copyFault)
                    ? Copy(initiator, copy, dataOut)
                    : CopyCommandResult.Refused(copyFault);
            case ReceiveCopyResultsCommand.OperationCode:
                return ReceiveCopyResultsCommand.TryParse(cdb, out ReceiveCopyResultsCommand receive, out ParseFault receiveFault)
                    ? Receive(initiator, receive)
                    : CopyCommandResult.Refused(receiveFault);
            case WriteLogCommand.OperationCode:
                return WriteLogCommand.TryParse(cdb, out WriteLogCommand log, out ParseFault logFault)
                    ? ExecuteLog(initiator, log, dataOut)
                    : CopyCommandResult.Refused(logFault);
            default:
                return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidCommandOperationCode, new SenseFieldPointer(0, isInCdb: true));
        }
    }

    private Answer Copy(CopyInitiator initiator, ExtendedCopyCommand command, ReadOnlySpan<byte> dataOut)
    {
        if (command.ParameterListLengthBytes == 0)
        {
            return CopyCommandResult.Good; // Not an error: there is nothing to do.
        }

        ReadOnlySpan<byte> bytes = dataOut.Slice(0, (int)Math.Min(dataOut.Length, command.ParameterListLengthBytes));
        if (!CopyParameterListReader.TryParse(bytes, command.Format, out CopyParameterListReader reader, out ParseFault fault)
            || !_options.OperatingParameters.TryValidate(reader, out fault))
        {
            return CopyCommandResult.Refused(fault);
        }

        CopyParameterListHeader header = reader.Header;
        bool hasIdentifier = header.ListIdUsage != CopyParameterListHeader.NoListIdentifier;
        if (hasIdentifier && _records.Find(initiator, header.ListIdentifier) is { } known)
        {
            if (!known.IsEnded)
            {
                return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.OperationInProgress);
            }

            if (known.Format != header.Format)
            {
                return CopyCommandResult.Refused(ParseFault.InData(
                    "the list identifier is known in the other form", header.Format == ListIdentifierFormat.Lid4 ? 20 : 0));
            }
        }

        if (IsTaskSetFull(hasIdentifier))
        {
            return new CopyCommandResult(ScsiStatus.TaskSetFull);
        }

        OwnedList list = OwnedList.Copy(reader, bytes);
        var record = new CopyRecord(initiator, header, _options.OperatingParameters.HeldDataLimitBytes);
        if (FindUnusable(list) is { } unusable)
        {
            return CopyCommandResult.Refused(unusable);
        }

        CopyNeeds needs = CopyNeeds.Of(list, index => FindDrive(list, index), _options);
        return Start(new CopyOperation(list, record, _devices, _options, needs, _nextAge++), header.Immed);
    }

    private bool IsTaskSetFull(bool hasIdentifier)
    {
        IEnumerable<CopyOperation> all = _scheduler.Running.Concat(_scheduler.Waiting);
        return _scheduler.Running.Count + _scheduler.Waiting.Count >= _options.OperatingParameters.TotalConcurrentCopies
            || (hasIdentifier && all.Count(static operation => operation.Record.HasIdentifier) >= _options.OperatingParameters.MaximumConcurrentCopies);
    }

    private Answer Start(CopyOperation operation, bool isImmediate)
    {
        _records.Add(operation.Record);
        operation.Trace = _arriving;
        operation.Trace?.Queue(operation);
        _scheduler.Enqueue(operation);
        Admit();
        return new Answer(operation, isImmediate);
    }

    private CopyDrive? FindDrive(OwnedList list, ushort index) =>
        list.Reader.TryFindCscdDescriptor(index, out CscdDescriptor descriptor)
            && !descriptor.Device.IsNull
            && _devices.TryFind(CopyDeviceName.FromCscdDescriptor(descriptor.Bytes), out _, out CopyDrive? drive)
            ? drive
            : null;

    private CopyCommandResult AbortCopy(CopyInitiator initiator, uint listIdentifier)
    {
        // One that has ended may still be giving back what it had, while another came under its identifier.
        CopyOperation? operation = _scheduler.Running.Concat(_scheduler.Waiting)
            .Where(candidate => candidate.Record.HasIdentifier && candidate.Record.Initiator == initiator && candidate.Record.ListIdentifier == listIdentifier)
            .OrderBy(static candidate => candidate.Record.IsEnded).FirstOrDefault();
        if (operation is null)
        {
            return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidFieldInCdb, new SenseFieldPointer(ListIdentifierOffset, isInCdb: true));
        }

        Abort(operation, SenseCode.CommandsClearedByDeviceServer, "the copy was aborted by its initiator");
        Admit(); // What waited may have kept others waiting.
        return CopyCommandResult.Good;
    }

    private CopyCommandResult Receive(CopyInitiator initiator, ReceiveCopyResultsCommand command)
    {
        if (command.Action == ReceiveCopyResultsAction.OperatingParameters)
        {
            OperatingParameters declared = Declare();
            return Encode(declared.EncodedLength, declared.Write, command);
        }

        if (command.Action == ReceiveCopyResultsAction.ReportAllRodTokens)
        {
            return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidFieldInCdb, new SenseFieldPointer(1, 4, isInCdb: true));
        }

        bool isLong = command.Action is ReceiveCopyResultsAction.CopyStatusLid4 or ReceiveCopyResultsAction.ReceiveDataLid4;
        CopyRecord? record = command.Action <= ReceiveCopyResultsAction.ReceiveDataLid4
            ? _records.Find(initiator, command.ListIdentifier, isLong ? ListIdentifierFormat.Lid4 : ListIdentifierFormat.Lid1)
            : null;
        bool needsEnd = command.Action is ReceiveCopyResultsAction.ReceiveData or ReceiveCopyResultsAction.FailedSegmentDetails;
        bool isStatus = command.Action is ReceiveCopyResultsAction.CopyStatus or ReceiveCopyResultsAction.CopyStatusLid4;
        if (record is null || (needsEnd && !record.IsEnded) || (isStatus && record.IsStatusTaken))
        {
            return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidFieldInCdb, new SenseFieldPointer(ListIdentifierOffset, isInCdb: true));
        }

        CopyCommandResult result;
        switch (command.Action)
        {
            case ReceiveCopyResultsAction.CopyStatus:
                result = Encode(CopyStatusData.EncodedLength, record.TakeStatus(command.AllocationLengthBytes).Write, command);
                break;
            case ReceiveCopyResultsAction.ReceiveData:
                HeldCopyData held = record.GetHeldData();
                result = Encode(held.EncodedLength, held.Write, command);
                break;
            case ReceiveCopyResultsAction.FailedSegmentDetails:
                FailedSegmentDetailsData details = record.TakeDetails(command.AllocationLengthBytes);
                result = Encode(details.EncodedLength, details.Write, command);
                break;
            default:
                CopyResultsData results = record.GetResults((byte)command.Action, unchecked(++_operationCounter), withHeldData: !isStatus && record.IsEnded, command.AllocationLengthBytes);
                result = Encode(results.EncodedLength, results.Write, command);
                break;
        }

        _records.ForgetIfEmpty(record);
        return result;
    }

    private delegate int Writer(Span<byte> destination);

    private static CopyCommandResult Encode(int length, Writer write, ReceiveCopyResultsCommand command)
    {
        var data = new byte[length];
        write(data);
        return CopyCommandResult.Data(data, command.AllocationLengthBytes);
    }

    /// <summary>An answer that is there, one that is worked out once the lock is given back, or a command that will give one.</summary>
    private readonly struct Answer
    {
        public Answer(CopyOperation operation, bool isImmediate)
        {
            Operation = operation;
            IsImmediate = isImmediate;
        }

        public Answer(Func<CopyCommandResult> tell) => Tell = tell;

        private Answer(CopyCommandResult result) => Result = result;

        public CopyOperation? Operation { get; }

        public Func<CopyCommandResult>? Tell { get; }

        public bool IsImmediate { get; }

        public CopyCommandResult Result { get; }

        public static implicit operator Answer(CopyCommandResult result) => new(result);
    }
}
