using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>
/// Writes down every layout of the wire that the library holds: names, clauses, and each field's place, length, kind and named values.
/// They are found by reflection in the static fields of the types, so that a new layout is listed without a line of its own.
/// </summary>
internal sealed class WireDescriber
{
    private const int NamedValues = 256;
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly List<string> _lines = [];
    private readonly HashSet<object> _described = new(ReferenceEqualityComparer.Instance);

    private WireDescriber()
    {
    }

    /// <summary>The lines for a namespace and those below it, types in ordinal order.</summary>
    public static IEnumerable<string> Describe(string name)
    {
        string prefix = "MultiThreadBackupLog." + name;
        Type[] types = typeof(WireField).Assembly.GetTypes()
            .Where(type => type.Namespace is { } space && (space == prefix || space.StartsWith(prefix + ".", StringComparison.Ordinal)))
            .Where(type => !type.ContainsGenericParameters && !type.Name.Contains('<'))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .ToArray();
        var describer = new WireDescriber();
        (string Title, object Value)[] members = types.SelectMany(Members).ToArray();

        // A structure that an array names too is written where it belongs; a field, where its structure is.
        foreach ((string title, object value) in members.Where(member => IsStructure(member.Value)))
        {
            describer.Add(title, value);
        }

        foreach ((string title, object value) in members.Where(member => !IsStructure(member.Value) && !describer._described.Contains(member.Value)))
        {
            describer.Add(title, value);
        }

        return describer._lines;
    }

    private static IEnumerable<(string Title, object Value)> Members(Type type) => type
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(field => !field.IsLiteral)
        .OrderBy(field => field.MetadataToken)
        .Select(field => (Title: ShortName(type) + "." + NameOf(field), Value: field.GetValue(null)))
        .Where(member => member.Value is not null && IsOfTheWire(member.Value))
        .Select(member => (member.Title, member.Value!));

    private static string ShortName(Type type) => type.FullName!.Substring("MultiThreadBackupLog.".Length);

    private static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name.Substring(1, field.Name.IndexOf('>') - 1) : field.Name;

    private static bool IsStructure(object value) => value is WireLayout or DescriptorLayout || IsShape(value);

    private static bool IsShape(object value) => value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(WireShape<>);

    private static bool IsOfTheWire(object value) =>
        IsStructure(value)
        || value is WireField or Func<ulong, string?> or IEnumerable<WireField> or IEnumerable<WireLayout> or IEnumerable<DescriptorLayout>
        || IsTableOfFields(value)
        || FieldProperties(value).Any();

    private static bool IsTableOfFields(object value) =>
        value is IDictionary && value.GetType().GetGenericArguments() is { Length: 2 } arguments && arguments[1] == typeof(WireField[]);

