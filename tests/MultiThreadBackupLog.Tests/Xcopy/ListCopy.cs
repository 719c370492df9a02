using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Xcopy;

/// <summary>The ways from a decoded list back to bytes, which must all give the bytes it came from.</summary>
internal static class ListCopy
{
    /// <summary>Every descriptor as its bytes.</summary>
    public static byte[] ByViews(CopyParameterListReader reader)
    {
        var bytes = new byte[Length(reader)];
        var writer = new CopyParameterListWriter(bytes, reader.Header);
        foreach (CscdDescriptor descriptor in reader.CscdDescriptors)
        {
            writer.AddCscdDescriptor(descriptor.Bytes);
        }

        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            Assert.True(writer.TryAddSegment(segment.Bytes));
        }

        return Finish(bytes, writer, reader);
    }

    /// <summary>Every descriptor described by the texts of its fields, and encoded from those alone.</summary>
    public static byte[] ByFields(CopyParameterListReader reader)
    {
        var bytes = new byte[Length(reader)];
        CopyParameterListHeader header = CopyFieldEncoder.EncodeHeader(reader.Header.Format, Texts(reader.Header.Describe()));
        var writer = new CopyParameterListWriter(bytes, header);
        foreach (CscdDescriptor descriptor in reader.CscdDescriptors)
        {
            writer.AddCscdDescriptor(CopyFieldEncoder.EncodeCscdDescriptor(descriptor.TypeCode, Texts(descriptor.Describe())));
        }

        foreach (SegmentDescriptor segment in reader.SegmentDescriptors)
        {
            Assert.True(writer.TryAddSegment(CopyFieldEncoder.EncodeSegmentDescriptor(segment.TypeCode, Texts(segment.Describe()))));
        }

        return Finish(bytes, writer, reader);
    }

    /// <summary>What a JSON object of the fields would answer.</summary>
    public static Func<string, string?> Texts(IReadOnlyList<ScsiField> fields)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ScsiField field in fields)
        {
            if (field.Type != ScsiFieldType.Group)
            {
                texts.Add(field.JsonName, field.Text);
                continue;
            }

            int index = counts.TryGetValue(field.JsonName, out int count) ? count : 0;
            counts[field.JsonName] = index + 1;
            foreach (ScsiField part in field.Fields)
            {
                texts.Add(string.Format(CultureInfo.InvariantCulture, "{0}[{1}].{2}", field.JsonName, index, part.JsonName), part.Text);
            }
        }

        return name => texts.TryGetValue(name, out string? text) ? text : null;
    }

    private static int Length(CopyParameterListReader reader) =>
        reader.Header.EncodedLength + reader.Header.CscdDescriptorListLength + (int)reader.Header.SegmentDescriptorListLength + (int)reader.Header.InlineDataLength;

    private static byte[] Finish(byte[] bytes, CopyParameterListWriter writer, CopyParameterListReader reader)
    {
        Assert.True(writer.TryAddInlineData(reader.InlineData, out _));
        Assert.Equal(bytes.Length, writer.Complete());
        return bytes.Concat(reader.TrailingData.ToArray()).ToArray();
    }
}
