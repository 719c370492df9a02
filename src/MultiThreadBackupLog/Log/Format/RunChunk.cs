using System.Runtime.InteropServices;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>The directory's entry of one chunk of a stream's runs: 24 bytes for 256 runs.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct RunChunk
{
    private readonly ulong _place; // Word 51 bits, width of blocks 6, width of objects 6, whether lengths are kept 1.

    public RunChunk(long firstBlock, long firstObject, int word, int blockWidth, int objectWidth, bool hasLengths)
    {
        FirstBlock = firstBlock;
        FirstObject = firstObject;
        _place = ((ulong)word << 13) | ((ulong)blockWidth << 7) | ((ulong)objectWidth << 1) | (hasLengths ? 1UL : 0);
    }

    /// <summary>Takes an entry from three words.</summary>
    public RunChunk(ulong[] words, int at)
    {
        unchecked
        {
            FirstBlock = (long)words[at];
            FirstObject = (long)words[at + 1];
            _place = words[at + 2];
        }
    }

    public long FirstBlock { get; }

    public long FirstObject { get; }

    /// <summary>Gets where the chunk begins among the words.</summary>
    public int Word => unchecked((int)(_place >> 13));

    public int BlockWidth => unchecked((int)(_place >> 7)) & 63;

    public int ObjectWidth => unchecked((int)(_place >> 1)) & 63;

    /// <summary>Gets whether the chunk begins with its block lengths; else all are the stream's usual one.</summary>
    public bool HasLengths => (_place & 1) != 0;

    /// <summary>Writes the entry as three words, of a chunk that has been moved by so many words.</summary>
    public void Write(ulong[] words, int at, int moved)
    {
        words[at] = (ulong)FirstBlock;
        words[at + 1] = (ulong)FirstObject;
        words[at + 2] = _place + ((ulong)moved << 13);
    }
}
