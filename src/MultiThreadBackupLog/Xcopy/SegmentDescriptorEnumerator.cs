using System;
using System.Buffers.Binary;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>The segment descriptors of a list, in order, for <c>foreach</c>; nothing is allocated.</summary>
public ref struct SegmentDescriptorEnumerator
{
    private readonly int _listOffset;
    private ReadOnlySpan<byte> _rest;
    private int _passedBytes;
    private int _currentLength;
    private int _index;

    internal SegmentDescriptorEnumerator(ReadOnlySpan<byte> list, int listOffset)
    {
        _rest = list;
        _listOffset = listOffset;
        _passedBytes = 0;
        _currentLength = 0;
        _index = -1;
    }

    /// <summary>Gets the descriptor.</summary>
    public readonly SegmentDescriptor Current => new(_rest.Slice(0, _currentLength), _index, _listOffset + _passedBytes);

    /// <summary>Gives the descriptors themselves to <c>foreach</c>.</summary>
    /// <returns>This value.</returns>
    public readonly SegmentDescriptorEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next descriptor.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        _rest = _rest.Slice(_currentLength);
        _passedBytes += _currentLength;
        _currentLength = _rest.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_rest.Slice(2)) + 4;
        _index++;
        return _currentLength != 0;
    }
}
