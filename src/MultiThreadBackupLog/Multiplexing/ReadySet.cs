using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>A set of slots as bits that any thread may set and clear; one says which rings hold entries, another who waits for blocks.</summary>
/// <remarks>
/// <para>A bit is a hint to look, never the fact itself: the drain thread takes the bit first and reads the ring's counter
/// afterwards, so a bit too many costs a look and a bit too few cannot happen (docs/memory-model.md, "Ready bits").</para>
/// <para>A compare-exchange loop sets bits, since netstandard2.0 has no atomic or. Words stand two cache lines apart.</para>
/// </remarks>
internal sealed class ReadySet
{
    public const int SlotsPerWord = 64;
    public const int BytesApart = 128;
    private const int LongsApart = BytesApart / sizeof(long);

    private readonly long[] _words;

    public ReadySet(int slotCount)
    {
        SlotCount = slotCount;
        WordCount = (slotCount + SlotsPerWord - 1) / SlotsPerWord;

        // One stride of nothing before the first word and behind the last: neighbours on the heap are written by others.
        _words = new long[(WordCount + 2) * LongsApart];
    }

    public int SlotCount { get; }

    public int WordCount { get; }

    /// <summary>Sets a slot's bit. True when this call changed it. A full fence when it did; else only a read.</summary>
    public bool TrySet(int slot)
    {
        ref long word = ref Word(slot / SlotsPerWord);
        long bit = 1L << (slot % SlotsPerWord);
        long seen = Volatile.Read(ref word);
        while ((seen & bit) == 0)
        {
            long found = Interlocked.CompareExchange(ref word, seen | bit, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Clears a slot's bit. True when this call changed it: two threads never both take one bit.</summary>
    public bool TryClear(int slot)
    {
        ref long word = ref Word(slot / SlotsPerWord);
        long bit = 1L << (slot % SlotsPerWord);
        long seen = Volatile.Read(ref word);
        while ((seen & bit) != 0)
        {
            long found = Interlocked.CompareExchange(ref word, seen & ~bit, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    public bool IsSet(int slot) => (Volatile.Read(ref Word(slot / SlotsPerWord)) & (1L << (slot % SlotsPerWord))) != 0;

    public bool IsAnySet()
    {
        for (int word = 0; word < WordCount; word++)
        {
            if (Volatile.Read(ref Word(word)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives 64 slots' bits as they are now.</summary>
    public ulong Peek(int wordIndex) => unchecked((ulong)Volatile.Read(ref Word(wordIndex)));

    /// <summary>Takes 64 slots' bits at once. A full fence: what the caller reads next is read after the bits were gone.</summary>
    public ulong TakeWord(int wordIndex)
    {
        ref long word = ref Word(wordIndex);
        return Volatile.Read(ref word) == 0 ? 0 : unchecked((ulong)Interlocked.Exchange(ref word, 0));
    }

    /// <summary>Claims any set bit, from the lowest on. False when none is set.</summary>
    public bool TryClaimAny(out int slot)
    {
        for (int word = 0; word < WordCount; word++)
        {
            for (ulong bits = Peek(word); bits != 0; bits = Peek(word))
            {
                slot = (word * SlotsPerWord) + BitIndex.Lowest(bits);
                if (TryClear(slot))
                {
                    return true;
                }
            }
        }

        slot = -1;
        return false;
    }

    private ref long Word(int wordIndex) => ref _words[(wordIndex + 1) * LongsApart];
}
