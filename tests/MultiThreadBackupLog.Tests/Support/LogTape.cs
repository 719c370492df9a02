using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A tape and its log, written side by side by hand, so that a test says exactly what lies where.</summary>
internal sealed class LogTape : IDisposable
{
    private readonly WriteLog _log;
    private readonly BlockTrailer? _trailer;
    private readonly Dictionary<int, StreamChecksum> _checksums = [];
    private readonly Dictionary<int, List<byte[]>> _payloads = [];

    public LogTape(bool hasTrailers = false, MemoryTapeOptions? tapeOptions = null, int origin = 0)
    {
        Tape = new MemoryTape(tapeOptions ?? new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096) });
        _log = WriteLog.CreateInMemory(new WriteLogOptions
        {
            LogIdentifier = new Guid("0f0e0d0c-0b0a-0908-0706-050403020100"),
            HasBlockTrailers = hasTrailers,
            TimeResolution = TimeSpan.Zero,
            OriginLogicalObjectIdentifier = origin,
        });
        _trailer = hasTrailers ? new BlockTrailer(_log.Header.LogIdentifier) : null;
        for (int index = 0; index < origin; index++)
        {
            Tape.WriteBlock([1, 2, 3]);
        }
    }

    public MemoryTape Tape { get; }

    /// <summary>Gets what each stream handed over.</summary>
    public IReadOnlyDictionary<int, List<byte[]>> Payloads => _payloads;

    public StreamId Stream(string name)
    {
        StreamId id = _log.DefineStream(new StreamDescription(name));
        _payloads.Add(id.Ordinal, []);
        _checksums.Add(id.Ordinal, default);
        return id;
    }

    /// <summary>Puts blocks of a stream on the tape and into the log; the length on tape is as given, a trailer included.</summary>
    public LogTape Blocks(StreamId stream, int count, int length = 100)
    {
        for (int index = 0; index < count; index++)
        {
            List<byte[]> payloads = _payloads[stream.Ordinal];
            var payload = new byte[length - (_trailer is null ? 0 : BlockTrailer.EncodedLength)];
            new Random((stream.Ordinal * 1000) + payloads.Count).NextBytes(payload);
            var block = new byte[length];
            payload.CopyTo(block, 0);
            uint crc = MultiThreadBackupLog.Internal.Crc32C.Compute(payload);
            _trailer?.Write(block.AsSpan(payload.Length), stream, payloads.Count, crc);
            StreamChecksum sum = _checksums[stream.Ordinal];
            sum.Append(crc, payload.Length);
            _checksums[stream.Ordinal] = sum;
            payloads.Add(payload);
            Assert.True(Tape.WriteBlock(block).IsSuccess);
        }

        _log.AppendBlocks(stream, length, count);
        return this;
    }

    public LogTape Filemarks(int count, StreamId? owner = null)
    {
        Tape.WriteFilemarks(count, isImmediate: true);
        _log.AppendFilemarks(owner, count);
        return this;
    }

    public LogTape System(int count, int length)
    {
        for (int index = 0; index < count; index++)
        {
            Tape.WriteBlock(new byte[length]);
        }

        _log.AppendSystemBlocks(SystemBlockType.LogIncrement, length, count, 0, 1);
        return this;
    }

    /// <summary>Records the checksum of what a stream has so far.</summary>
    public LogTape Checksum(StreamId stream)
    {
        _log.AppendStreamChecksum(stream, _checksums[stream.Ordinal].Value);
        return this;
    }

    /// <summary>Claims blocks that are not on the tape.</summary>
    public LogTape Claim(StreamId stream, long count, int length)
    {
        _log.AppendBlocks(stream, length, count);
        return this;
    }

    /// <summary>Ends the log; every stream gets its checksum when asked for.</summary>
    public WriteLogIndex Index(bool hasChecksums = true)
    {
        foreach (int ordinal in _payloads.Keys)
        {
            if (hasChecksums)
            {
                Checksum(new StreamId(ordinal));
            }

            _log.EndStream(new StreamId(ordinal), StreamEndType.Completed);
        }

        _log.Close();
        return WriteLogIndex.Build(_log.Snapshot());
    }

    public void Dispose()
    {
        _log.Dispose();
        Tape.Dispose();
    }
}
