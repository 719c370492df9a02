using System.Collections.Generic;
using System.Globalization;

namespace MultiThreadBackupLog.Scsi;

/// <content>The description of sense data, for people and for JSON.</content>
public readonly partial record struct SenseData
{
    private static readonly WireField[] FixedDescription =
    [
        SenseFields.FixedValid, SenseFields.ResponseCode, SenseFields.FixedFilemark, SenseFields.FixedEndOfMedium,
        SenseFields.FixedIncorrectLength, SenseFields.FixedOverflow, SenseFields.FixedKey, SenseFields.FixedInformation,
        SenseFields.AdditionalLength, SenseFields.FixedCommandSpecific, SenseFields.FixedCode, SenseFields.FixedQualifier,
        SenseFields.FixedReplaceableUnit, SenseFields.FixedKeySpecific,
    ];

    private static readonly WireField[] DescriptorDescription =
    [
        SenseFields.ResponseCode, SenseFields.DescriptorKey, SenseFields.DescriptorCode, SenseFields.DescriptorQualifier,
        SenseFields.DescriptorOverflow, SenseFields.AdditionalLength,
    ];

    // Sense data forwarded by sense data that were forwarded are described so deep. Nobody nests deeper, and crafted bytes must not
    // make much work of one record.
    private const int MaximumDepth = 3;

    /// <summary>Describes every field by name, as the bytes have them, and then what they mean together.</summary>
    /// <returns>The fields in wire order; forwarded sense data as groups.</returns>
    public IReadOnlyList<ScsiField> Describe() => Describe(MaximumDepth);

    private List<ScsiField> Describe(int depth)
    {
        var fields = new List<ScsiField>();
        foreach (WireField field in IsFixed ? FixedDescription : DescriptorDescription)
        {
            fields.Add(field.Describe(_bytes.Span));
        }

        int codeOffset = IsFixed ? 12 : 2;
        fields.Add(ScsiField.OfText("ADDITIONAL SENSE", Code.ToString(), codeOffset, 2));
        if (StandardCode != Code)
        {
            fields.Add(ScsiField.OfText("STANDARD ADDITIONAL SENSE", StandardCode.ToString(), codeOffset, 2));
        }

        if (!IsFixed)
        {
            DescribeDescriptors(fields);
        }

        DescribeSpecific(fields);
        foreach (ForwardedSense forwarded in GetForwardedSense())
        {
            fields.Add(DescribeForwarded(forwarded, depth - 1));
        }

        return fields;
    }

    private static ScsiField DescribeForwarded(ForwardedSense forwarded, int depth)
    {
        var fields = new List<ScsiField>
        {
            ScsiField.OfText("SENSE DATA SOURCE", forwarded.Source.ToString(), 0, 1),
            ScsiField.Code("FORWARDED STATUS", (ulong)forwarded.Status, 0, null, 8, SenseFields.StatusName((ulong)forwarded.Status)),
            ScsiField.OfBytes("SENSE DATA", forwarded.SenseBytes.Span, 0),
        };
        if (depth > 0 && forwarded.TryGetSense(out SenseData sense))
        {
            fields.AddRange(sense.Describe(depth));
        }

        return new ScsiField("FORWARDED SENSE", 0, forwarded.SenseBytes.Length, fields);
    }

    private void DescribeDescriptors(List<ScsiField> fields)
    {
        foreach (SenseDescriptor descriptor in Descriptors())
        {
            fields.Add(ScsiField.OfBytes(
                "DESCRIPTOR " + ((int)descriptor.Type).ToString("X2", CultureInfo.InvariantCulture) + "h",
                descriptor.Content.Span,
                descriptor.ByteOffset,
                SenseFields.DescriptorName((ulong)descriptor.Type)));
        }

        if (Information is { } information)
        {
            fields.Add(ScsiField.Number("INFORMATION", information, 0, 8));
        }

        fields.Add(Flag("FILEMARK", IsFilemark));
        fields.Add(Flag("EOM", IsEndOfMedium));
        fields.Add(Flag("ILI", IsIncorrectLength));

        static ScsiField Flag(string name, bool value) => new(name, ScsiFieldType.Flag, value ? "true" : "false", null, 0, null, 1);
    }

    private void DescribeSpecific(List<ScsiField> fields)
    {
        int offset = IsFixed ? 15 : 0;
        if (FieldPointer is { } pointer)
        {
            fields.Add(ScsiField.OfText("FIELD POINTER", pointer.ToString(), offset, 3));
        }

        AddNumber("ACTUAL RETRY COUNT", ActualRetryCount, offset);
        AddNumber("PROGRESS INDICATION", Progress, offset);
        AddNumber("SEGMENT NUMBER", SegmentNumber, IsFixed ? 10 : 0);

        void AddNumber(string name, int? value, int byteOffset)
        {
            if (value is { } number)
            {
                fields.Add(ScsiField.Number(name, number, byteOffset, 2));
            }
        }
    }
}
