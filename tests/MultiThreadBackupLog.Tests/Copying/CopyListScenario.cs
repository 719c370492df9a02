using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>A session on a tape, disks with content of their own, a map and limits, all drawn from a seed; and what the disks must hold afterwards, worked out byte by byte.</summary>
internal sealed class CopyListScenario : IDisposable
{
    private const int DiskBytes = 40_000;

    private static readonly IdentificationCscdDescriptor TapeDescriptor = new(CscdDevice.Tape(), 1, 3, [0x60, 1, 1, 1, 1, 1, 1, 1]);

    private readonly Random _random;
    private readonly MemoryTape _tape = new();
    private readonly List<MemoryStorage> _disks = [];
    private readonly List<CopyListDevice> _devices = [];
    private readonly List<byte[]> _original = [];
    private readonly List<byte[]> _expected = [];
    private readonly NaiveCopyManager _manager = new();
    private readonly Dictionary<StreamId, byte[][]> _payloads = [];
    private readonly Dictionary<(StreamId Stream, long Byte), (int Disk, int Byte)> _toDisk = [];
    private readonly HashSet<(StreamId Stream, long Byte)> _toClient = [];

    public CopyListScenario(int seed)
    {
        _random = new Random(seed);
        WriteTape(seed);
        MakeDisks();
        DrawMap();
        Parameters = new OperatingParameters();
        Options = new CopyListBuilderOptions
        {
            Header = _random.Next(3) == 0
                ? new CopyParameterListHeader(ListIdentifierFormat.Lid4, 70_000)
                : new CopyParameterListHeader(ListIdentifierFormat.Lid1, 5, listIdUsage: (byte)(_toClient.Count > 0 ? 0 : 2)),
        };
        if (_random.Next(2) == 0)
        {
            Options.Start = CopyListStart.Relative;
            Options.StartPosition = new TapePosition(0, _random.NextInt64(Index.BeginLogicalObjectIdentifier, Index.EndLogicalObjectIdentifier + 1));
        }
    }

    public WriteLogIndex Index { get; private set; } = null!;

    public RestoreMap Map { get; } = new();

    public OperatingParameters Parameters { get; }

    public CopyListBuilderOptions Options { get; }

    public List<CopyList> Lists { get; } = [];

    /// <summary>Gets how many tape blocks had to be cut by the end of a list; a test that never does this tests little.</summary>
    public int Cuts { get; private set; }

    public void Dispose()
    {
        _tape.Dispose();
        _disks.ForEach(d => d.Dispose());
    }

    /// <summary>Narrows the limits as far as a list may still be built.</summary>
    public void DrawLimits()
    {
        Parameters.MaximumSegmentDescriptorCount = (ushort)(_random.Next(3) == 0 ? _random.Next(3, 6) : _random.Next(3, 60));
        Parameters.MaximumCscdDescriptorCount = (ushort)_random.Next(2, 5);
        Parameters.MaximumDescriptorListLengthBytes = (uint)(_random.Next(3) == 0 ? _random.Next(120, 400) : 20_000);
        Parameters.MaximumSegmentLengthBytes = (uint)(_random.Next(3) == 0 ? 0 : _random.Next(1, _random.Next(2, 5_000)));
        Parameters.HeldDataLimitBytes = (uint)_random.Next(1, _random.Next(2, 2_000));
    }

