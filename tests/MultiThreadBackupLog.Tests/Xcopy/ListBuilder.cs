using System;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>Lists of many like descriptors, for limits and for measuring.</summary>
internal static class ListBuilder
{
    public static byte[] Of(int cscdCount, int segmentCount, ListIdentifierFormat format = ListIdentifierFormat.Lid1)
    {
        var bytes = new byte[48 + (cscdCount * 32) + (segmentCount * 24)];
        var writer = new CopyParameterListWriter(bytes, new CopyParameterListHeader(format, 1));
        for (int index = 0; index < cscdCount; index++)
        {
            CscdDevice device = index % 2 == 0 ? CscdDevice.Disk(512) : CscdDevice.Tape(pad: true);
            writer.AddCscdDescriptor(new IdentificationCscdDescriptor(device, 1, 3, BitConverter.GetBytes((long)index)));
        }

        for (int index = 0; index < segmentCount; index++)
        {
            Assert.True(writer.TryAddSegment(new BlockToStreamSegment(0, 1, 65_536, 65_408, (ulong)index * 65_408)));
        }

        return bytes.AsSpan(0, writer.Complete()).ToArray();
    }
}
