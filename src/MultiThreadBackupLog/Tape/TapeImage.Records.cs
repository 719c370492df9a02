using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Tape;

/// <content>Records as bytes, written with few calls.</content>
public sealed partial class TapeImage
{
    private const int ShortBlockBytes = 16 * 1024;   // Copying this much costs less than two more calls of the system.

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private byte[] _words = [];
    private byte[] _shortRecord = [];

    /// <summary>Writes one record: the words first and last, since a hole at the front would read as a filemark.</summary>
    private void WriteRecord(long offset, ReadOnlySpan<byte> block)
    {
        var word = new ImageWord((uint)block.Length);
        int padded = (int)word.PaddedLength;
        Reserve(ref _shortRecord, Math.Min(padded, ShortBlockBytes) + (2 * ImageWord.EncodedLength));
        BinaryPrimitives.WriteUInt32LittleEndian(_shortRecord, word.Value);
        if (padded <= ShortBlockBytes)
        {
            block.CopyTo(_shortRecord.AsSpan(ImageWord.EncodedLength));
            WriteTrailer(_shortRecord.AsSpan(ImageWord.EncodedLength + block.Length), padded - block.Length, word);
            _file.Write(offset, _shortRecord.AsSpan(0, (int)word.RecordBytes));
            return;
        }

        _file.Write(offset, _shortRecord.AsSpan(0, ImageWord.EncodedLength));
        _file.Write(offset + ImageWord.EncodedLength, block);
        int trailer = WriteTrailer(_shortRecord, padded - block.Length, word);
        _file.Write(offset + ImageWord.EncodedLength + block.Length, _shortRecord.AsSpan(0, trailer));
    }

    /// <summary>Writes records with one call: words, data, and between two records padding, trailing and leading word as one piece.</summary>
    private void WriteRecords(long offset, ReadOnlySpan<ReadOnlyMemory<byte>> blocks)
    {
        const int LongestGap = 1 + (2 * ImageWord.EncodedLength);
        Reserve(ref _words, (blocks.Length + 1) * LongestGap);
        _pieces.Clear();
        int used = 0;
        int begun = 0;
        foreach (ReadOnlyMemory<byte> block in blocks)
        {
            var word = new ImageWord((uint)block.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(_words.AsSpan(used), word.Value);
            used += ImageWord.EncodedLength;
            _pieces.Add(_words.AsMemory(begun, used - begun));
            _pieces.Add(block);
            begun = used;
            used += WriteTrailer(_words.AsSpan(used), (int)word.PaddedLength - block.Length, word);
        }

        _pieces.Add(_words.AsMemory(begun, used - begun));
        _file.Write(offset, _pieces);
        _pieces.Clear();
    }

    private static int WriteTrailer(Span<byte> destination, int padding, ImageWord word)
    {
        destination.Slice(0, padding).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(padding), word.Value);
        return padding + ImageWord.EncodedLength;
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }
    }
}