    /// <summary>Builds the lists one by one, runs each, and compares what every disk and the client have in the end.</summary>
    public void RunAndCompare()
    {
        if (Selection() is not { IsEmpty: false } selection)
        {
            return;
        }

        TapeDriveModel model = _random.Next(3) switch
        {
            0 => TapeDriveModel.NoSeekCost,
            1 => TapeDriveModel.Lto8,
            _ => new TapeDriveModel("random", _random.Next(100, 2000), _random.NextDouble(), _random.Next(100, 5000), _random.NextDouble(), _random.Next(100, 5000), 10, 0),
        };
        RestorePlan plan = RestorePlanner.Plan(Index, selection, model, _random.Next(2) == 0 ? null : new TapePosition(0, _random.Next(100)));
        var builder = new CopyListBuilder(plan, Map, CopyListDevice.Tape(TapeDescriptor), Parameters, Options);
        _manager.Parameters = Parameters;
        List<byte> client = Expect(plan);
        var held = new List<byte>();
        if (Options.StartPosition is { } start)
        {
            Assert.True(_tape.Locate(start).IsSuccess);
        }

        foreach (CopyList list in builder.Lists)
        {
            held.AddRange(RunList(list));
        }

        Assert.Equal(client, held);
        for (int disk = 0; disk < _disks.Count; disk++)
        {
            var content = new byte[_expected[disk].Length];
            Assert.True(_disks[disk].Read(0, content).IsSuccess);
            Assert.True(_expected[disk].AsSpan().SequenceEqual(content), "Disk " + disk + " differs at byte " + _expected[disk].AsSpan().CommonPrefixLength(content) + ".");
        }

        Assert.Equal(client.Count, Lists.Sum(l => l.HeldBytes));
        Assert.Equal(plan.Streams.Sum(s => plan.RangesOf(s).Sum(r => Payload(s, r).Count(p => _toDisk.ContainsKey((s, p.Byte))))), Lists.Sum(l => l.DiskBytes));
        Assert.Equal(Lists.Select(l => l.ParameterList.ToArray()), builder.Lists.Select(l => l.ParameterList.ToArray()));
    }

    /// <summary>Compares what an incomplete restore left: every byte of a disk is the old one or the right one.</summary>
    public void CompareIncomplete()
    {
        for (int disk = 0; disk < _disks.Count; disk++)
        {
            var content = new byte[_expected[disk].Length];
            Assert.True(_disks[disk].Read(0, content).IsSuccess);
            for (int index = 0; index < content.Length; index++)
            {
                Assert.True(content[index] == _original[disk][index] || content[index] == _expected[disk][index], "Disk " + disk + " is wrong at byte " + index + ".");
            }
        }
    }

    private byte[] RunList(CopyList list)
    {
        Assert.Equal(Lists.Count, list.Index);
        Assert.Equal(Options.Start == CopyListStart.Relative, list.Begin is not null);
        if (list.Begin is { } begin)
        {
            Assert.Equal(Position(), begin);
        }
        else
        {
            _tape.Locate(new TapePosition(0, _random.Next(100)));
        }

        NaiveCopyOutcome outcome = _manager.Execute(list.ParameterList.Span, list.Format);
        Assert.True(outcome.IsGood, list + ": " + outcome);
        Assert.Equal(list.End, Position());
        Assert.Equal((list.DiskBytes, list.HeldBytes, list.SegmentCount), (outcome.WrittenBytes, outcome.HeldData.LongLength, outcome.SegmentsProcessed));
        Assert.InRange(list.HeldBytes, 0, Parameters.HeldDataLimitBytes);
        Cuts += outcome.ResidualSource.Length > 0 ? 1 : 0;
        Assert.Empty(outcome.ResidualDestination);
        Lists.Add(list);
        return outcome.HeldData;
    }

    private TapePosition Position()
    {
        Assert.True(_tape.ReadPosition(out TapePositionReport report).IsSuccess);
        return report.Position;
    }

    private void WriteTape(int seed)
    {
        // Something of somebody else's before the session, so that its first object is not 0.
        for (int foreign = _random.Next(3); foreign > 0; foreign--)
        {
            _tape.WriteBlock(new byte[_random.Next(1, 50)]);
            _tape.WriteFilemarks(_random.Next(2), isImmediate: false);
        }

        var backup = new BackupScenario(seed, _tape, o => o.Placement = BackupPlacement.Append, maximumStreams: 5);
        backup.Run();
        Index = WriteLogIndex.Build(backup.Session.Log.Snapshot());
        foreach (WriteLogStream stream in Index.Streams)
        {
            _payloads.Add(stream.Id, [.. backup.Streams[stream.Id.Ordinal].Blocks.Take((int)stream.BlockCount)]);
        }

        backup.Session.Dispose();
    }

