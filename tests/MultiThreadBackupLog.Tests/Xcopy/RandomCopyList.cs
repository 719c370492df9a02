using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>Random parameter lists and descriptors that can be walked; every bit that the layout leaves free is random, reserved ones included.</summary>
internal static class RandomCopyList
{
    public static byte[] Descriptor(DescriptorLayout layout, Random random)
    {
        int length = layout.Length;
        if (!layout.IsFixed)
        {
            length += 4 * random.Next(20) * (layout.Tail!.ElementLength == 1 ? 1 : 4);
        }

        var bytes = new byte[length];
        random.NextBytes(bytes);
        if (random.Next(3) == 0)
        {
            bytes.AsSpan().Clear();
        }

        // The layout's own encoder writes the frame; the counted bytes are given a length that fits.
        byte[] frame = layout.Encode(name => name == "descriptorLength" && !layout.IsFixed ? (length - 4).ToString(System.Globalization.CultureInfo.InvariantCulture) : null, default);
        byte[] isFrame = FrameMask(layout, length);
        for (int index = 0; index < length; index++)
        {
            bytes[index] = (byte)((bytes[index] & ~isFrame[index]) | (frame[index] & isFrame[index]));
        }

        SetCount(layout, bytes, random);
        return bytes;
    }

    public static byte[] List(ListIdentifierFormat format, Random random)
    {
        var cscds = new List<byte>();
        for (int count = random.Next(6); count > 0; count--)
        {
            cscds.AddRange(Descriptor(CscdCatalog.Find(AnyCode(random)), random));
        }

        var segments = new List<byte>();
        for (int count = random.Next(12); count > 0; count--)
        {
            byte typeCode = AnyCode(random);
            DescriptorLayout? foreign = random.Next(2) == 0 ? SegmentCatalog.FindForeign(typeCode) : null;
            segments.AddRange(Descriptor(foreign ?? SegmentCatalog.Find(typeCode), random));
        }

        var inline = new byte[random.Next(40)];
        random.NextBytes(inline);
        int headerLength = format == ListIdentifierFormat.Lid1 ? CopyParameterListHeader.Lid1Length : CopyParameterListHeader.Lid4Length;
        var header = new byte[headerLength];
        random.NextBytes(header);
        foreach (WireField field in HeaderFields.Of(format).Constants)
        {
            field.Set(header, field.Constant!.Value);
        }

        var bytes = new byte[headerLength];
        CopyParameterListHeader.Parse(header, format).WithLengths(cscds.Count, segments.Count, inline.Length).Write(bytes);
        return [.. bytes, .. cscds, .. segments, .. inline, .. new byte[random.Next(3)]];
    }

    private static byte AnyCode(Random random) => random.Next(4) switch
    {
        0 => (byte)random.Next(256),
        1 => CscdCatalog.KnownTypeCodes[random.Next(CscdCatalog.KnownTypeCodes.Length)],
        _ => SegmentCatalog.KnownTypeCodes[random.Next(SegmentCatalog.KnownTypeCodes.Length)],
    };

    private static byte[] FrameMask(DescriptorLayout layout, int length)
    {
        // What clearing the fields of a descriptor of ones leaves, less what stays when the frame is not cleared: the frame itself.
        var mask = new byte[length];
        mask[0] = 0xFF;
        if (SegmentCatalog.Find(layout.TypeCode) == layout || SegmentCatalog.FindForeign(layout.TypeCode) == layout)
        {
            mask[2] = mask[3] = 0xFF;
        }
        else if (length == CscdFields.ExtendedLength)
        {
            mask[CscdFields.SlotLength] = 0xFF;
        }

        return mask;
    }

    private static void SetCount(DescriptorLayout layout, byte[] bytes, Random random)
    {
        if (layout.Tail is not { } tail || tail.TryCheck(bytes, layout.Title, out _))
        {
            return;
        }

        int room = layout.IsFixed ? CscdFields.MaximumDesignatorLength : bytes.Length - tail.ByteOffset;
        tail.Set(bytes, bytes.AsSpan(tail.ByteOffset, random.Next((room / tail.ElementLength) + 1) * tail.ElementLength).ToArray());
        Assert.True(tail.TryCheck(bytes, layout.Title, out ParseFault fault), fault.ToString());
    }
}
