using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Restore;

/// <summary>Streams with checkpoints that retractions cut and that were written on: a good tape is never refused, and a wrong one whenever the log has a checksum that says so.</summary>
public class StreamChainProperties
{
    [Fact]
    public void A_part_of_a_stream_is_a_mismatch_when_a_checksum_of_the_log_says_so_and_never_else() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions { HasBlockTrailers = random.Next(2) == 0, TimeResolution = TimeSpan.Zero });
            var tape = new Written(log);
            for (int step = random.Next(1, 40); step > 0; step--)
                tape.Step(random);

            log.Commit();
            WriteLogIndex index = WriteLogIndex.Build(log.Snapshot());
            foreach (WriteLogStream stream in index.Streams.Where(found => found.BlockCount > 0))
            {
                var range = BlockRange.FromBounds(random.Next(3) == 0 ? random.Next((int)stream.BlockCount) : 0, stream.BlockCount);
                if (random.Next(2) == 0)
                    range = BlockRange.FromBounds(range.FirstBlock, random.Next((int)range.FirstBlock, (int)stream.BlockCount) + 1);

                int damaged = random.Next(2) == 0 ? -1 : random.Next((int)stream.BlockCount);
                Check(tape, index, stream, range, damaged);
            }

            return true;
        },
        cases: 500);

    private static void Check(Written tape, WriteLogIndex index, WriteLogStream stream, BlockRange range, int damaged)
    {
        using MemoryTape copy = tape.ToTape(stream.Id, damaged);
        RestoreReport report = new Restoring(copy, index, new RestoreSelection().Add(stream.Id, range)).Run();
        long[] sums = tape.ChecksumsOf(stream.Id);
        Assert.Equal(sums, stream.Checksums.Select(sum => sum.BlockCount));
        bool isKnown = range.FirstBlock == 0 && sums.Any(sum => damaged >= 0 && sum > damaged && sum <= range.EndBlock);
        RestoreVerification expected = isKnown ? RestoreVerification.Mismatch
            : range.FirstBlock == 0 && sums.Contains(range.EndBlock) ? RestoreVerification.StreamChecksum
            : index.Header.HasBlockTrailers ? RestoreVerification.BlockTrailers
            : RestoreVerification.Unverified;
        Assert.Equal(expected, report.Streams[0].Verification);
        Assert.Equal(!isKnown, report.IsSuccess);
    }

    /// <summary>A tape and its log; of each stream what is there, and over how much of it the log has a checksum that still holds.</summary>
    private sealed class Written(WriteLog log)
    {
        private readonly BlockTrailer _trailer = new(log.Header.LogIdentifier);
        private readonly List<(int Owner, byte[]? Block)> _objects = [];
        private readonly List<List<long>> _sums = [];

        public void Step(Random random)
        {
            if (_sums.Count == 0 || random.Next(12) == 0)
            {
                log.DefineStream(new StreamDescription("s"));
                _sums.Add([]);
            }

            var stream = new StreamId(random.Next(_sums.Count));
            switch (random.Next(8))
            {
                case 0:
                    _objects.Add((random.Next(2) == 0 ? -1 : stream.Ordinal, null));
                    log.AppendFilemarks(_objects[^1].Owner < 0 ? null : stream, 1);
                    break;
                case 1 or 2:
                    log.AppendStreamChecksum(stream, SumOf(stream));
                    _sums[stream.Ordinal].Remove(CountOf(stream));
                    _sums[stream.Ordinal].Add(CountOf(stream));
                    break;
                case 3 when _objects.Count > 0:
                    Retract(Math.Max(0, _objects.Count - random.Next(1, 8)));
                    break;
                default:
                    for (int count = random.Next(1, 4); count > 0; count--)
                        Write(stream, random);

                    break;
            }
        }

        public long[] ChecksumsOf(StreamId stream) => [.. _sums[stream.Ordinal]];

        /// <summary>Gives the tape, with another block in the place of one, whose trailer is right where there are any.</summary>
        public MemoryTape ToTape(StreamId stream, int damaged)
        {
            List<byte[]?> objects = _objects.Select(found => found.Block).ToList();
            if (damaged >= 0)
            {
                int at = Enumerable.Range(0, _objects.Count).Where(place => IsOf(_objects[place], stream)).ElementAt(damaged);
                var block = (byte[])objects[at]!.Clone();
                block[0] ^= 1;
                Seal(block, stream, damaged);
                objects[at] = block;
            }

            return TapeCopy.Of(objects);
        }

        private void Write(StreamId stream, Random random)
        {
            var block = new byte[random.Next(20, 24)];
            random.NextBytes(block);
            Seal(block, stream, CountOf(stream));
            _objects.Add((stream.Ordinal, block));
            log.AppendBlocks(stream, block.Length, 1);
        }

        private void Retract(int to)
        {
            log.RetractTo(to);
            _objects.RemoveRange(to, _objects.Count - to);
            for (int stream = 0; stream < _sums.Count; stream++)
                _sums[stream].RemoveAll(sum => sum > CountOf(new StreamId(stream)));
        }

        private void Seal(byte[] block, StreamId stream, long number)
        {
            if (log.Header.HasBlockTrailers)
                _trailer.Write(block.AsSpan(block.Length - BlockTrailer.EncodedLength), stream, number, Crc32C.Compute(PayloadOf(block)));
        }

        private long CountOf(StreamId stream) => _objects.Count(found => IsOf(found, stream));

        private static bool IsOf((int Owner, byte[]? Block) found, StreamId stream) => found.Owner == stream.Ordinal && found.Block is not null;

        // By the document: crc(checksum, p l).
        private uint SumOf(StreamId stream)
        {
            uint sum = 0;
            foreach ((int _, byte[]? block) in _objects.Where(found => IsOf(found, stream)))
            {
                ReadOnlySpan<byte> payload = PayloadOf(block!);
                uint crc = Crc32C.Compute(payload);
                sum = Crc32C.Append(sum, [(byte)(crc >> 24), (byte)((crc >> 16) & 0xFF), (byte)((crc >> 8) & 0xFF), (byte)(crc & 0xFF), 0, 0, 0, (byte)payload.Length]);
            }

            return sum;
        }

        private ReadOnlySpan<byte> PayloadOf(byte[] block) => block.AsSpan(0, block.Length - (log.Header.HasBlockTrailers ? BlockTrailer.EncodedLength : 0));
    }
}
