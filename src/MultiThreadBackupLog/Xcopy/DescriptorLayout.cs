using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>What a descriptor type is called and where its fields lie: the one description that text, JSON, the way back from JSON, the
/// check of lengths and the tests share.</summary>
internal sealed class DescriptorLayout
{
    private readonly DescriptorFrame _frame;

    public DescriptorLayout(
        DescriptorFrame frame,
        byte typeCode,
        string title,
        int length,
        IEnumerable<WireField> fields,
        CountedBytes? tail = null,
        bool isFixed = true)
    {
        _frame = frame;
        TypeCode = typeCode;
        Title = title;
        Length = length;
        IsFixed = isFixed;
        Fields = fields.ToArray();
        Tail = tail;
    }

    public byte TypeCode { get; }

    public string Title { get; }

    /// <summary>Gets the encoded length in bytes; where it varies, the least.</summary>
    public int Length { get; }

    public bool IsFixed { get; }

    /// <summary>Gets the fields but for the type code, the length, and what <see cref="Tail"/> describes.</summary>
    public WireField[] Fields { get; }

    public CountedBytes? Tail { get; }

    /// <summary>The layout of a structure that has one already, without what the frame writes.</summary>
    public static DescriptorLayout Of(DescriptorFrame frame, byte typeCode, WireLayout layout, CountedBytes? tail = null, bool isFixed = true) => new(
        frame, typeCode, layout.Name, layout.EncodedLength,
        layout.Fields.Where(field => field.Constant is null && field.Name != "DESCRIPTOR LENGTH"), tail, isFixed);

    /// <summary>Describes a descriptor whose length and counts were checked.</summary>
    public IReadOnlyList<ScsiField> Describe(ReadOnlySpan<byte> descriptor)
    {
        var fields = new List<ScsiField>(Fields.Length + 3);
        if (!IsFixed)
        {
            fields.Add(ScsiField.Number("DESCRIPTOR LENGTH", descriptor.Length - 4, 2, 2));
        }

        CountedBytes? tail = Tail;
        foreach (WireField field in Fields)
        {
            // In wire order: a designator stands before the device type specific parameters.
            if (tail is not null && field.ByteOffset > tail.ByteOffset)
            {
                DescribeTail(tail, descriptor, fields);
                tail = null;
            }

            fields.Add(field.Describe(descriptor));
        }

        if (tail is not null)
        {
            DescribeTail(tail, descriptor, fields);
        }

        byte[] reserved = Reserved(descriptor);
        if (Array.Exists(reserved, value => value != 0))
        {
            fields.Add(ScsiField.OfBytes("RESERVED", reserved, 0, "bits that the standard reserves"));
        }

        return fields;
    }

    /// <summary>The descriptor with every described bit cleared: what is left the standard reserves.</summary>
    public byte[] Reserved(ReadOnlySpan<byte> descriptor)
    {
        byte[] bytes = descriptor.ToArray();
        Tail?.Clear(bytes);
        foreach (WireField field in Fields)
        {
            FieldText.Clear(field, bytes);
        }

        WriteFrame(bytes, isClearing: true);
        return bytes;
    }

    /// <summary>Encodes a descriptor from the texts of its fields, by their JSON names; what is not given is zero.</summary>
    /// <exception cref="FormatException">A text is no value of its field.</exception>
    public byte[] Encode(Func<string, string?> valueOf) => Encode(valueOf, Tail is null ? [] : EncodeTail(Tail, valueOf));

