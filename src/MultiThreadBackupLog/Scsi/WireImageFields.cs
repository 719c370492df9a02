namespace MultiThreadBackupLog.Scsi;

/// <summary>Fields into an image, from a caller's checked arguments.</summary>
internal static class WireImageFields
{
    /// <summary>The image with a field set.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">The value needs more bits than the field has.</exception>
    public static WireImage With(this in WireImage image, WireField field, long value, string parameter) =>
        image.Set(field.StartBit, field.BitCount, field.Check(value, parameter));

    /// <summary>The image with a field set; every value fits.</summary>
    public static WireImage With(this in WireImage image, WireField field, ulong value) =>
        image.Set(field.StartBit, field.BitCount, value);

    /// <summary>The image with a bit set or cleared.</summary>
    public static WireImage With(this in WireImage image, WireField field, bool value) =>
        image.Set(field.StartBit, field.BitCount, value ? 1UL : 0);
}
