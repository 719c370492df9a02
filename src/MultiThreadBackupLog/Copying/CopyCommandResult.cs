using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Copying;

/// <summary>What a copy manager answers to one command.</summary>
/// <remarks>The default value is GOOD without data. Immutable; safe to share between threads.</remarks>
public readonly struct CopyCommandResult
{
    internal CopyCommandResult(ScsiStatus status, SenseData sense = default, ReadOnlyMemory<byte> dataIn = default)
    {
        Status = status;
        Sense = sense;
        DataIn = dataIn;
    }

    /// <summary>Gets the SCSI status.</summary>
    public ScsiStatus Status { get; }

    /// <summary>Gets the sense data; empty where there are none. They accompany CHECK CONDITION, and GOOD where G_SENSE asked for them.</summary>
    public SenseData Sense { get; }

    /// <summary>Gets the data for the initiator, cut to the allocation length.</summary>
    public ReadOnlyMemory<byte> DataIn { get; }

    /// <summary>Gets whether the status is GOOD.</summary>
    public bool IsGood => Status == ScsiStatus.Good;

    internal static CopyCommandResult Good => default;

    internal static CopyCommandResult Refused(ParseFault fault) => new(ScsiStatus.CheckCondition, SenseData.FromFault(fault));

    internal static CopyCommandResult Check(SenseKey key, SenseCode code, SenseFieldPointer? field = null) =>
        new(ScsiStatus.CheckCondition, new SenseDataBuilder(key, code) { FieldPointer = field }.Build(SenseFormat.Fixed));

    internal static CopyCommandResult Data(ReadOnlyMemory<byte> data, uint allocationLength) =>
        new(ScsiStatus.Good, default, data.Slice(0, (int)Math.Min((uint)data.Length, allocationLength)));

    /// <summary>Gives the answer in one line.</summary>
    /// <returns>Status, sense data where there are some, and the number of bytes for the initiator.</returns>
    public override string ToString() =>
        Status + (Sense.EncodedLength > 0 ? ", " + Sense : string.Empty) + (DataIn.Length > 0 ? ", " + DataIn.Length + " bytes" : string.Empty);
}
