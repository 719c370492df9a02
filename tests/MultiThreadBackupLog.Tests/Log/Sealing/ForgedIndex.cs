using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>The index of a sealed log, taken apart by the tables of docs/write-log-format.md (section 10) and put together again with something changed, under right checksums.</summary>
internal sealed class ForgedIndex
{
    private readonly byte[] _form;
    private readonly List<(string Name, byte[] Bytes)> _root = [];
    private readonly List<(string Name, byte[] Bytes)> _tables = [];
    private readonly List<(int Chunks, int Words)> _streams = [];
    private readonly ulong[] _runs; // Directories and chunks of all streams.
    private readonly int _runsAt;
    private int _addedRunWords;

    public ForgedIndex(byte[] form)
    {
        _form = form;
        ulong[] words = WordsOf(form);
        int at = 0;
        byte[] root = Take(words, ref at);
        byte[] tables = Take(words, ref at);
        _runsAt = at;
        _runs = words[at..^1];
        Assert.Equal(0UL, words[^1]);
        ReadRoot(new Reader(root, _root));
        ReadTables(new Reader(tables, _tables));
        Assert.Equal(_runs.Length, _streams.Sum(stream => (3 * stream.Chunks) + stream.Words));
    }

    /// <summary>Gives the words of the index that a sealed log carries.</summary>
    public static ulong[] WordsOf(byte[] form)
    {
        Assert.True(IndexSection.TryFind(new MemoryLogSource(form), form.Length, out IndexSection section, out _));
        var words = new ulong[section.Words];
        for (int word = 0; word < words.Length; word++)
            words[word] = BinaryPrimitives.ReadUInt64LittleEndian(form.AsSpan((int)section.OffsetOf(word / 2047) + (8 * (word % 2047))));

        return words;
    }

    /// <summary>Gives a sealed log with other words for its index.</summary>
    public static byte[] WithWords(byte[] form, ulong[] words)
    {
        Assert.True(IndexSection.TryFind(new MemoryLogSource(form), form.Length, out IndexSection section, out _));
        using var output = new MemoryStream();
        output.Write(form, 0, (int)section.PagesLength);
        IndexSectionWriter.Write(new IndexSection(section.LogIdentifier, section.PagesLength, section.LastChecksum, words.Length), words, output);
        return output.ToArray();
    }

    /// <summary>Gives a number of the root.</summary>
    public long Number(string name)
    {
        int at = 0;
        Assert.True(VarInt.TryRead(_root.Single(part => part.Name == name).Bytes, ref at, out long value));
        return value;
    }

    /// <summary>Puts other bytes in the place of a number, or of a content with its length.</summary>
    public ForgedIndex With(string name, string bytes)
    {
        foreach (List<(string Name, byte[] Bytes)> parts in new[] { _root, _tables })
        {
            int at = parts.FindIndex(part => part.Name == name);
            if (at >= 0)
            {
                parts[at] = (name, Hex.Parse(bytes));
                return this;
            }
        }

        throw new ArgumentException("The index has no such part.", name);
    }

    public ForgedIndex With(string name, long number)
    {
        var bytes = new byte[VarInt.MaximumLength];
        return With(name, Hex.Format(bytes.AsSpan(0, VarInt.Write(bytes, number))));
    }

    /// <summary>Puts bytes behind all that the root says.</summary>
    public ForgedIndex WithMoreRoot(string bytes)
    {
        _root.Add(("more", Hex.Parse(bytes)));
        return this;
    }

    /// <summary>Puts words of zeros behind the chunks of the last stream.</summary>
    public ForgedIndex WithMoreRunWords(int count)
    {
        _addedRunWords += count;
        return this;
    }

    /// <summary>Leaves the root one stream, with all words of the others, and as many bytes as it had.</summary>
    public void KeepFirstStream()
    {
        int from = _root.FindIndex(part => part.Name == "definition 1");
        int to = _root.FindIndex(part => part.Name == "origins");
        int length = _root.Sum(part => part.Bytes.Length);
        _root.RemoveRange(from, to - from);
        With("streams", 1);
        With("words 0", _runs.Length - (3 * _streams[0].Chunks));
        _root.Add(("more", new byte[length - _root.Sum(part => part.Bytes.Length)]));
    }

    public byte[] ToArray()
    {
        var words = new List<ulong>();
        Put(words, _root);
        Put(words, _tables);
        int moved = words.Count - _runsAt;
        var runs = (ulong[])_runs.Clone();
        int at = 0;
        foreach ((int chunks, int chunkWords) in _streams)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                runs[at + (3 * chunk) + 2] = unchecked(runs[at + (3 * chunk) + 2] + ((ulong)moved << 13));

            at += (3 * chunks) + chunkWords;
        }

