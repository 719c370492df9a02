using System;
using System.Globalization;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>Fields that are strings of bytes, into and out of an image.</summary>
internal static class FieldBytes
{
    /// <summary>The image with a field of bytes replaced.</summary>
    /// <exception cref="ArgumentException">The value has another length than the field.</exception>
    public static WireImage With(this in WireImage image, WireField field, ReadOnlySpan<byte> value, string parameter)
    {
        Exactly(value, field.BitCount / 8, parameter);
        return new WireImage64(image, default).WithBytes(field.ByteOffset, value).Low;
    }

    /// <summary>The bytes of a field, a new array.</summary>
    public static byte[] GetBytes(this WireField field, in WireImage image) =>
        new WireImage64(image, default).GetBytes(field.ByteOffset, field.BitCount / 8);

    /// <summary>Checks a caller's bytes.</summary>
    /// <exception cref="ArgumentException">The value has another length.</exception>
    public static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> value, int length, string parameter) => value.Length == length
        ? value
        : throw new ArgumentException(
            string.Format(CultureInfo.InvariantCulture, "The field has {0} bytes, not {1}.", length, value.Length), parameter);

    /// <summary>Checks a caller's bytes.</summary>
    /// <exception cref="ArgumentException">The value is longer.</exception>
    public static ReadOnlySpan<byte> AtMost(ReadOnlySpan<byte> value, int maximumLength, string parameter) => value.Length <= maximumLength
        ? value
        : throw new ArgumentException(
            string.Format(CultureInfo.InvariantCulture, "The field takes {0} bytes, not {1}.", maximumLength, value.Length), parameter);

    /// <summary>A length rounded up to whole words of four bytes.</summary>
    public static int PaddedLength(int length) => (length + 3) & ~3;
}
