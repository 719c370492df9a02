namespace MultiThreadBackupLog.Scsi.Commands;

/// <summary>The layouts of all commands of this folder, and of tape commands that are described only.</summary>
internal static class CommandLayouts
{
    // SSC-3 and SPC-4: commands that nobody here sends or answers, but that a bus trace of a tape shows.
    private static readonly WireLayout[] DescribedOnly =
    [
        Described("FORMAT MEDIUM", 0x04, 6, WireField.Flag("VERIFY", 1, 1), Immediate(0), WireField.CodeBits("FORMAT", 2, 3, 4), WireField.Number("TRANSFER LENGTH", 3, 2)),
        Described("READ REVERSE(6)", 0x0F, 6, WireField.Flag("BYTORD", 1, 2), SuppressIncorrectLength, Fixed, WireField.Number("TRANSFER LENGTH", 2, 3)),
        Described("VERIFY(6)", 0x13, 6, Immediate(2), WireField.Flag("BYTCMP", 1, 1), Fixed, WireField.Number("VERIFICATION LENGTH", 2, 3)),
        Described("RECOVER BUFFERED DATA", 0x14, 6, SuppressIncorrectLength, Fixed, WireField.Number("TRANSFER LENGTH", 2, 3)),
        Described("PREVENT ALLOW MEDIUM REMOVAL", 0x1E, 6, WireField.Bits("PREVENT", 4, 1, 2)),
        Described("REPORT DENSITY SUPPORT", 0x44, 10, WireField.Flag("MEDIUM TYPE", 1, 1), WireField.Flag("MEDIA", 1, 0), Allocation),
        Described(
            "LOG SENSE",
            0x4D,
            10,
            WireField.Flag("SP", 1, 0),
            WireField.CodeBits("PC", 2, 7, 2),
            WireField.CodeBits("PAGE CODE", 2, 5, 6),
            WireField.Code("SUBPAGE CODE", 3, 1),
            WireField.Number("PARAMETER POINTER", 5, 2),
            Allocation),
        Described(
            "ALLOW OVERWRITE",
            0x82,
            16,
            WireField.CodeBits("ALLOW OVERWRITE", 2, 3, 4),
            WireField.Number("PARTITION", 3, 1),
            WireField.Number("LOGICAL OBJECT IDENTIFIER", 4, 8)),
    ];

    public static WireLayout[] All { get; } =
    [
        TestUnitReadyCommand.Layout,
        RewindCommand.Layout,
        RequestSenseCommand.Layout,
        ReadBlockLimitsCommand.Layout,
        TapeRead6Command.Layout,
        TapeWrite6Command.Layout,
        WriteFilemarks6Command.Layout,
        Space6Command.Layout,
        InquiryCommand.Layout,
        ModeSelect6Command.Layout,
        Erase6Command.Layout,
        ModeSense6Command.Layout,
        LoadUnloadCommand.Layout,
        ReadCapacity10Command.Layout,
        DiskRead10Command.Layout,
        DiskWrite10Command.Layout,
        Locate10Command.Layout,
        ReadPositionCommand.Layout,
        ModeSelect10Command.Layout,
        ModeSense10Command.Layout,
        WriteFilemarks16Command.Layout,
        TapeRead16Command.Layout,
        TapeWrite16Command.Layout,
        DiskRead16Command.Layout,
        DiskWrite16Command.Layout,
        Space16Command.Layout,
        Locate16Command.Layout,
        Erase16Command.Layout,
        ReadCapacity16Command.Layout,
        ReportLunsCommand.Layout,
        ReceiveRecommendedAccessOrderCommand.Layout,
        GenerateRecommendedAccessOrderCommand.Layout,
        .. DescribedOnly,
    ];

    private static WireField Fixed => WireField.Flag("FIXED", 1, 0);

    private static WireField SuppressIncorrectLength => WireField.Flag("SILI", 1, 1);

    private static WireField Allocation => WireField.Number("ALLOCATION LENGTH", 7, 2);

    private static WireField Immediate(int bit) => WireField.Flag("IMMED", 1, bit);

    private static WireLayout<WireImage> Described(string name, byte operationCode, int encodedLength, params WireField[] fields) =>
        WireLayout<WireImage>.Command(name, "SSC-3, " + name + " command", operationCode, encodedLength, image => image, fields);
}
