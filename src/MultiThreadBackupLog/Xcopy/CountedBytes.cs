using System;
using System.Globalization;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>Bytes of a descriptor whose number a field of the same descriptor tells, or that go to the descriptor's end.</summary>
internal sealed class CountedBytes
{
    private readonly WireField? _count;
    private readonly int _maximumLength;

    public CountedBytes(
        string name,
        int byteOffset,
        WireField? count,
        int maximumLength = int.MaxValue,
        WireField[]? elementFields = null,
        int elementLength = 1)
    {
        Name = name;
        ByteOffset = byteOffset;
        ElementFields = elementFields;
        ElementLength = elementLength;
        _count = count;
        _maximumLength = maximumLength;
    }

    public string Name { get; }

    public int ByteOffset { get; }

    /// <summary>Gets the fields of one element, where the bytes are a list of structures; null where they are bytes.</summary>
    public WireField[]? ElementFields { get; }

    public int ElementLength { get; }

    /// <summary>Says whether the count agrees with the descriptor; every other method may be called only when it does.</summary>
    public bool TryCheck(ReadOnlySpan<byte> descriptor, string title, out ParseFault fault)
    {
        fault = default;
        if (_count is null)
        {
            return true;
        }

        ulong count = _count.Get(descriptor);
        ulong room = (ulong)Math.Min(_maximumLength, descriptor.Length - ByteOffset);
        if (count <= room && count % (ulong)ElementLength == 0)
        {
            return true;
        }

        fault = ParseFault.InData(
            string.Format(CultureInfo.InvariantCulture, count > room ? "{0} has {1} bytes of {2}, where {3} fit" : "{0} has {1} bytes of {2}, no whole number of elements", title, count, Name, room),
            _count.ByteOffset);
        return false;
    }

    public int Length(ReadOnlySpan<byte> descriptor) => _count is null ? descriptor.Length - ByteOffset : (int)_count.Get(descriptor);

    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> descriptor) => descriptor.Slice(ByteOffset, Length(descriptor));

    /// <exception cref="FormatException">There is no room for the value.</exception>
    public void Set(Span<byte> descriptor, ReadOnlySpan<byte> value)
    {
        if (value.Length > Math.Min(_maximumLength, descriptor.Length - ByteOffset))
        {
            throw new FormatException(string.Format(CultureInfo.InvariantCulture, "{0} has {1} bytes, more than fit.", Name, value.Length));
        }

        _count?.Set(descriptor, (ulong)value.Length);
        value.CopyTo(descriptor.Slice(ByteOffset));
    }

    /// <summary>Clears what is described, so that what stays is reserved.</summary>
    public void Clear(Span<byte> descriptor)
    {
        Span<byte> bytes = descriptor.Slice(ByteOffset, Length(descriptor));
        if (ElementFields is null)
        {
            bytes.Clear();
        }
        else
        {
            for (; bytes.Length > 0; bytes = bytes.Slice(ElementLength))
            {
                foreach (WireField field in ElementFields)
                {
                    FieldText.Clear(field, bytes);
                }
            }
        }

        _count?.Set(descriptor, 0);
    }
}
