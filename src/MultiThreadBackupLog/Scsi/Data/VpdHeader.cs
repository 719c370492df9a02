namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>The header of vital product data pages (SPC-4, vital product data parameters).</summary>
internal static class VpdHeader
{
    public const int Length = 4;

    public static readonly WireField PageLength = WireField.Number("PAGE LENGTH", 2, 2);

    private static readonly WireField DeviceType = WireField.CodeBits("PERIPHERAL DEVICE TYPE", 0, 4, 5);

    public static WireField PageCode(byte code) => WireField.Code("PAGE CODE", 1, 1, FieldNames.VpdPage).MustBe(code);

    public static PeripheralDeviceType GetDeviceType(WireBytes page) => (PeripheralDeviceType)DeviceType.Get(page.Span);

    /// <summary>The page with its device type.</summary>
    public static WireBytes SetDeviceType(WireBytes page, PeripheralDeviceType deviceType, string parameter)
    {
        byte[] bytes = page.Span.ToArray();
        DeviceType.Set(bytes, DeviceType.Check((long)deviceType, parameter));
        return new WireBytes(bytes);
    }
}
