using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi;

/// <summary>One field of a decoded structure, described so that a person or another program can read it.</summary>
/// <remarks>The same description serves text and JSON: see <see cref="Type"/> for how to quote <see cref="Text"/>. Immutable; safe to share between threads.</remarks>
public sealed class ScsiField
{
    private static readonly IReadOnlyList<ScsiField> NoFields = [];

    internal ScsiField(string name, ScsiFieldType type, string text, string? meaning, int byteOffset, int? bit, int bitCount)
    {
        Name = name;
        Type = type;
        Text = text;
        Meaning = meaning;
        ByteOffset = byteOffset;
        Bit = bit;
        BitCount = bitCount;
        Fields = NoFields;
    }

    internal ScsiField(string name, int byteOffset, int byteCount, IReadOnlyList<ScsiField> fields)
        : this(name, ScsiFieldType.Group, string.Empty, null, byteOffset, null, byteCount * 8) => Fields = fields;

    /// <summary>Gets the name as the standard prints it, in capitals.</summary>
    public string Name { get; }

    /// <summary>Gets the name as JSON wants it, for example <c>logicalObjectIdentifier</c>.</summary>
    public string JsonName => ToCamelCase(Name);

    /// <summary>Gets how the value is to be read.</summary>
    public ScsiFieldType Type { get; }

    /// <summary>Gets the value as text that does not depend on the culture; empty for a group.</summary>
    public string Text { get; }

    /// <summary>Gets what a code means, or null.</summary>
    public string? Meaning { get; }

    /// <summary>Gets the offset in bytes of the field in the structure that was described.</summary>
    public int ByteOffset { get; }

    /// <summary>Gets the most significant bit of the field in its first byte, 7 to 0, or null where the field is whole bytes.</summary>
    public int? Bit { get; }

    /// <summary>Gets the length of the field in bits.</summary>
    public int BitCount { get; }

    /// <summary>Gets the fields of a group; empty for every other type.</summary>
    public IReadOnlyList<ScsiField> Fields { get; }

    /// <summary>Gives name, value and meaning in one line.</summary>
    /// <returns>For example <c>CODE 1h (filemarks)</c>.</returns>
    public override string ToString()
    {
        string text = Type == ScsiFieldType.Group ? Name : Name + " " + Text;
        return Meaning is null ? text : text + " (" + Meaning + ")";
    }

    internal static ScsiField Number(string name, long value, int byteOffset, int byteCount, string? meaning = null) =>
        new(name, ScsiFieldType.Number, value.ToString(CultureInfo.InvariantCulture), meaning, byteOffset, null, byteCount * 8);

    internal static ScsiField OfBytes(string name, ReadOnlySpan<byte> value, int byteOffset, string? meaning = null) =>
        new(name, ScsiFieldType.Bytes, HexText.Format(value), meaning, byteOffset, null, value.Length * 8);

    internal static ScsiField OfText(string name, string value, int byteOffset, int byteCount) =>
        new(name, ScsiFieldType.Text, value, null, byteOffset, null, byteCount * 8);

    internal static ScsiField Code(string name, ulong value, int byteOffset, int? bit, int bitCount, string? meaning) =>
        new(name, ScsiFieldType.Code, HexText.Code(value, bitCount), meaning, byteOffset, bit, bitCount);

    /// <summary>The same field seen from an outer structure, in which its own begins <paramref name="bytes"/> further on.</summary>
    internal ScsiField Shift(int bytes)
    {
        if (Type != ScsiFieldType.Group)
        {
            return new ScsiField(Name, Type, Text, Meaning, ByteOffset + bytes, Bit, BitCount);
        }

        var fields = new ScsiField[Fields.Count];
        for (int index = 0; index < fields.Length; index++)
        {
            fields[index] = Fields[index].Shift(bytes);
        }

        return new ScsiField(Name, ByteOffset + bytes, BitCount / 8, fields);
    }

    internal static string ToCamelCase(string name)
    {
        var camel = new StringBuilder(name.Length);
        bool startsWord = false;
        foreach (char letter in name)
        {
            if (!char.IsLetterOrDigit(letter))
            {
                startsWord = camel.Length > 0;
                continue;
            }

            camel.Append(startsWord ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter));
            startsWord = false;
        }

        return camel.ToString();
    }
}
