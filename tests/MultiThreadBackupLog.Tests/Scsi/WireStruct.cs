using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>
/// Any public wire structure of the library, seen through its TryParse and Write. The tests that hold for all of them find them here
/// by their shape, so that a new one is tested without a line of its own.
/// </summary>
public abstract class WireStruct
{
    public static IReadOnlyList<WireStruct> All { get; } = typeof(ParseFault).Assembly.GetExportedTypes()
        .Where(type => type.IsValueType && TryParseOf(type) is not null && WriteOf(type) is not null)
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(type => (WireStruct)Activator.CreateInstance(typeof(WireStruct<>).MakeGenericType(type))!)
        .ToArray();

    /// <summary>Those of fixed length, made of a layout of named fields from end to end.</summary>
    public static IReadOnlyList<WireStruct> OfFixedLength { get; } = All
        .Where(s => s.Layout is { } layout && s.Type.GetField("EncodedLength")?.GetRawConstantValue() is int length && length == layout.EncodedLength)
        .ToArray();

    public static TheoryData<string> FixedLengthNames => [.. OfFixedLength.Select(s => s.Type.Name)];

    public static TheoryData<string> Names => [.. All.Select(s => s.Type.Name)];

    public abstract Type Type { get; }

    internal WireLayout? Layout => Type.GetField("Layout", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null) as WireLayout;

    public static WireStruct Of(string name) => All.Single(s => s.Type.Name == name);

    public static WireStruct Of(Type type) => All.Single(s => s.Type == type);

    public abstract bool TryParse(ReadOnlySpan<byte> source, out object value, out ParseFault fault);

    /// <summary>The throwing twin of <see cref="TryParse"/>.</summary>
    public abstract object Parse(ReadOnlySpan<byte> source);

    /// <summary>Encodes into a buffer of exactly the encoded length, filled with ones before, and checks the returned count.</summary>
    public byte[] Write(object value)
    {
        var bytes = new byte[EncodedLength(value)];
        bytes.AsSpan().Fill(0xFF);
        Assert.Equal(bytes.Length, WriteInto(value, bytes));
        return bytes;
    }

    public abstract int WriteInto(object value, Span<byte> destination);

    /// <summary>Holds a structure that a caller made against its vector, in both directions.</summary>
    public static object AssertVector(string clause, object value, string hex)
    {
        WireStruct wire = Of(value.GetType());
        byte[] bytes = Hex.Parse(hex);
        Assert.Equal(Hex.Format(bytes), Hex.Format(wire.Write(value)));
        Assert.True(wire.TryParse(bytes, out object decoded, out ParseFault fault), clause + ": " + fault);
        Assert.Equal(value, decoded);
        Assert.Equal(value.GetHashCode(), decoded.GetHashCode());
        Touch(decoded);
        Assert.Equal(value, wire.Parse(bytes));
        Assert.Throws<ArgumentException>("destination", () => { wire.WriteInto(value, new byte[bytes.Length - 1]); });
        return decoded;
    }

    /// <summary>Reads every property, so that one that throws for content shows itself.</summary>
    public static void Touch(object value)
    {
        _ = value.ToString();
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            _ = property.GetValue(value);
        }

        _ = value.GetType().GetMethod("Describe", Type.EmptyTypes)?.Invoke(value, null);
        if (value is SenseData sense)
        {
            _ = sense.GetForwardedSense();
        }
    }

    protected abstract int EncodedLength(object value);

    protected static MethodInfo? TryParseOf(Type type) => type.GetMethod(
        "TryParse", BindingFlags.Static | BindingFlags.Public, [typeof(ReadOnlySpan<byte>), type.MakeByRefType(), typeof(ParseFault).MakeByRefType()]);

    protected static MethodInfo? WriteOf(Type type) => type.GetMethod("Write", BindingFlags.Instance | BindingFlags.Public, [typeof(Span<byte>)]);
}

/// <summary>The wire structure <typeparamref name="T"/>.</summary>
internal sealed class WireStruct<T> : WireStruct
    where T : struct
{
    private readonly TryParseMethod _tryParse = TryParseOf(typeof(T))!.CreateDelegate<TryParseMethod>();
    private readonly WriteMethod _write = WriteOf(typeof(T))!.CreateDelegate<WriteMethod>();

    private readonly ParseMethod _parse = typeof(T).GetMethod("Parse", [typeof(ReadOnlySpan<byte>)])!.CreateDelegate<ParseMethod>();

    private delegate T ParseMethod(ReadOnlySpan<byte> source);

    private delegate bool TryParseMethod(ReadOnlySpan<byte> source, out T value, out ParseFault fault);

    private delegate int WriteMethod(ref T self, Span<byte> destination);

    public override Type Type => typeof(T);

    public override bool TryParse(ReadOnlySpan<byte> source, out object value, out ParseFault fault)
    {
        bool isAcceptable = _tryParse(source, out T parsed, out fault);
        value = parsed;
        Assert.Equal(isAcceptable, fault == default);
        Assert.True(isAcceptable || parsed.Equals(default(T)), "A structure that was refused is not the default value.");
        return isAcceptable;
    }

    public override object Parse(ReadOnlySpan<byte> source) => _parse(source);

    public override int WriteInto(object value, Span<byte> destination)
    {
        T self = (T)value;
        return _write(ref self, destination);
    }

    protected override int EncodedLength(object value) => (int)(typeof(T).GetField("EncodedLength")?.GetRawConstantValue()
        ?? typeof(T).GetProperty("EncodedLength")!.GetValue(value)!);
}
