using System;
using System.Linq;
using System.Reflection;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>What holds for every wire structure of fixed length.</summary>
public class WireStructProperties
{
    [Theory]
    [MemberData(nameof(WireStruct.FixedLengthNames), MemberType = typeof(WireStruct))]
    public void Bytes_that_decode_are_written_back_unchanged_reserved_bits_included(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        PropertyCheck.ForAllSeeds(seed =>
        {
            byte[] bytes = RandomContent(wire.Layout!, new Random(seed));
            Assert.True(wire.TryParse(bytes, out object value, out _));
            return wire.Write(value).AsSpan().SequenceEqual(bytes);
        });
    }

    [Theory]
    [MemberData(nameof(WireStruct.FixedLengthNames), MemberType = typeof(WireStruct))]
    public void What_a_constructor_takes_comes_back_from_the_properties_of_the_decoded_bytes(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        ConstructorInfo? constructor = wire.Type.GetConstructors().SingleOrDefault();
        if (constructor is null)
        {
            // No field but CONTROL: the default value is the only one that can be made.
            Assert.Equal(["OPERATION CODE", "CONTROL"], wire.Layout!.Fields.Select(field => field.Name));
            return;
        }

        PropertyCheck.ForAllSeeds(seed =>
        {
            var random = new Random(seed);
            ParameterInfo[] parameters = constructor.GetParameters();
            object[] arguments = parameters.Select(parameter => RandomArgument(wire.Type, parameter, random)).ToArray();
            object made = constructor.Invoke(arguments);
            Assert.True(wire.TryParse(wire.Write(made), out object decoded, out ParseFault fault), fault.ToString());
            Assert.Equal(made, decoded);
            Assert.Equal(made.GetHashCode(), decoded.GetHashCode());
            for (int index = 0; index < parameters.Length; index++)
            {
                Assert.Equal(arguments[index], PropertyOf(wire.Type, parameters[index]).GetValue(decoded));
            }

            return wire.Type.GetProperty("ReservedBitFault")!.GetValue(decoded) is null;
        });
    }

    [Theory]
    [MemberData(nameof(WireStruct.FixedLengthNames), MemberType = typeof(WireStruct))]
    public void Every_field_but_constants_and_control_is_a_constructor_argument(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        int arguments = wire.Type.GetConstructors().SingleOrDefault()?.GetParameters().Length ?? 0;
        Assert.Equal(wire.Layout!.Fields.Count(field => field.Constant is null && field.Name != "CONTROL"), arguments);
    }

    [Theory]
    [MemberData(nameof(WireStruct.FixedLengthNames), MemberType = typeof(WireStruct))]
    public void An_argument_that_needs_more_bits_than_its_field_is_refused(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        ConstructorInfo? constructor = wire.Type.GetConstructors().SingleOrDefault();
        foreach (ParameterInfo parameter in constructor?.GetParameters() ?? [])
        {
            if (parameter.ParameterType != typeof(Guid) && TooLarge(parameter.ParameterType, FieldOf(wire.Type, parameter)) is { } value)
            {
                object[] arguments = constructor!.GetParameters().Select(p => p == parameter ? value : Zero(p.ParameterType)).ToArray();
                var thrown = Assert.Throws<TargetInvocationException>(() => constructor.Invoke(arguments));
                Assert.Equal(parameter.Name, Assert.IsType<ArgumentOutOfRangeException>(thrown.InnerException).ParamName);
            }
        }
    }

    [Theory]
    [MemberData(nameof(WireStruct.FixedLengthNames), MemberType = typeof(WireStruct))]
    public void A_reserved_bit_is_reported_where_it_is_and_kept(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        WireLayout layout = wire.Layout!;
        byte[] clean = wire.Write(Activator.CreateInstance(wire.Type)!);
        for (int bit = 0; bit < layout.EncodedLength * 8; bit++)
        {
            if (layout.Fields.Any(field => bit >= field.StartBit && bit < field.StartBit + field.BitCount))
            {
                continue;
            }

            byte[] bytes = (byte[])clean.Clone();
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
            Assert.True(wire.TryParse(bytes, out object value, out _));
            var fault = Assert.IsType<ParseFault>(wire.Type.GetProperty("ReservedBitFault")!.GetValue(value));
            Assert.Equal((bit / 8, 7 - (bit % 8)), (fault.ByteOffset, fault.Bit!.Value));
            Assert.Equal(layout.IsCommand, fault.IsInCdb);
            Assert.Equal(bytes, wire.Write(value));
        }
    }

