using MultiThreadBackupLog.Internal;
using System;
using System.Buffers.Binary;

namespace MultiThreadBackupLog.Tape;

/// <summary>Reads the length words of an image, two at a time, and more at once only where the records are short.</summary>
/// <remarks>
/// Between two records stand the trailing word of one and the leading word of the next: one read of 8 bytes gives both, in either
/// direction. Where records are shorter than a few sectors, reading through them in pieces is cheaper than a call for each.
/// </remarks>
internal sealed class ImageWordReader(PositionedFile file)
{
    private const int PairBytes = 2 * ImageWord.EncodedLength;
    private const int ShortRecordBytes = 1024;

    private readonly byte[] _window = new byte[16 * 1024];
    private long _windowOffset;
    private int _windowLength;
    private long _lastOffset;

    /// <summary>Forgets what was read: the file is about to change.</summary>
    public void Forget() => _windowLength = 0;

    /// <summary>Reads the word at an offset; false when the file ends before it does.</summary>
    /// <param name="offset">Where the word begins.</param>
    /// <param name="isPairBefore">True: the word before it will be wanted next; false: the one behind it.</param>
    /// <param name="word">The word.</param>
    public bool TryRead(long offset, bool isPairBefore, out ImageWord word)
    {
        if (offset < _windowOffset || offset + ImageWord.EncodedLength > _windowOffset + _windowLength)
        {
            int wanted = Math.Abs(offset - _lastOffset) <= ShortRecordBytes ? _window.Length : PairBytes;
            long from = isPairBefore ? Math.Max(0, offset + ImageWord.EncodedLength - wanted) : offset;
            _windowOffset = from;
            _windowLength = 0;
            _windowLength = file.Read(from, _window.AsSpan(0, wanted));
        }

        _lastOffset = offset;
        if (offset + ImageWord.EncodedLength > _windowOffset + _windowLength)
        {
            word = default;
            return false;
        }

        word = new ImageWord(BinaryPrimitives.ReadUInt32LittleEndian(_window.AsSpan((int)(offset - _windowOffset))));
        return true;
    }
}
