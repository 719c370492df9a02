using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>What the initiators send.</content>
internal sealed partial class RestoreWays
{
    // One disk, in one part or several, each under its list's identifier or an application's; disk data, inline and embedded data in tape blocks that
    // fit none of them, and residue that goes on in the next segment, also where that belongs to another stream.
    private DrawnCopy Draw()
    {
        var copy = new DrawnCopy(CopyLab.Host(_random.Next(3)), ++_lastIdentifier, _random.Next(SourceCount));
        int transfer = 60 + _random.Next(500);
        for (int part = _random.Next(3); part >= 0; part--)
        {
            if (copy.Segments.Count > 0 || _random.Next(3) != 0)
            {
                (string Application, bool Attaches) name = ("set " + _random.Next(2), _random.Next(4) != 0);
                copy.Names.Add(copy.Segments.Count, name);
                copy.Segments.Add(Encode(new WriteLogStreamSegment(1, name.Application, name.Attaches)));
            }

            for (int segments = 1 + _random.Next(5); segments > 0; segments--)
            {
                // What begins a part has data, so that its stream is opened there.
                bool isFirst = copy.Segments.Count == 0 || copy.Names.ContainsKey(copy.Segments.Count - 1);
                copy.Segments.Add(DrawSegment(copy, _random.Next(4) == 0 ? 60 + _random.Next(500) : transfer, isFirst));
            }
        }

        copy.Trace(_lab.Contents[copy.Disk], _tape, (byte)_random.Next(3));
        return copy;
    }

    private byte[] DrawSegment(DrawnCopy copy, int transfer, bool mustHaveData)
    {
        bool cat = _random.Next(4) != 0;
        ref int next = ref _nextByte[copy.Disk];
        int kind = mustHaveData ? _random.Next(2) : _random.Next(8);
        if (kind >= 3 && next > (DiskBlocks - 20) * DiskBlock)
        {
            kind = 0; // The disk is used up: each of its bytes is copied once, since a restore puts each in one place.
        }

        switch (kind)
        {
            case 0:
                var embedded = new byte[1 + _random.Next(200)];
                _random.NextBytes(embedded);
                return Encode(new EmbeddedToStreamSegment(1, transfer, embedded, cat));
            case 1:
                var inline = new byte[4 * (1 + _random.Next(60))];
                _random.NextBytes(inline);
                var offset = (uint)copy.Inline.Count;
                copy.Inline.AddRange(inline);
                return Encode(new InlineToStreamSegment(1, transfer, offset, (uint)(inline.Length - _random.Next(4)), cat));
            case 2:
                return Encode(new WriteFilemarksSegment(1, _random.Next(3), _random.Next(2) == 0));
            case 3 or 4:
                next += _random.Next(3) == 0 ? _random.Next(300) : 0;
                int bytes = 1 + _random.Next(900);
                int begin = next;
                next += bytes;

                // BYTE OFFSET may pass whole blocks.
                int block = Math.Max(0, (begin / DiskBlock) - _random.Next(2));
                return Encode(new BlockOffsetToStreamSegment(0, 1, transfer, (uint)bytes, (ulong)block, (ushort)(begin - (block * DiskBlock)), cat));
            default:
                int first = (next + DiskBlock - 1) / DiskBlock;
                int blocks = _random.Next(12);
                next = (first + blocks) * DiskBlock;
                return Encode(new BlockToStreamSegment(0, 1, transfer, (ushort)blocks, (ulong)first, cat, isHeldForClient: _random.Next(4) == 0));
        }
    }

    private static byte[] Encode<T>(T segment)
        where T : ISegmentDescriptor
    {
        var bytes = new byte[segment.EncodedLength];
        segment.Write(bytes);
        return bytes;
    }

    /// <summary>One list, and what it writes.</summary>
    private sealed class DrawnCopy(CopyInitiator host, uint listIdentifier, int disk)
    {
        public CopyInitiator Host { get; } = host;

        public uint ListIdentifier { get; } = listIdentifier;

        public int Disk { get; } = disk;

        public List<byte[]> Segments { get; } = [];

        public List<byte> Inline { get; } = [];

        /// <summary>Gets which segments are C6h, and what they say.</summary>
        public Dictionary<int, (string Application, bool Attaches)> Names { get; } = [];

        public TracedCopy Traced { get; private set; } = null!;

        /// <summary>Gets, for each segment, how many bytes it leaves to the next.</summary>
        public List<int> ResidueAfter => Traced.Model.ResidueAfter;

        public ListBuilder List { get; private set; } = null!;

        public Task<CopyCommandResult>? Task { get; set; }

        public void Trace(byte[] content, int tape, byte priority)
        {
            Traced = new TracedCopy(content, DiskBlock, Segments, [.. Inline]);
            List = new ListBuilder(ListIdentifier, priority: priority);
            List.Add(Disk, CscdDevice.Disk(DiskBlock));
            List.Add(tape, CscdDevice.Tape(pad: true));
            Segments.ForEach(segment => List.Then(segment));
            List.Inline([.. Inline]);
        }
    }
}
