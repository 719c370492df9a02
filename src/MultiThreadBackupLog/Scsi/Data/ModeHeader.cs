using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>Where the fields of the two mode parameter headers lie (SPC-4, mode parameter header; SSC-3 for the device-specific byte).</summary>
internal sealed class ModeHeader
{
    private static readonly ModeHeader Six = new(4, lengthBytes: 1, mediumType: 1, descriptorLength: 3);
    private static readonly ModeHeader Ten = new(8, lengthBytes: 2, mediumType: 2, descriptorLength: 6);

    private ModeHeader(int length, int lengthBytes, int mediumType, int descriptorLength)
    {
        Length = length;
        DataLength = WireField.Number("MODE DATA LENGTH", 0, lengthBytes);
        MediumType = WireField.Code("MEDIUM TYPE", mediumType, 1);
        WriteProtected = WireField.Flag("WP", mediumType + 1, 7);
        BufferedMode = WireField.Bits("BUFFERED MODE", mediumType + 1, 6, 3);
        Speed = WireField.Bits("SPEED", mediumType + 1, 3, 4);
        DescriptorLength = WireField.Number("BLOCK DESCRIPTOR LENGTH", descriptorLength, lengthBytes);
        CountedFrom = lengthBytes;
    }

    public int Length { get; }

    /// <summary>Gets the first byte that MODE DATA LENGTH counts.</summary>
    public int CountedFrom { get; }

    public WireField DataLength { get; }

    public WireField MediumType { get; }

    public WireField WriteProtected { get; }

    public WireField BufferedMode { get; }

    public WireField Speed { get; }

    public WireField DescriptorLength { get; }

    /// <exception cref="ArgumentOutOfRangeException">The form is not of the enumeration.</exception>
    public static ModeHeader Of(ModeParameterForm form) => form switch
    {
        ModeParameterForm.Six => Six,
        ModeParameterForm.Ten => Ten,
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Mode parameters have the form of 6 or of 10."),
    };
}
