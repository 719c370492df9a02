using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>Gives the decoder of every command that this library knows, third-party copies and write log commands included.</summary>
public static class CopyCommandDecoder
{
    /// <summary>Gets <see cref="ScsiCommandDecoder.Standard"/> with operation codes 83h, 84h and D4h added.</summary>
    public static ScsiCommandDecoder Full { get; } = ScsiCommandDecoder.Standard.With(
    [
        ExtendedCopyCommand.Lid1Layout,
        ExtendedCopyCommand.Lid4Layout,
        CopyOperationAbortCommand.Layout,
        .. ReceiveCopyResultsCommand.ActionLayouts,
        .. WriteLogCommand.OperationLayouts,
    ]);
}
