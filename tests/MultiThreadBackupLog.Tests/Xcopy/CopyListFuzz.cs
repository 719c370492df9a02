using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>Hostile lists, and what must hold of any bytes whatever.</summary>
internal static class CopyListFuzz
{
    private static readonly OperatingParameters Parameters = new();

    /// <summary>Pure noise, noise behind a plausible header, or a good list with a few bytes changed.</summary>
    public static byte[] Next(Random random, ListIdentifierFormat format)
    {
        byte[] bytes;
        switch (random.Next(4))
        {
            case 0:
                bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                bytes = (byte[])CopyListVectors.Lists[random.Next(CopyListVectors.Lists.Length)].Clone();
                break;
            default:
                bytes = RandomCopyList.List(format, random);
                break;
        }

        for (int count = random.Next(1, 6); count > 0 && bytes.Length > 0; count--)
        {
            bytes[random.Next(3) == 0 ? random.Next(Math.Min(16, bytes.Length)) : random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    /// <summary>A list or a fault inside the bytes, never an exception; a list comes back to the bit, whether it would be taken or not.</summary>
    public static void Check(byte[] bytes, ListIdentifierFormat format)
    {
        if (!CopyParameterListReader.TryParse(bytes, format, out CopyParameterListReader reader, out ParseFault fault))
        {
            CheckFault(fault, bytes);
            return;
        }

        Assert.Equal(default, fault);
        if (!Parameters.TryValidate(reader, out fault))
        {
            CheckFault(fault, bytes);
        }

        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            _ = reader.TryFindCscdDescriptor(segment.SourceIndex, out _);
            _ = reader.TryFindCscdDescriptor(segment.DestinationIndex, out _);
        }

        Assert.Equal(bytes, ListCopy.ByViews(reader));
        Assert.Equal(bytes, ListCopy.ByFields(reader));
    }

    private static void CheckFault(ParseFault fault, byte[] bytes)
    {
        Assert.NotEmpty(fault.Reason);
        Assert.InRange(fault.ByteOffset, 0, bytes.Length);
        Assert.Equal(SenseKey.IllegalRequest, fault.SenseKey);
        Assert.False(fault.IsInCdb);
    }
}