    private void MakeDisks()
    {
        for (int disk = _random.Next(1, 4); disk > 0; disk--)
        {
            int blockLength = _random.Next(4) switch
            {
                0 => 1,
                1 => 16,
                2 => _random.Next(2, 700),
                _ => 64,
            };
            var content = new byte[DiskBytes / blockLength * blockLength];
            _random.NextBytes(content);
            var descriptor = new IdentificationCscdDescriptor(CscdDevice.Disk(blockLength), 1, 3, [0x60, 2, 2, 2, 2, 2, 2, (byte)disk]);
            _disks.Add(new MemoryStorage(blockLength, content));
            _original.Add([.. content]);
            _expected.Add(content);
            _devices.Add(CopyListDevice.Disk(descriptor, content.Length / blockLength));
            _manager.Add(descriptor, _disks[^1]);
        }

        _manager.Add(TapeDescriptor, _tape);
    }

    // Ranges of any length, on their way through the stream; often the next one goes on where the last one on that disk ended.
    private void DrawMap()
    {
        var free = new int[_disks.Count];
        foreach (WriteLogStream stream in Index.Streams)
        {
            long length = _payloads[stream.Id].Sum(b => (long)b.Length);
            int longest = _random.Next(2, 3_000);
            for (long at = _random.Next(2) == 0 ? 0 : _random.Next(200); at < length + 50;)
            {
                int count = _random.Next(1, longest);
                int disk = _random.Next(_disks.Count);
                int begin = free[disk];
                if (_random.Next(3) != 0)
                {
                    begin += _random.Next(2) == 0 ? _random.Next(100) : (-begin % _disks[disk].BlockLength + _disks[disk].BlockLength) % _disks[disk].BlockLength;
                }

                switch (_random.Next(6))
                {
                    case 0:
                        Map.Add(stream.Id, at, count, RestoreDestination.ApplicationClient);
                        _toClient.UnionWith(Enumerable.Range(0, count).Select(n => (stream.Id, at + n)));
                        break;
                    case 1:
                        Map.Add(stream.Id, at, count, RestoreDestination.Discard);
                        break;
                    case 2 or 3 or 4 when begin + count <= _expected[disk].Length:
                        int blockLength = _disks[disk].BlockLength;
                        Map.Add(stream.Id, at, count, RestoreDestination.ToDisk(_devices[disk], begin / blockLength, begin % blockLength));
                        for (int index = 0; index < count; index++)
                        {
                            _toDisk.Add((stream.Id, at + index), (disk, begin + index));
                        }

                        free[disk] = begin + count;
                        break;
                    default:
                        break; // Not named.
                }

                at += count;
            }
        }
    }

    private RestoreSelection Selection()
    {
        if (_random.Next(2) == 0)
        {
            return Map.SelectBlocks(Index);
        }

        var selection = new RestoreSelection();
        foreach (WriteLogStream stream in Index.Streams.Where(s => s.BlockCount > 0 && _random.Next(4) != 0))
        {
            for (int ranges = _random.Next(1, 4); ranges > 0; ranges--)
            {
                long first = _random.NextInt64(stream.BlockCount);
                selection.Add(stream.Id, _random.Next(3) == 0 ? BlockRange.All : new BlockRange(first, _random.NextInt64(1, stream.BlockCount - first + 1)));
            }
        }

        return selection;
    }

    // The model: every byte of every planned block by itself, in the order of the tape.
    private List<byte> Expect(RestorePlan plan)
    {
        var client = new List<byte>();
        foreach (RestoreStep step in plan.Steps.Where(s => s.Type == RestoreStepType.Read))
        {
            foreach ((long at, byte value) in Payload(step.Stream, new BlockRange(step.FirstBlock, step.Count)))
            {
                if (_toDisk.TryGetValue((step.Stream, at), out (int Disk, int Byte) place))
                {
                    _expected[place.Disk][place.Byte] = value;
                }
                else if (_toClient.Contains((step.Stream, at)))
                {
                    client.Add(value);
                }
            }
        }

        return client;
    }

    private IEnumerable<(long Byte, byte Value)> Payload(StreamId stream, BlockRange blocks)
    {
        long at = _payloads[stream].Take((int)blocks.FirstBlock).Sum(b => (long)b.Length);
        foreach (byte value in _payloads[stream].Skip((int)blocks.FirstBlock).Take((int)blocks.BlockCount).SelectMany(b => b))
        {
            yield return (at++, value);
        }
    }
}
