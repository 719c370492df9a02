using System;
using System.Buffers.Binary;
using System.Threading;

namespace MultiThreadBackupLog.Log.Sealing;

/// <summary>The words of the index that a sealed log carries, read segment by segment when somebody asks for one of them.</summary>
/// <remarks>
/// <para>A segment is checked when it is read. One that is damaged, or says what cannot be, makes the whole index be built anew from the pages,
/// which takes its place word by word: the same index always has the same words. So there are right answers, slowly, or an exception.</para>
/// <para>Any thread may ask. A word is written before its segment is called loaded, and written again only with the same value: but for an index that was forged under right checksums. Who is in the middle
/// of a question when that is found gets what the forgery says, as whoever asked before did, or an exception.</para>
/// </remarks>
internal sealed class CarriedIndex
{
    private readonly WriteLogSnapshot _log;
    private readonly IndexSection _section;
    private readonly byte[] _loaded;
    private readonly byte[] _segment = new byte[IndexSection.SegmentLength];
    private readonly object _loading = new();
    private bool _isRebuilt;
    private WriteLogFault _refusal;

    public CarriedIndex(WriteLogSnapshot log, in IndexSection section)
    {
        _log = log;
        _section = section;
        _loaded = new byte[(int)section.Segments];
#if NET
        Words = GC.AllocateUninitializedArray<ulong>((int)section.Words);
#else
        Words = new ulong[(int)section.Words];
#endif
    }

    /// <summary>Gets the words; who looks at some has asked for them before.</summary>
    public ulong[] Words { get; }

    /// <summary>Gets or sets how many words, from the first, are of the root that was taken apart: where all the others are goes by it.</summary>
    public int RootWords { get; set; }

    /// <summary>Gets or sets what is done when another index has taken the place of this one: what was kept of the old one is to be read again.</summary>
    public Action? Rebuilt { get; set; }

    /// <summary>Gets what was wrong with the index, so that it was built anew.</summary>
    public WriteLogFault Fault { get; private set; }

    /// <summary>Makes sure that words are there.</summary>
    /// <exception cref="WriteLogException">The index is damaged, and so are the pages.</exception>
    public void Ensure(int from, int to)
    {
        int last = (to - 1) / IndexSection.SegmentWords;
        for (int segment = from / IndexSection.SegmentWords; segment <= last; segment++)
        {
            if (Volatile.Read(ref _loaded[segment]) == 0) // Pairs with the write behind the words.
                Load(segment);
        }
    }

    /// <summary>Builds the index anew, because of what is wrong with it; not a second time.</summary>
    /// <exception cref="WriteLogException">The pages are damaged too, or their index has another root than the one in use, or the index was built anew before.</exception>
    public void Rebuild(WriteLogFault fault)
    {
        lock (_loading)
        {
            if (_isRebuilt)
                throw new WriteLogException(fault);

            if (_refusal.IsFault)
                throw new WriteLogException(_refusal);

            using WriteLogSnapshot pages = _log.Prefix(_section.PagesLength);
            ulong[] words = WriteLogIndex.TrySummarize(pages, out IndexSummary? summary, out _refusal) ? IndexSectionWriter.Words(summary!) : [];
            if (!_refusal.IsFault && (words.Length != Words.Length || !words.AsSpan(0, RootWords).SequenceEqual(Words.AsSpan(0, RootWords))))
                _refusal = fault;

            if (_refusal.IsFault)
                throw new WriteLogException(_refusal); // Kept: the pages are not read again for every question.

            Fault = fault;
            words.CopyTo(Words, 0);
            _isRebuilt = true;
            for (int segment = 0; segment < _loaded.Length; segment++)
                Volatile.Write(ref _loaded[segment], 1);

            Rebuilt?.Invoke();
        }
    }

    /// <summary>Gives bytes that were put into words.</summary>
    public byte[] Bytes(int word, int length)
    {
        Ensure(word, word + IndexSectionWriter.WordsOf(length));
        var bytes = new byte[length];
        for (int index = 0; index < length; index++)
            bytes[index] = unchecked((byte)(Words[word + (index >> 3)] >> (8 * (index & 7))));

        return bytes;
    }

    private void Load(int segment)
    {
        lock (_loading)
        {
            if (_loaded[segment] != 0)
                return;

            int from = segment * IndexSection.SegmentWords;
            int count = _section.WordsIn(segment);
            Span<byte> bytes = _segment.AsSpan(0, 8 * (count + 1));
            if (_log.ReadBytes(_section.OffsetOf(segment), bytes) < bytes.Length || !IsWhole(segment, bytes))
            {
                Rebuild(new WriteLogFault(WriteLogFaultReason.Damaged, _section.OffsetOf(segment), "A segment of the index does not have its checksum."));
                return;
            }

            for (int word = 0; word < count; word++)
                Words[from + word] = BinaryPrimitives.ReadUInt64LittleEndian(_segment.AsSpan(8 * word));

            Volatile.Write(ref _loaded[segment], 1);
        }
    }

    private bool IsWhole(int segment, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> end = bytes.Slice(bytes.Length - 8);
        return _section.ChecksumOf(segment, bytes.Slice(0, bytes.Length - 8)) == BinaryPrimitives.ReadUInt32BigEndian(end) && BinaryPrimitives.ReadUInt32BigEndian(end.Slice(4)) == 0;
    }
}