        words.AddRange(runs);
        words.AddRange(new ulong[_addedRunWords + 1]);
        return WithWords(_form, [.. words]);
    }

    private static byte[] Take(ulong[] words, ref int at)
    {
        var bytes = new byte[(int)words[at++]];
        for (int index = 0; index < bytes.Length; index++)
            bytes[index] = unchecked((byte)(words[at + (index / 8)] >> (8 * (index % 8))));

        at += (bytes.Length + 7) / 8;
        return bytes;
    }

    private static void Put(List<ulong> words, List<(string Name, byte[] Bytes)> parts)
    {
        byte[] bytes = parts.SelectMany(part => part.Bytes).ToArray();
        words.Add((ulong)bytes.Length);
        foreach (byte[] word in bytes.Chunk(8))
            words.Add(BinaryPrimitives.ReadUInt64LittleEndian([.. word, .. new byte[8 - word.Length]]));
    }

    private void ReadRoot(Reader root)
    {
        root.Content("header");
        root.Number("on medium");
        root.Number("end object");
        root.Content("totals");
        root.Number("last time");
        root.Bytes("successor", 16);
        for (long error = 0, errors = root.Number("errors"); error < errors; error++)
            root.Content("error " + error);

        for (long retraction = 0, retractions = root.Number("retractions"); retraction < retractions; retraction++)
        {
            root.Content("retraction " + retraction);
            root.Number("end of retraction " + retraction);
        }

        for (long stream = 0, streams = root.Number("streams"); stream < streams; stream++)
            ReadStream(root, stream);

        for (long origin = 0, origins = root.Number("origins"); origin < origins; origin++)
            root.Content("origin " + origin);

        for (long doubt = 0, doubts = root.Number("doubts"); doubt < doubts; doubt++)
        {
            root.Number("stream of doubt " + doubt);
            root.Number("first block of doubt " + doubt);
            root.Number("blocks of doubt " + doubt);
            root.Number("error of doubt " + doubt);
        }

        root.AssertEnd();
    }

    private void ReadStream(Reader root, long stream)
    {
        root.Content("definition " + stream);
        root.Number("blocks " + stream);
        root.Number("bytes " + stream);
        root.Number("end object " + stream);
        long runs = root.Number("runs " + stream);
        root.Number("usual length " + stream);
        long words = root.Number("words " + stream);
        root.Number("filemarks " + stream);
        root.Number("first time " + stream);
        root.Number("last time " + stream);
        root.Content("end " + stream);
        for (long checksum = 0, checksums = root.Number("checksums " + stream); checksum < checksums; checksum++)
            root.Content("checksum " + checksum + " of " + stream);

        _streams.Add(((int)((runs + 255) / 256), (int)words));
    }

    private static void ReadTables(Reader tables)
    {
        for (long extent = 0, extents = tables.Number("filemarks"); extent < extents; extent++)
        {
            tables.Number("first of filemarks " + extent);
            tables.Number("count of filemarks " + extent);
            tables.Number("owner of filemarks " + extent);
            tables.Number("block of filemarks " + extent);
        }

        for (long extent = 0, extents = tables.Number("system blocks"); extent < extents; extent++)
        {
            tables.Number("first of system blocks " + extent);
            tables.Content("system blocks " + extent);
        }

        for (long zone = 0, zones = tables.Number("zones"); zone < zones; zone++)
        {
            tables.Number("first of zone " + zone);
            for (long stream = 0, streams = tables.Number("streams of zone " + zone); stream < streams; stream++)
                tables.Number("stream " + stream + " of zone " + zone);
        }

        tables.AssertEnd();
    }

    /// <summary>Cuts bytes into named parts.</summary>
    private sealed class Reader(byte[] bytes, List<(string Name, byte[] Bytes)> parts)
    {
        private int _at;

        public long Number(string name)
        {
            int from = _at;
            Assert.True(VarInt.TryRead(bytes, ref _at, out long value), name);
            parts.Add((name, bytes[from.._at]));
            return value;
        }

        public void Content(string name)
        {
            int from = _at;
            Assert.True(VarInt.TryRead(bytes, ref _at, out long length), name);
            _at += (int)length;
            parts.Add((name, bytes[from.._at]));
        }

        public void Bytes(string name, int count)
        {
            parts.Add((name, bytes[_at..(_at + count)]));
            _at += count;
        }

        public void AssertEnd() => Assert.Equal(bytes.Length, _at);
    }
}
