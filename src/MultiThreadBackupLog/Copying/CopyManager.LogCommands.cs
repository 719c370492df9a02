using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <content>The vendor specific commands for the write log, operation code D4h, and what the tapes' settings have done by itself.</content>
public sealed partial class CopyManager
{
    private const int ParameterListLengthOffset = 10;
    private const int DeviceOffset = 14;
    private static readonly CopyInitiator Itself = new("copy manager");

    private Answer ExecuteLog(CopyInitiator initiator, WriteLogCommand command, ReadOnlySpan<byte> dataOut)
    {
        if (command.Operation > WriteLogOperation.Clear)
        {
            return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidFieldInCdb, new SenseFieldPointer(1, 4, isInCdb: true));
        }

        // 0 is the only one; n the n-th in the order of registration.
        int index = command.Device == 0 ? 0 : command.Device - 1;
        if (index >= _drives.Count || (command.Device == 0 && _drives.Count > 1))
        {
            return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidFieldInCdb, new SenseFieldPointer(DeviceOffset, isInCdb: true));
        }

        CopyDrive drive = _drives[index];
        switch (command.Operation)
        {
            case WriteLogOperation.ReportStatus:
                return new Answer(() => Tell(initiator, CopyLogAccessType.ReportStatus, drive, () => CopyLogDesk.Status(drive, command.LengthBytes)));
            case WriteLogOperation.Retrieve:
                return new Answer(() => Tell(
                    initiator, CopyLogAccessType.Retrieve, drive, () => CopyLogDesk.Retrieve(drive, command.OffsetBytes, command.LengthBytes, int.MaxValue / 2)));
        }

        ReadOnlySpan<byte> parameters = dataOut.Slice(0, (int)Math.Min(dataOut.Length, command.LengthBytes));
        if (command.Operation == WriteLogOperation.Initiate)
        {
            return WriteLogInitiateParameters.TryParse(parameters, out WriteLogInitiateParameters? wishes, out ParseFault fault)
                ? StartLog(initiator, drive, Encode(new WriteLogInitiateSegment(0, wishes!)), isImmediate: false)
                : CopyCommandResult.Refused(fault);
        }

        // CLEAR must say which log it means; what COPY TO MEDIUM does to another one than was meant takes nothing away.
        bool isClear = command.Operation == WriteLogOperation.Clear;
        if (command.LengthBytes != WriteLogIdentity.EncodedLength && (isClear || command.LengthBytes != 0))
        {
            return CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.InvalidFieldInCdb, new SenseFieldPointer(ParameterListLengthOffset, isInCdb: true));
        }

        WriteLogIdentity log = default;
        if (command.LengthBytes != 0 && !WriteLogIdentity.TryParse(parameters, out log, out ParseFault shortFault))
        {
            return CopyCommandResult.Refused(shortFault);
        }

        return isClear
            ? StartLog(initiator, drive, Encode(new WriteLogClearSegment(0, log.LogIdentifier, command.Force)), isImmediate: false)
            : StartLog(initiator, drive, Encode(new WriteLogCopySegment(0, command.Close, command.Immed, log.LogIdentifier)), command.Immed);
    }

    // Outside of the copy manager's lock: neither the host's decision nor a long reading holds up anybody.
    private CopyCommandResult Tell(CopyInitiator initiator, CopyLogAccessType type, CopyDrive drive, Func<byte[]> read) =>
        CopyLogDesk.IsAllowed(_options, initiator, type, drive)
            ? new CopyCommandResult(ScsiStatus.Good, default, read())
            : CopyCommandResult.Check(SenseKey.IllegalRequest, SenseCode.AccessDeniedNoAccessRights);

    private static byte[] Encode<T>(T segment)
        where T : Xcopy.Segments.ISegmentDescriptor
    {
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        return bytes;
    }

    // A command waits for the drive like a list of its one segment.
    private Answer StartLog(CopyInitiator initiator, CopyDrive drive, byte[] segment, bool isImmediate)
    {
        if (initiator != Itself && IsTaskSetFull(hasIdentifier: false))
        {
            return new CopyCommandResult(ScsiStatus.TaskSetFull);
        }

        OwnedList list = OwnedList.OfSegment(segment);
        var record = new CopyRecord(initiator, list.Header, 0);
        CopyNeeds needs = CopyNeeds.Of(list, _ => drive, _options);
        var operation = new CopyOperation(list, record, _devices, _options, needs, _nextAge++)
        {
            DirectTarget = new CopyTarget(CscdDevice.Tape(), -1, null, drive),
        };
        return Start(operation, isImmediate);
    }

    // The last command that writes has ended, and none waits that names the tape.
    private void CopyLogsWhenIdle(CopyOperation ended)
    {
        foreach (CopyDrive drive in ended.Needs.Drives.Keys)
        {
            if (drive.Options.CopiesLogWhenIdle
                && !_isDisposed
                && drive.Use.IsFree
                && drive.HasOpenLogContent
                && _scheduler.Waiting.All(operation => !operation.Needs.Drives.ContainsKey(drive)))
            {
                StartLog(Itself, drive, Encode(new WriteLogCopySegment(0, close: true, logIdentifier: drive.Describe().LogIdentifier)), isImmediate: true);
            }
        }
    }
}
