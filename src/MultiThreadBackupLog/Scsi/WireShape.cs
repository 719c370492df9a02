using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi;

/// <summary>The shape of a wire structure of any length: a header that says how much follows, then items one after the other.</summary>
/// <remarks>
/// Data-in end early when the allocation length was small, which is no fault: what is there is kept, and an item that is cut is left
/// out. In data that are all there the items must fill the space that the header gives them.
/// </remarks>
internal sealed class WireShape<T>
    where T : struct
{
    private readonly Func<WireBytes, T> _create;
    private readonly WireField[] _fields;
    private readonly int _headerLength;
    private readonly WireField _length;
    private readonly int _itemHeaderLength;
    private readonly WireField? _itemLength;

    /// <summary>Describes a shape.</summary>
    /// <param name="name">The name for messages.</param>
    /// <param name="headerLength">The bytes of the header.</param>
    /// <param name="length">The field of the header that counts the bytes behind the header.</param>
    /// <param name="itemHeaderLength">The bytes of an item that has no length of its own, or of the header of one that has.</param>
    /// <param name="itemLength">The field of an item that counts the bytes behind its header, or null.</param>
    /// <param name="create">Makes the structure of its bytes.</param>
    /// <param name="fields">The other fields of the header; constants among them are checked.</param>
    public WireShape(
        string name, int headerLength, WireField length, int itemHeaderLength, WireField? itemLength, Func<WireBytes, T> create, params WireField[] fields)
    {
        Name = name;
        _headerLength = headerLength;
        _length = length;
        _itemHeaderLength = itemHeaderLength;
        _itemLength = itemLength;
        _create = create;
        _fields = [.. fields, length];
    }

    public string Name { get; }

    public bool TryParse(ReadOnlySpan<byte> source, out T value, out ParseFault fault)
    {
        value = default;
        if (source.Length < _headerLength)
        {
            fault = ParseFault.TooShort(Name, _headerLength, source.Length);
            return false;
        }

        foreach (WireField field in _fields)
        {
            if (field.Constant is { } constant && field.Get(source) != constant)
            {
                fault = ParseFault.InData(Name + " has " + field.Name + " " + HexText.Code(constant, field.BitCount), field.ByteOffset, field.Bit);
                return false;
            }
        }

        // The length has up to 32 bits, so the sum is kept in 64.
        long promised = _headerLength + (long)_length.Get(source);
        WireBytes bytes = WireBytes.Copy(source.Slice(0, (int)Math.Min(promised, source.Length)));
        if (promised <= source.Length && EndOfItems(bytes) is var end && end != bytes.Length)
        {
            fault = ParseFault.InData("an item of " + Name + " reaches past its end", end);
            return false;
        }

        value = _create(bytes);
        fault = default;
        return true;
    }

    /// <summary>Decodes a structure that must be there to its end: an item of a larger one.</summary>
    public bool TryParseWhole(ReadOnlySpan<byte> source, Func<T, WireBytes> bytesOf, out T value, out ParseFault fault)
    {
        if (!TryParse(source, out value, out fault))
        {
            return false;
        }

        if (!IsTruncated(bytesOf(value)))
        {
            return true;
        }

        long promised = _headerLength + (long)_length.Get(source);
        fault = ParseFault.TooShort(Name, (int)Math.Min(promised, int.MaxValue), source.Length);
        value = default;
        return false;
    }

    public T Parse(ReadOnlySpan<byte> source) => TryParse(source, out T value, out ParseFault fault) ? value : throw fault.ToException();

    public bool IsTruncated(WireBytes bytes) => _headerLength + (long)_length.Get(bytes.Span) > bytes.Length && bytes.Length > 0;

    /// <summary>The items that are there as a whole.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Items(WireBytes bytes)
    {
        int offset = _headerLength;
        while (TryGetItem(bytes, offset, out ReadOnlyMemory<byte> item))
        {
            yield return item;
            offset += item.Length;
        }
    }

    /// <summary>The bytes of a structure: a header with its constants and its length, then the items.</summary>
    /// <exception cref="ArgumentException">The items are more than the length field can count.</exception>
    public WireBytes Build(IEnumerable<ReadOnlyMemory<byte>> items, string parameter)
    {
        ReadOnlyMemory<byte>[] all = items.ToArray();
        long length = all.Sum(item => (long)item.Length);
        if (_headerLength + length > int.MaxValue || (_length.BitCount < 64 && length >> _length.BitCount != 0))
        {
            throw new ArgumentException(Name + " cannot hold so much.", parameter);
        }

        var bytes = new byte[_headerLength + (int)length];
        foreach (WireField field in _fields.Where(field => field.Constant is not null))
        {
            field.Set(bytes, field.Constant!.Value);
        }

        _length.Set(bytes, (ulong)length);
        int offset = _headerLength;
        foreach (ReadOnlyMemory<byte> item in all)
        {
            item.Span.CopyTo(bytes.AsSpan(offset));
            offset += item.Length;
        }

        return new WireBytes(bytes);
    }

    private int EndOfItems(WireBytes bytes) => _headerLength + Items(bytes).Sum(item => item.Length);

    private bool TryGetItem(WireBytes bytes, int offset, out ReadOnlyMemory<byte> item)
    {
        item = default;
        if (bytes.Length - offset < _itemHeaderLength)
        {
            return false;
        }

        ReadOnlyMemory<byte> rest = bytes.Memory.Slice(offset);
        long length = _itemHeaderLength + (_itemLength is null ? 0 : (long)_itemLength.Get(rest.Span));
        if (length > rest.Length)
        {
            return false;
        }

        item = rest.Slice(0, (int)length);
        return true;
    }
}
