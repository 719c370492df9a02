using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>The field LOG IDENTIFIER of segments that are about one log: a tape's current log may be another one by the time they run.</summary>
internal static class LogIdentity
{
    public static WireField Field(int byteOffset) => WireField.Bytes("LOG IDENTIFIER", byteOffset, GuidBytes.Length);

    public static Guid Get(in WireImage image, int byteOffset)
    {
        Span<byte> bytes = stackalloc byte[WireImage.Capacity];
        image.CopyTo(bytes);
        return GuidBytes.Read(bytes.Slice(byteOffset));
    }

    /// <summary>The image with the identifier put in; a field of an image has at most 64 bits, and this has 128.</summary>
    public static WireImage Put(in WireImage image, int byteOffset, Guid identifier)
    {
        Span<byte> bytes = stackalloc byte[WireImage.Capacity];
        image.CopyTo(bytes);
        GuidBytes.Write(bytes.Slice(byteOffset), identifier);
        return WireImage.Read(bytes);
    }
}