    [Theory]
    [MemberData(nameof(WireStruct.FixedLengthNames), MemberType = typeof(WireStruct))]
    public void Short_input_is_a_fault_and_a_short_destination_an_argument_exception(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        byte[] bytes = wire.Write(Activator.CreateInstance(wire.Type)!);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(wire.TryParse(bytes.AsSpan(0, length), out _, out ParseFault fault));
            Assert.Equal(length, fault.ByteOffset);
            Assert.Equal(SenseKey.IllegalRequest, fault.SenseKey);
            byte[] cut = bytes.AsSpan(0, length).ToArray();
            Assert.Equal(fault, Assert.Throws<ParseException>(() => wire.Parse(cut)).Fault);
        }

        Assert.Equal(Activator.CreateInstance(wire.Type), wire.Parse(bytes));
        Assert.True(wire.TryParse([.. bytes, 0xFF, 0xFF], out object value, out _), "Later bytes are not looked at.");
        Assert.Equal(Activator.CreateInstance(wire.Type), value);
    }

    [Theory]
    [MemberData(nameof(WireStruct.FixedLengthNames), MemberType = typeof(WireStruct))]
    public void Another_constant_is_a_fault_at_its_field(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        byte[] bytes = wire.Write(Activator.CreateInstance(wire.Type)!);
        foreach (WireField field in wire.Layout!.Fields.Where(field => field.Constant is not null))
        {
            byte[] wrong = (byte[])bytes.Clone();
            field.Set(wrong, field.Constant!.Value ^ 1);
            Assert.False(wire.TryParse(wrong, out _, out ParseFault fault));
            Assert.Equal((field.ByteOffset, field.Bit), (fault.ByteOffset, fault.Bit));
            SenseCode expected = field.Name == "TYPE" ? SenseCode.UnsupportedSegmentDescriptorTypeCode
                : !wire.Layout.IsCommand ? SenseCode.InvalidFieldInParameterList
                : field.ByteOffset == 0 ? SenseCode.InvalidCommandOperationCode
                : SenseCode.InvalidFieldInCdb;
            Assert.Equal(expected, fault.SenseCode);
        }
    }

    internal static byte[] RandomContent(WireLayout layout, Random random)
    {
        var bytes = new byte[layout.EncodedLength];
        random.NextBytes(bytes);
        foreach (WireField field in layout.Fields.Where(field => field.Constant is not null))
        {
            field.Set(bytes, field.Constant!.Value);
        }

        return bytes;
    }

    private static PropertyInfo PropertyOf(Type type, ParameterInfo parameter) =>
        type.GetProperty(parameter.Name!, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase)!;

    private static WireField FieldOf(Type type, ParameterInfo parameter) => (WireField)type
        .GetField(PropertyOf(type, parameter).Name + "Field", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    private static object RandomArgument(Type type, ParameterInfo parameter, Random random)
    {
        if (parameter.ParameterType == typeof(Guid))
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }

        WireField field = FieldOf(type, parameter);
        ulong value = unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));
        value = random.Next(4) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            _ => value,
        };
        ulong bits = field.BitCount == 64 ? value : value & ((1UL << field.BitCount) - 1);
        long signed = unchecked((long)(bits << (64 - field.BitCount)) >> (64 - field.BitCount));
        return Make(parameter.ParameterType, field.IsSigned ? signed : unchecked((long)bits));
    }

    private static object Zero(Type type) => type == typeof(Guid) ? Guid.Empty : Make(type, 0);

    private static object? TooLarge(Type type, WireField field)
    {
        Type number = type.IsEnum ? typeof(int) : type;
        int width = number == typeof(byte) ? 8 : number == typeof(ushort) ? 16 : number == typeof(int) || number == typeof(uint) ? 32 : 64;
        int room = field.IsSigned ? field.BitCount - 1 : field.BitCount;
        return number == typeof(bool) || field.BitCount >= width ? null : Make(type, 1L << room);
    }

    private static object Make(Type type, long value) => unchecked(
        type.IsEnum ? Enum.ToObject(type, value)
        : type == typeof(bool) ? value != 0
        : type == typeof(byte) ? (byte)value
        : type == typeof(ushort) ? (ushort)value
        : type == typeof(int) ? (int)value
        : type == typeof(uint) ? (uint)value
        : type == typeof(long) ? value
        : (object)(ulong)value);
}