    /// <summary>Encodes a descriptor from the texts of its fields and the bytes that it counts.</summary>
    /// <exception cref="FormatException">A text is no value of its field, or the bytes do not fit.</exception>
    public byte[] Encode(Func<string, string?> valueOf, ReadOnlySpan<byte> tail)
    {
        // Of a fixed length nothing is asked: a length that is given is no field then.
        byte[] bytes = new byte[IsFixed ? Length : EncodedLength(tail.Length, valueOf("descriptorLength"))];
        if (valueOf("reserved") is { } reserved)
        {
            byte[] kept = FieldText.ParseBytes(reserved);
            if (kept.Length != bytes.Length)
            {
                throw new FormatException(
                    string.Format(
                        CultureInfo.InvariantCulture,
                        "The reserved bits of \"{0}\" are {1} bytes, not {2}.",
                        Title,
                        bytes.Length,
                        kept.Length));
            }

            kept.CopyTo(bytes, 0);
        }

        foreach (WireField field in Fields)
        {
            if (valueOf(JsonName(field.Name)) is { } text)
            {
                FieldText.Set(field, bytes, text);
            }
        }

        if (Tail is not null)
        {
            // Bits that are reserved within the elements of a list were already there; what is set here is added to them.
            byte[] old = bytes.AsSpan(Tail.ByteOffset).ToArray();
            Tail.Set(bytes, tail);
            for (int index = 0; index < tail.Length; index++)
            {
                bytes[Tail.ByteOffset + index] |= old[index];
            }
        }

        WriteFrame(bytes, isClearing: false);
        return bytes;
    }

    private static string JsonName(string name) => ScsiField.ToCamelCase(name);

    private static void DescribeTail(CountedBytes tail, ReadOnlySpan<byte> descriptor, List<ScsiField> fields)
    {
        ReadOnlySpan<byte> bytes = tail.Get(descriptor);
        if (tail.ElementFields is null)
        {
            fields.Add(ScsiField.OfBytes(tail.Name, bytes, tail.ByteOffset));
            return;
        }

        for (int offset = 0; offset < bytes.Length; offset += tail.ElementLength)
        {
            var element = new ScsiField[tail.ElementFields.Length];
            for (int index = 0; index < element.Length; index++)
            {
                element[index] = tail.ElementFields[index].Describe(bytes.Slice(offset)).Shift(tail.ByteOffset + offset);
            }

            fields.Add(new ScsiField(tail.Name, tail.ByteOffset + offset, tail.ElementLength, element));
        }
    }

    private static byte[] EncodeTail(CountedBytes tail, Func<string, string?> valueOf)
    {
        string name = JsonName(tail.Name);
        if (tail.ElementFields is null)
        {
            return FieldText.ParseBytes(valueOf(name) ?? string.Empty);
        }

        // The elements of a list are asked for as name[0].field, name[1].field and so on, until none of an element's fields is there.
        var bytes = new List<byte>();
        for (int index = 0; ; index++)
        {
            var element = new byte[tail.ElementLength];
            bool isThere = false;
            foreach (WireField field in tail.ElementFields)
            {
                if (valueOf(string.Format(CultureInfo.InvariantCulture, "{0}[{1}].{2}", name, index, JsonName(field.Name))) is { } text)
                {
                    FieldText.Set(field, element, text);
                    isThere = true;
                }
            }

            if (!isThere)
            {
                return [.. bytes];
            }

            bytes.AddRange(element);
        }
    }

    private int EncodedLength(int tailLength, string? descriptorLength)
    {
        int least = Math.Max(Length, FieldBytes.PaddedLength((Tail?.ByteOffset ?? Length) + tailLength));
        if (descriptorLength is null)
        {
            return least - 4 <= ushort.MaxValue
                ? least
                : throw new FormatException("\"" + Title + "\" is longer than its DESCRIPTOR LENGTH can say.");
        }

        return ushort.TryParse(descriptorLength, NumberStyles.None, CultureInfo.InvariantCulture, out ushort length) && length + 4 >= Length
            ? length + 4
            : throw new FormatException("\"" + descriptorLength + "\" is no DESCRIPTOR LENGTH of \"" + Title + "\".");
    }

    private void WriteFrame(Span<byte> bytes, bool isClearing)
    {
        if (_frame == DescriptorFrame.None)
        {
            return;
        }

        bytes[0] = isClearing ? (byte)0 : TypeCode;
        if (_frame == DescriptorFrame.Segment)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.Slice(2), isClearing ? (ushort)0 : checked((ushort)(bytes.Length - 4)));
        }
        else if (bytes.Length == Cscd.CscdFields.ExtendedLength)
        {
            bytes[Cscd.CscdFields.SlotLength] = isClearing ? (byte)0 : Cscd.CscdFields.ExtensionTypeCode;
        }
    }
}
