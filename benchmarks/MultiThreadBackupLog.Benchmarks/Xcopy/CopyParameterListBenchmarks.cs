using System;
using BenchmarkDotNet.Attributes;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Benchmarks.Xcopy;

/// <summary>What does a descriptor cost in the greatest list that a copy manager declares to take: 64 CSCD descriptors and 8,448 segments?</summary>
/// <remarks>All figures are per descriptor, beside a plain copy of the same bytes.</remarks>
[MemoryDiagnoser]
public class CopyParameterListBenchmarks
{
    private const int CscdCount = 64;
    private const int SegmentCount = 8_448;
    private const int DescriptorCount = CscdCount + SegmentCount;

    private readonly byte[] _list = new byte[16 + (CscdCount * 32) + (SegmentCount * 24)];
    private readonly byte[] _copy = new byte[16 + (CscdCount * 32) + (SegmentCount * 24)];
    private readonly OperatingParameters _parameters = new();
    private readonly byte[] _designator = [0x50, 0, 0xE1, 0x11, 0, 0, 0, 1];

    [GlobalSetup]
    public void Setup()
    {
        if (Build(_list) != _list.Length || WalkAndValidate() == 0)
        {
            throw new InvalidOperationException("The list is not the one to be measured.");
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = DescriptorCount)]
    public void CopyTheBytes() => _list.AsSpan().CopyTo(_copy);

    [Benchmark(OperationsPerInvoke = DescriptorCount)]
    public ulong Walk()
    {
        CopyParameterListReader reader = CopyParameterListReader.Parse(_list, ListIdentifierFormat.Lid1);
        return Sum(reader);
    }

    [Benchmark(OperationsPerInvoke = DescriptorCount)]
    public ulong WalkAndValidate()
    {
        CopyParameterListReader reader = CopyParameterListReader.Parse(_list, ListIdentifierFormat.Lid1);
        return _parameters.TryValidate(reader, out ParseFault fault) ? Sum(reader) : throw new ParseException(fault);
    }

    [Benchmark(OperationsPerInvoke = DescriptorCount)]
    public long WalkValidateAndParseEach()
    {
        CopyParameterListReader reader = CopyParameterListReader.Parse(_list, ListIdentifierFormat.Lid1);
        if (!_parameters.TryValidate(reader, out ParseFault fault))
        {
            throw new ParseException(fault);
        }

        long blocks = 0;
        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            blocks += BlockToStreamSegment.Parse(segment.Bytes).NumberOfBlocks;
        }

        return blocks;
    }

    [Benchmark(OperationsPerInvoke = DescriptorCount)]
    public int Write() => Build(_copy);

    private static ulong Sum(CopyParameterListReader reader)
    {
        ulong sum = 0;
        foreach (CscdDescriptor descriptor in reader.CscdDescriptors)
        {
            sum += descriptor.TypeCode;
        }

        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            sum += (ulong)segment.TypeCode + segment.DestinationIndex;
        }

        return sum;
    }

    private int Build(byte[] destination)
    {
        var writer = new CopyParameterListWriter(destination, new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1));
        for (int index = 0; index < CscdCount; index++)
        {
            writer.AddCscdDescriptor(new IdentificationCscdDescriptor(index == 0 ? CscdDevice.Disk(512) : CscdDevice.Tape(), 1, 3, _designator));
        }

        for (int index = 0; index < SegmentCount; index++)
        {
            writer.TryAddSegment(new BlockToStreamSegment(0, 1, 65_536, 65_408, (ulong)index * 65_408));
        }

        return writer.Complete();
    }
}
