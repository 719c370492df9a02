using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>The fields in front of a designator: four bytes as in VPD page 83h, in types E4h and EBh.</summary>
internal sealed class DesignatorFields
{
    public DesignatorFields(int byteOffset)
    {
        CodeSet = WireField.Bits("CODE SET", byteOffset, 3, 4);
        Association = WireField.Bits("ASSOCIATION", byteOffset + 1, 5, 2);
        DesignatorType = WireField.Bits("DESIGNATOR TYPE", byteOffset + 1, 3, 4);
        DesignatorLength = WireField.Number("DESIGNATOR LENGTH", byteOffset + 3, 1);
        All = [CodeSet, Association, DesignatorType];
    }

    public WireField CodeSet { get; }

    public WireField Association { get; }

    public WireField DesignatorType { get; }

    public WireField DesignatorLength { get; }

    public WireField[] All { get; }

    public CountedBytes Tail(int designatorOffset) =>
        new("DESIGNATOR", designatorOffset, DesignatorLength, CscdFields.MaximumDesignatorLength);

    /// <exception cref="ArgumentException">The designator is too long, or a value needs more bits than its field has.</exception>
    public WireImage64 Write(in WireImage64 image, int designatorOffset, byte codeSet, byte association, byte designatorType, ReadOnlySpan<byte> designator) => image
        .With(CodeSet, CodeSet.Check((ulong)codeSet, nameof(codeSet)))
        .With(Association, Association.Check((ulong)association, nameof(association)))
        .With(DesignatorType, DesignatorType.Check((ulong)designatorType, nameof(designatorType)))
        .With(DesignatorLength, (ulong)designator.Length)
        .WithBytes(designatorOffset, FieldBytes.AtMost(designator, CscdFields.MaximumDesignatorLength, nameof(designator)));
}
