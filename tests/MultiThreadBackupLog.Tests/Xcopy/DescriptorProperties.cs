using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>What holds for every descriptor type, known or not; the structures are found by their TypeCode, so that a new one needs no line here.</summary>
public class DescriptorProperties
{
    private static readonly Dictionary<string, string> PropertyNames = new(StringComparer.Ordinal)
    {
        ["11h.code"] = "Unit",
        ["13h.count"] = "FilemarkCount",
        ["EBh.iptype"] = "IsIPv6",
    };

    public static TheoryData<byte> SegmentTypes => [.. SegmentCatalog.KnownTypeCodes, 0x17, 0xDF];

    public static TheoryData<byte> CscdTypes => [.. CscdCatalog.KnownTypeCodes, 0xEC, 0xC0, 0xFF];

    [Theory]
    [MemberData(nameof(SegmentTypes))]
    public void Any_segment_descriptor_comes_back_from_its_fields_and_from_its_structure(byte typeCode)
    {
        WireStruct? structure = Structure(typeof(ISegmentDescriptor), typeCode);
        Assert.True(structure is not null || typeCode is 0x17 or 0xDF);
        PropertyCheck.ForAllSeeds(seed =>
        {
            byte[] bytes = RandomCopyList.Descriptor(SegmentCatalog.Find(typeCode), new Random(seed));
            IReadOnlyList<ScsiField> fields = SegmentCatalog.Find(typeCode).Describe(bytes);
            Assert.Equal(bytes, CopyFieldEncoder.EncodeSegmentDescriptor(typeCode, ListCopy.Texts(fields)));
            return structure is null || AgreesWithFields(structure, typeCode, bytes, fields);
        });
    }

    [Theory]
    [MemberData(nameof(CscdTypes))]
    public void Any_cscd_descriptor_comes_back_from_its_fields_and_from_its_structure(byte typeCode)
    {
        WireStruct? structure = Structure(typeof(ICscdDescriptor), typeCode);
        Assert.True(structure is not null || typeCode is 0xEC or 0xC0 or 0xFF);
        PropertyCheck.ForAllSeeds(seed =>
        {
            byte[] bytes = RandomCopyList.Descriptor(CscdCatalog.Find(typeCode), new Random(seed));
            IReadOnlyList<ScsiField> fields = CscdCatalog.Find(typeCode, bytes[1] & 0x1F).Describe(bytes);
            Assert.Equal(bytes, CopyFieldEncoder.EncodeCscdDescriptor(typeCode, ListCopy.Texts(fields)));
            return structure is null || AgreesWithFields(structure, typeCode, bytes, fields);
        });
    }

    [Theory]
    [MemberData(nameof(SegmentTypes))]
    public void A_segment_descriptor_built_from_what_its_structure_says_is_the_same_but_for_reserved_bits(byte typeCode) =>
        ConstructionGivesTheSameFields(Structure(typeof(ISegmentDescriptor), typeCode), SegmentCatalog.Find(typeCode));

    [Theory]
    [MemberData(nameof(CscdTypes))]
    public void A_cscd_descriptor_built_from_what_its_structure_says_is_the_same_but_for_reserved_bits(byte typeCode) =>
        ConstructionGivesTheSameFields(Structure(typeof(ICscdDescriptor), typeCode), CscdCatalog.Find(typeCode));

    [Theory]
    [MemberData(nameof(SegmentTypes))]
    public void A_default_segment_structure_encodes_its_type_with_zero_in_every_field(byte typeCode)
    {
        if (Structure(typeof(ISegmentDescriptor), typeCode) is { } structure && typeCode == TypeCodeOf(structure.Type))
        {
            byte[] bytes = structure.Write(Activator.CreateInstance(structure.Type)!);
            Assert.Equal(SegmentCatalog.Find(typeCode).Encode(_ => null, default), bytes);
            Assert.True(structure.TryParse(bytes, out _, out _));
        }
    }

    private static bool AgreesWithFields(WireStruct structure, byte typeCode, byte[] bytes, IReadOnlyList<ScsiField> fields)
    {
        Assert.True(structure.TryParse([.. bytes, 0xA5], out object value, out ParseFault fault), fault.ToString());
        Assert.Equal(bytes, structure.Write(value));
        WireStruct.Touch(value);
        foreach (ScsiField field in fields.Where(field => field.Type != ScsiFieldType.Group && field.Name is not ("RESERVED" or "DESCRIPTOR LENGTH" or "FORMAT")))
        {
            if (Property(value, typeCode, field) is { } actual)
            {
                Assert.Equal((field.Name, field.Text), (field.Name, actual));
            }
        }

        return true;
    }