    // A class of the library that gathers fields, for example those of the two forms of a header.
    private static IEnumerable<PropertyInfo> FieldProperties(object value) =>
        value.GetType() is { IsClass: true } type && type.Assembly == typeof(WireField).Assembly
            ? type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType == typeof(WireField))
            : [];

    private void Add(string title, object value)
    {
        switch (value)
        {
            case WireLayout layout:
                _lines.Add(title + ": " + Text(layout));
                Add(layout.Fields);
                break;
            case DescriptorLayout layout:
                _lines.Add(title + ": " + Text(layout));
                Add(layout.Fields);
                Add(layout.Tail);
                break;
            case WireField field:
                _lines.Add(title + ":");
                Add([field]);
                break;
            case Func<ulong, string?> names:
                _lines.Add(title + ": " + Text(names, NamedValues));
                break;
            case IEnumerable<WireField> fields:
                _lines.Add(title + ":");
                Add(fields);
                break;
            case IEnumerable<WireLayout> layouts:
                _lines.Add(title + ":");
                foreach (WireLayout layout in layouts)
                {
                    _lines.Add("  " + Text(layout));
                    Add(_described.Add(layout) ? layout.Fields : []);
                }

                break;
            case IEnumerable<DescriptorLayout> layouts:
                _lines.Add(title + ":");
                Add(layouts.ToArray());
                break;
            case IDictionary table:
                foreach (DictionaryEntry entry in table)
                {
                    _lines.Add(title + "[" + entry.Key + "]:");
                    Add((WireField[])entry.Value!);
                }

                break;
            default:
                AddParts(title, value);
                break;
        }

        _described.Add(value);
    }

    private void AddParts(string title, object value)
    {
        if (IsShape(value))
        {
            T Get<T>(string name) => (T)value.GetType().GetField(name, Instance)!.GetValue(value)!;
            WireField? itemLength = Get<WireField?>("_itemLength");
            _lines.Add(string.Format(
                CultureInfo.InvariantCulture,
                "{0}: {1}; header of {2} bytes, items of {3} bytes{4}",
                title,
                value.GetType().GetProperty("Name")!.GetValue(value),
                Get<int>("_headerLength"),
                Get<int>("_itemHeaderLength"),
                itemLength is null ? string.Empty : " and what " + itemLength.Name + " counts"));
            Add(Get<WireField[]>("_fields"));
            return;
        }

        _lines.Add(title + ":");
        Add(FieldProperties(value).Select(property => (WireField)property.GetValue(value)!));
    }

    // Neighbours that differ in their type code only are one line, since most codes have no meaning.
    private void Add(DescriptorLayout[] layouts)
    {
        for (int index = 0; index < layouts.Length;)
        {
            int first = index;
            string text = Names(layouts[index]);
            while (++index < layouts.Length && Names(layouts[index]) == text)
            {
            }

            _lines.Add(string.Format(CultureInfo.InvariantCulture, "  {0:X2}h to {1:X2}h {2}", layouts[first].TypeCode, layouts[index - 1].TypeCode, text));
        }

        static string Names(DescriptorLayout layout) =>
            Text(layout, false) + " (" + string.Join(", ", layout.Fields.Select(field => field.Name).Concat(layout.Tail is null ? [] : [layout.Tail.Name])) + ")";
    }

    private void Add(CountedBytes? tail)
    {
        if (tail is null)
        {
            return;
        }

        int maximum = (int)typeof(CountedBytes).GetField("_maximumLength", Instance)!.GetValue(tail)!;
        var count = (WireField?)typeof(CountedBytes).GetField("_count", Instance)!.GetValue(tail);
        _lines.Add(string.Format(
            CultureInfo.InvariantCulture,
            "  from byte {0}: {1}, {2}{3}",
            tail.ByteOffset,
            tail.Name,
            count is null ? "to the end" : "counted by",
            maximum == int.MaxValue ? string.Empty : ", at most " + maximum.ToString(CultureInfo.InvariantCulture) + " bytes"));
        Add(count is null ? [] : [count]);
        if (tail.ElementFields is not null)
        {
            _lines.Add("  each of " + tail.ElementLength.ToString(CultureInfo.InvariantCulture) + " bytes:");
            Add(tail.ElementFields);
        }
    }

    private void Add(IEnumerable<WireField> fields)
    {
        foreach (WireField field in fields.ToArray())
        {
            _lines.Add("  " + Text(field));
            _described.Add(field);
        }
    }

    private static string Text(WireLayout layout) => string.Format(
        CultureInfo.InvariantCulture,
        "{0}; {1}; {2} of {3} bytes{4}",
        layout.Name,
        layout.Clause,
        layout.IsCommand ? "CDB" : "data",
        layout.EncodedLength,
        string.Concat(Enumerable.Range(0, 32).Select(type => (PeripheralDeviceType)type).Where(type => layout.Suits(type) > 0).Select(type => "; " + type + " only")));

    private static string Text(DescriptorLayout layout, bool hasTypeCode = true) => string.Format(
        CultureInfo.InvariantCulture,
        "{0}{1}; {2} of {3}{4} bytes",
        hasTypeCode ? layout.TypeCode.ToString("X2", CultureInfo.InvariantCulture) + "h " : string.Empty,
        layout.Title,
        typeof(DescriptorLayout).GetField("_frame", Instance)!.GetValue(layout),
        layout.IsFixed ? string.Empty : "at least ",
        layout.Length);

    private static string Text(WireField field)
    {
        string place = field.ByteOffset.ToString(CultureInfo.InvariantCulture) + (field.Bit is { } bit ? "." + bit.ToString(CultureInfo.InvariantCulture) : string.Empty);
        string names = field.BitCount > 64 ? string.Empty : Text(value => Meaning(field, value), field.BitCount >= 8 ? NamedValues : 1 << field.BitCount);
        return string.Format(
            CultureInfo.InvariantCulture,
            "{0,-5}{1,4} {2}{3} {4}{5}{6}{7}",
            place,
            field.BitCount,
            field.IsSigned ? "Signed" : string.Empty,
            field.Type,
            field.Name,
            field.Constant is { } constant ? " = " + constant.ToString("X2", CultureInfo.InvariantCulture) + "h" : string.Empty,
            field.MismatchCode is { } code ? ", otherwise " + code : string.Empty,
            names.Length == 0 ? string.Empty : " (" + names + ")");
    }

    private static string Text(Func<ulong, string?> names, int count) => string.Join("; ", Enumerable.Range(0, count)
        .Where(value => names((ulong)value) is not null)
        .Select(value => value.ToString("X", CultureInfo.InvariantCulture) + " " + names((ulong)value)));

    private static string? Meaning(WireField field, ulong value)
    {
        var bytes = new byte[field.ByteOffset + ((field.BitCount + 14) / 8)];
        field.Set(bytes, value);
        return field.Describe(bytes).Meaning;
    }
}
