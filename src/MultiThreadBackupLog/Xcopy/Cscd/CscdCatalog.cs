using System;
using System.Linq;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>The layout of every CSCD descriptor type with every kind of device; a type that this library does not know is carried as
/// bytes.</summary>
internal static class CscdCatalog
{
    private static readonly DescriptorLayout[] Known =
    [
        Plain(FibreChannelNameCscdDescriptor.TypeCode, FibreChannelNameCscdDescriptor.Wire),
        Plain(FibreChannelPortCscdDescriptor.TypeCode, FibreChannelPortCscdDescriptor.Wire),
        Plain(FibreChannelPortAndNameCscdDescriptor.TypeCode, FibreChannelPortAndNameCscdDescriptor.Wire),
        Plain(ParallelInterfaceCscdDescriptor.TypeCode, ParallelInterfaceCscdDescriptor.Wire),
        IdentificationCscdDescriptor.Layout,
        Plain(IPv4CscdDescriptor.TypeCode, IPv4CscdDescriptor.Wire),
        Plain(AliasCscdDescriptor.TypeCode, AliasCscdDescriptor.Wire),
        Plain(RdmaCscdDescriptor.TypeCode, RdmaCscdDescriptor.Wire),
        Plain(Ieee1394CscdDescriptor.TypeCode, Ieee1394CscdDescriptor.Wire),
        Plain(SasCscdDescriptor.TypeCode, SasCscdDescriptor.Wire),
        IPv6CscdDescriptor.Layout,
        IPCopyServiceCscdDescriptor.Layout,
        Plain(RodCscdDescriptor.TypeCode, RodCscdDescriptor.Wire),
    ];

    private static readonly DescriptorLayout[] ByTypeCode =
        Enumerable.Range(0, 256).Select(code => Known.FirstOrDefault(layout => layout.TypeCode == code) ?? Unknown((byte)code)).ToArray();

    private static readonly DescriptorLayout[] ForDisk = Restricted(CscdFields.Fixed);
    private static readonly DescriptorLayout[] ForProcessor = Restricted(CscdFields.Fixed, CscdFields.BlockLength);
    private static readonly DescriptorLayout[] ForOthers = Restricted(CscdFields.Pad, CscdFields.Fixed, CscdFields.BlockLength);

    /// <summary>Gets the type codes with a layout of their own, ascending.</summary>
    public static byte[] KnownTypeCodes { get; } = Known.Select(layout => layout.TypeCode).OrderBy(code => code).ToArray();

    /// <summary>The layout of a type as far as its length goes.</summary>
    public static DescriptorLayout Find(byte typeCode) => ByTypeCode[typeCode];

    /// <summary>The layout of a type with what the kind of device makes of bytes 28 to 31 (SPC-4 tables 136, 137 and 139).</summary>
    public static DescriptorLayout Find(byte typeCode, int peripheralDeviceType) => (PeripheralDeviceType)peripheralDeviceType switch
    {
        PeripheralDeviceType.SequentialAccess => ByTypeCode[typeCode],
        PeripheralDeviceType.Processor => ForProcessor[typeCode],
        _ when CscdFields.IsBlockDevice(peripheralDeviceType) => ForDisk[typeCode],
        _ => ForOthers[typeCode],
    };

    private static DescriptorLayout Plain(byte typeCode, WireLayout layout) => DescriptorLayout.Of(DescriptorFrame.Cscd, typeCode, layout);

    private static DescriptorLayout Unknown(byte typeCode) => new(
        DescriptorFrame.Cscd,
        typeCode,
        typeCode switch
        {
            CscdFields.ExtensionTypeCode => "extension",
            >= 0xC0 and <= 0xDF => "vendor specific",
            _ => "unknown",
        },
        CscdFields.SlotLength,
        [],
        new CountedBytes("DATA", 1, null));

    private static DescriptorLayout[] Restricted(params WireField[] reserved) => ByTypeCode.Select(layout => new DescriptorLayout(
        DescriptorFrame.Cscd, layout.TypeCode, layout.Title, layout.Length,
        layout.Fields.Where(field => Array.IndexOf(reserved, field) < 0), layout.Tail)).ToArray();
}