    // The text of the property that stands for a field, in the form of the field's own text; null where the structure gives it in another shape,
    // which tests of that structure look at.
    private static string? Property(object value, byte typeCode, ScsiField field)
    {
        string json = field.JsonName;
        string name = PropertyNames.TryGetValue(typeCode.ToString("X2", CultureInfo.InvariantCulture) + "h." + json, out string? own) ? own : json;
        object owner = value is ICscdDescriptor descriptor && DeviceProperty(json) is not null ? descriptor.Device : value;
        name = owner is CscdDevice ? DeviceProperty(json)! : name;
        object? content = owner.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase)?.GetValue(owner)
            ?? owner.GetType().GetMethod("Get" + char.ToUpperInvariant(name[0]) + name.Substring(1), Type.EmptyTypes)?.Invoke(owner, null);
        if (content is null)
        {
            bool isElsewhere = value.GetType().Namespace!.EndsWith("WriteLogCommands", StringComparison.Ordinal);
            Assert.True(isElsewhere, value.GetType().Name + " has no " + name);
            return null;
        }

        if (name == "IsIPv6")
        {
            // Byte 2 bit 0 is understood too, so the property may say more than the field.
            return field.Text == "true" ? content.ToString()!.ToLowerInvariant() : null;
        }

        return content switch
        {
            bool flag => flag ? "true" : "false",
            byte[] array => Hex.Format(array).ToLowerInvariant(),
            ReadOnlyMemory<byte> memory => Hex.Format(memory.Span).ToLowerInvariant(),
            Guid identifier => identifier.ToString("N"), // The text of a GUID is in the order of its bytes.
            string => null,
            long number when number == long.MaxValue => "281474976710655",
            _ when field.Type == ScsiFieldType.Flag => throw new InvalidOperationException(name + " is no flag"),
            _ when field.Type is ScsiFieldType.Bytes => Convert.ToUInt64(content, CultureInfo.InvariantCulture).ToString("x" + (field.BitCount / 4), CultureInfo.InvariantCulture),
            _ when field.Type is ScsiFieldType.Code => Convert.ToUInt64(content, CultureInfo.InvariantCulture).ToString("X" + (field.BitCount / 4), CultureInfo.InvariantCulture) + "h",
            _ => Convert.ToInt64(content is ulong large ? unchecked((long)large) : content, CultureInfo.InvariantCulture) is var whole && content is ulong
                ? unchecked((ulong)whole).ToString(CultureInfo.InvariantCulture)
                : whole.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string? DeviceProperty(string jsonName) => jsonName switch
    {
        "peripheralDeviceType" => "PeripheralDeviceType",
        "nul" => "IsNull",
        "luIdType" => "LuIdType",
        "relativeInitiatorPort" => "RelativeInitiatorPort",
        "pad" => "Pad",
        "fixed" => "IsFixed",
        "blockLength" => "BlockLengthBytes",
        _ => null,
    };

    private static void ConstructionGivesTheSameFields(WireStruct? structure, DescriptorLayout layout)
    {
        // Constructors that take spans cannot be called by reflection; tests of those structures call them.
        ConstructorInfo? constructor = structure?.Type.GetConstructors().SingleOrDefault();
        if (!layout.IsFixed || constructor is null || constructor.GetParameters().Any(p => p.ParameterType.IsByRefLike || p.ParameterType.Namespace != "System" && !p.ParameterType.IsEnum && p.ParameterType != typeof(CscdDevice)))
        {
            return;
        }

        PropertyCheck.ForAllSeeds(seed =>
        {
            byte[] bytes = RandomCopyList.Descriptor(layout, new Random(seed));
            byte[] reserved = layout.Reserved(bytes);
            byte[] clean = bytes.Select((value, index) => (byte)(value & ~reserved[index])).ToArray();
            Assert.True(structure!.TryParse(clean, out object value, out ParseFault fault), fault.ToString());
            object?[] arguments = constructor.GetParameters()
                .Select(p => structure.Type.GetProperty(p.Name!, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase)!.GetValue(value))
                .ToArray();
            object made = constructor.Invoke(arguments);
            Assert.Equal(clean, structure.Write(made));
            Assert.Equal(value, made);
            return true;
        });
    }

    private static WireStruct? Structure(Type marker, byte typeCode) => WireStruct.All.SingleOrDefault(
        wire => marker.IsAssignableFrom(wire.Type) && (TypeCodeOf(wire.Type) == typeCode || (byte?)wire.Type.GetField("HeldTypeCode")?.GetRawConstantValue() == typeCode));

    private static byte? TypeCodeOf(Type type) => (byte?)type.GetField("TypeCode")?.GetRawConstantValue();
}
