using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Puts a log together from blocks of its copies on the tape, given in any order, repeated ones included.</summary>
/// <remarks>
/// Bytes of a log never change, so it does not matter which copy a byte comes from: a closing copy with a hole is filled from the
/// increments. Memory grows with the bytes given and with nothing that they claim. One thread at a time.
/// </remarks>
internal sealed class LogCopyAssembler
{
    private readonly SortedDictionary<long, byte[]> _chunks = new(); // By offset in the log; the longest of each offset.

    public LogCopyAssembler(Guid logIdentifier) => LogIdentifier = logIdentifier;

    /// <summary>Gets which log is put together; blocks of others are refused.</summary>
    public Guid LogIdentifier { get; }

    /// <summary>Gets whether a block of the closing copy was seen, so that the log was once closed.</summary>
    public bool HasClosingCopy { get; private set; }

    /// <summary>Gets how long the log is, as far as the blocks say.</summary>
    public long KnownLengthBytes { get; private set; }

    /// <summary>Gets from where on bytes are missing: the length of the part that can be put together.</summary>
    public long ContiguousLengthBytes
    {
        get
        {
            long end = 0;
            foreach (KeyValuePair<long, byte[]> chunk in _chunks)
            {
                if (chunk.Key > end)
                    break;

                end = Math.Max(end, chunk.Key + chunk.Value.Length);
            }

            return end;
        }
    }

    /// <summary>Gets whether nothing is missing of what the blocks speak of.</summary>
    public bool IsWhole => KnownLengthBytes > 0 && ContiguousLengthBytes == KnownLengthBytes;

    /// <summary>Gets the parts of the log that are missing, as first byte and length in bytes, by ascending offset.</summary>
    public IReadOnlyList<(long OffsetBytes, long LengthBytes)> Missing
    {
        get
        {
            var missing = new List<(long, long)>();
            long end = 0;
            foreach (KeyValuePair<long, byte[]> chunk in _chunks)
            {
                if (chunk.Key > end)
                    missing.Add((end, chunk.Key - end));

                end = Math.Max(end, chunk.Key + chunk.Value.Length);
            }

            if (end < KnownLengthBytes)
                missing.Add((end, KnownLengthBytes - end));

            return missing;
        }
    }

    /// <summary>Takes one tape block.</summary>
    /// <returns>False for a block that is no proven part of a copy of this log.</returns>
    public bool TryAdd(ReadOnlySpan<byte> block, out LogCopyHeader header, out WriteLogFault fault)
    {
        if (!LogCopyBlock.TryParse(block, out header, out fault))
            return false;

        if (header.LogIdentifier != LogIdentifier)
        {
            fault = new WriteLogFault(WriteLogFaultReason.Inconsistent, 16, "The copy block belongs to another log.");
            return false;
        }

        if (header.Type == LogCopyType.SessionLabel)
            return true;

        HasClosingCopy |= header.Type == LogCopyType.Closing;
        KnownLengthBytes = Math.Max(KnownLengthBytes, header.LogLengthBytes);
        if (header.ChunkLengthBytes > 0
            && (!_chunks.TryGetValue(header.LogOffsetBytes, out byte[]? known) || known.Length < header.ChunkLengthBytes))
        {
            _chunks[header.LogOffsetBytes] = LogCopyBlock.Chunk(block, header).ToArray();
        }

        return true;
    }

    /// <summary>Gives the log from its beginning to the first missing byte. Its reader proves it.</summary>
    public byte[] Assemble()
    {
        var log = new byte[ContiguousLengthBytes];
        foreach (KeyValuePair<long, byte[]> chunk in _chunks)
        {
            if (chunk.Key >= log.Length)
                break;

            chunk.Value.AsSpan().CopyTo(log.AsSpan((int)chunk.Key));
        }

        return log;
    }
}
