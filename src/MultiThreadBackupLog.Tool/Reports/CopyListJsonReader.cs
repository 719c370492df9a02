using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>Makes a parameter list from the JSON that <see cref="CopyListJson"/> writes. A name that is no field of its descriptor is an error and not passed over.</summary>
internal static class CopyListJsonReader
{
    // Some editors begin every text with one; JSON has none.
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private static readonly string[] ListNames = ["format", "cscdDescriptors", "segments", "inlineData", "trailingData"];

    /// <exception cref="ToolFailureException">The JSON is not of a parameter list.</exception>
    public static byte[] Read(ReadOnlyMemory<byte> utf8)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8.Span.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8);
        }
        catch (JsonException e)
        {
            throw new ToolFailureException("The input is not JSON: " + e.Message);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolFailureException("The input is not a JSON object.");
            }

            try
            {
                return Encode(document.RootElement);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
            {
                throw new ToolFailureException(e.Message);
            }
        }
    }

    private static byte[] Encode(JsonElement root)
    {
        ListIdentifierFormat format = Text(root, "format") switch
        {
            "LID1" or null => ListIdentifierFormat.Lid1,
            "LID4" => ListIdentifierFormat.Lid4,
            string other => throw new ToolFailureException("There is no format \"" + other + "\"; LID1 and LID4 are known."),
        };
        CopyParameterListHeader header = Fields(root, "the list", ListNames, valueOf => CopyFieldEncoder.EncodeHeader(format, valueOf));
        List<byte[]> cscds = Elements(root, "cscdDescriptors").Select(element => Descriptor(element, CopyFieldEncoder.EncodeCscdDescriptor)).ToList();
        List<byte[]> segments = Elements(root, "segments").Select(element => Descriptor(element, CopyFieldEncoder.EncodeSegmentDescriptor)).ToList();
        byte[] inlineData = Bytes(root, "inlineData");
        byte[] trailingData = Bytes(root, "trailingData");

        var bytes = new byte[header.EncodedLength + cscds.Sum(d => d.Length) + segments.Sum(d => d.Length) + inlineData.Length];
        var writer = new CopyParameterListWriter(bytes, header);
        foreach (byte[] descriptor in cscds)
        {
            writer.AddCscdDescriptor(descriptor);
        }

        bool fits = true;
        foreach (byte[] segment in segments)
        {
            fits = fits && writer.TryAddSegment(segment);
        }

        if (!fits || !writer.TryAddInlineData(inlineData, out _))
        {
            throw new ToolFailureException("The list is longer than the length fields of its header can say.");
        }

        writer.Complete();
        return [.. bytes, .. trailingData];
    }

    private static byte[] Descriptor(JsonElement element, Func<byte, Func<string, string?>, byte[]> encode)
    {
        string type = Text(element, "type") ?? throw new ToolFailureException("A descriptor has no \"type\".");
        return byte.TryParse(type.TrimEnd('h', 'H'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte typeCode)
            ? Fields(element, "descriptor type " + type, ["index", "type"], valueOf => encode(typeCode, valueOf))
            : throw new ToolFailureException("\"" + type + "\" is no descriptor type such as \"E4h\".");
    }

    private static T Fields<T>(JsonElement element, string what, string[] otherNames, Func<Func<string, string?>, T> encode)
    {
        var asked = new HashSet<string>(otherNames, StringComparer.Ordinal);
        T value = encode(name =>
        {
            asked.Add(name.Split('[')[0]);
            return Find(element, name);
        });
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!asked.Contains(property.Name))
            {
                throw new ToolFailureException("\"" + property.Name + "\" is no field of " + what + ".");
            }
        }

        return value;
    }

    // A name is of a field, or of a field of an element such as ranges[2].lba.
    private static string? Find(JsonElement element, string name)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
        {
            return Text(element, name);
        }

        int end = name.IndexOf(']', StringComparison.Ordinal);
        int index = int.Parse(name.AsSpan(bracket + 1, end - bracket - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        JsonElement.ArrayEnumerator elements = Elements(element, name[..bracket]);
        return index < elements.Count() ? Text(elements.ElementAt(index), name[(end + 2)..]) : null;
    }

    private static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ToolFailureException("A JSON object is wanted where " + element.ValueKind + " stands.");
        }

        if (!element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw new ToolFailureException("\"" + name + "\" is neither text nor a number nor true or false."),
        };
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return default;
        }

        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new ToolFailureException("\"" + name + "\" is no array.");
    }

    private static byte[] Bytes(JsonElement element, string name)
    {
        try
        {
            return Convert.FromHexString(Text(element, name) ?? string.Empty);
        }
        catch (FormatException)
        {
            throw new ToolFailureException("\"" + name + "\" is no hexadecimal text.");
        }
    }
}
