using System.Collections.Generic;

namespace MultiThreadBackupLog.Scsi;

/// <summary>A CDB with every field by name, for people and for JSON.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ScsiCommandDescription
{
    internal ScsiCommandDescription(WireLayout layout, IReadOnlyList<ScsiField> fields, ParseFault? reservedBitFault)
    {
        Name = layout.Name;
        Clause = layout.Clause;
        EncodedLength = layout.EncodedLength;
        Fields = fields;
        ReservedBitFault = reservedBitFault;
    }

    /// <summary>Gets the name of the command as the standard prints it, for example <c>SPACE(6)</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the standard and the place in it.</summary>
    public string Clause { get; }

    /// <summary>Gets the length of the CDB in bytes.</summary>
    public int EncodedLength { get; }

    /// <summary>Gets the fields in wire order, OPERATION CODE first and CONTROL last; behind them, when bits are set that the standard reserves,
    /// one named RESERVED of those bits.</summary>
    public IReadOnlyList<ScsiField> Fields { get; }

    /// <summary>Gets the first reserved bit that is set, as a device server that minds it reports it; null when there is none.</summary>
    public ParseFault? ReservedBitFault { get; }

    /// <summary>Gives the command and its fields in one line.</summary>
    /// <returns>For example <c>SPACE(6): OPERATION CODE 11h, CODE 1h (filemarks), COUNT -1, CONTROL 00h</c>.</returns>
    public override string ToString() => Name + ": " + string.Join(", ", Fields);
}
