using System;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Xcopy;

/// <summary>The CSCD descriptors of a list, in order, for <c>foreach</c>; nothing is allocated.</summary>
public ref struct CscdDescriptorEnumerator
{
    private readonly int _listOffset;
    private readonly int _firstIndex;
    private ReadOnlySpan<byte> _rest;
    private int _passedBytes;
    private int _currentLength;

    internal CscdDescriptorEnumerator(ReadOnlySpan<byte> list, int listOffset, int firstIndex)
    {
        _rest = list;
        _listOffset = listOffset;
        _firstIndex = firstIndex;
        _passedBytes = 0;
        _currentLength = 0;
    }

    /// <summary>Gets the descriptor.</summary>
    public readonly CscdDescriptor Current =>
        new(_rest.Slice(0, _currentLength), (_passedBytes / CscdFields.SlotLength) + _firstIndex, _listOffset + _passedBytes);

    /// <summary>Gives the descriptors themselves to <c>foreach</c>.</summary>
    /// <returns>This value.</returns>
    public readonly CscdDescriptorEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next descriptor.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        _rest = _rest.Slice(_currentLength);
        _passedBytes += _currentLength;
        _currentLength = _rest.IsEmpty ? 0 : CscdCatalog.Find(_rest[0]).Length;
        return _currentLength != 0;
    }
}
