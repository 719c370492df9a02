using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Commands;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Puts a parameter list together for a test, with its CDB.</summary>
internal sealed class ListBuilder
{
    private readonly List<byte[]> _cscds = [];
    private readonly List<byte[]> _segments = [];
    private readonly CopyParameterListHeader _header;
    private byte[] _inline = [];

    public ListBuilder(uint listIdentifier = 1, ListIdentifierFormat format = ListIdentifierFormat.Lid1, byte priority = 1, byte usage = 0, bool immed = false, bool gSense = false) =>
        _header = new CopyParameterListHeader(format, listIdentifier, priority, usage, immed: immed, gSense: gSense);

    public int SegmentCount => _segments.Count;

    /// <summary>Gives the designator that stands for a device of a test: NAA 6, the number at its end.</summary>
    public static byte[] Designator(int device) => [0x60, .. new byte[13], (byte)(device >> 8), (byte)device];

    public static CopyDeviceName Name(int device) => CopyDeviceName.FromDesignator(1, 3, Designator(device));

    /// <summary>Adds a device and gives its index.</summary>
    public ushort Add(int device, CscdDevice description) => Add(new IdentificationCscdDescriptor(description, 1, 3, Designator(device)));

    public ushort Add<T>(T descriptor)
        where T : ICscdDescriptor
    {
        var bytes = new byte[descriptor.EncodedLength];
        descriptor.Write(bytes);
        _cscds.Add(bytes);
        return (ushort)(_cscds.Sum(cscd => cscd.Length / 32) - (bytes.Length / 32));
    }

    public ListBuilder Then<T>(T segment)
        where T : ISegmentDescriptor
    {
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        return Then(bytes);
    }

    public ListBuilder Then(byte[] segment)
    {
        _segments.Add(segment);
        return this;
    }

    public ListBuilder Inline(byte[] data)
    {
        _inline = data;
        return this;
    }

    public byte[] Build()
    {
        var bytes = new byte[_header.EncodedLength + _cscds.Sum(cscd => cscd.Length) + _segments.Sum(segment => segment.Length) + _inline.Length + 8];
        var writer = new CopyParameterListWriter(bytes, _header);
        foreach (byte[] cscd in _cscds)
        {
            writer.AddCscdDescriptor(cscd);
        }

        foreach (byte[] segment in _segments)
        {
            if (!writer.TryAddSegment(segment))
            {
                throw new InvalidOperationException("The list has no room for the segment.");
            }
        }

        if (_inline.Length > 0 && !writer.TryAddInlineData(_inline, out _))
        {
            throw new InvalidOperationException("The list has no room for the inline data.");
        }

        return bytes.AsSpan(0, writer.Complete()).ToArray();
    }

    public static byte[] Cdb(ListIdentifierFormat format, int length)
    {
        var cdb = new byte[ExtendedCopyCommand.EncodedLength];
        new ExtendedCopyCommand(format, (uint)length).Write(cdb);
        return cdb;
    }

    public byte[] Cdb() => Cdb(_header.Format, Build().Length);
}
