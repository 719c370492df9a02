using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Tests.Copying;

/// <content>What is to be put back where, and what the disks must hold afterwards.</content>
internal sealed partial class RestoreWays
{
    private const int TargetBytes = 40_000;

    private readonly List<CopyListDevice> _targets = [];
    private readonly Dictionary<StreamId, Place[]> _places = [];
    private Dictionary<StreamId, WrittenStream> _written = [];
    private List<byte[]> _patterns = [];
    private List<byte[]> _expected = [];
    private List<byte> _expectedHeld = [];
    private bool _isSelectedByMap;

    /// <summary>Puts a random selection back in each of the ways and compares every byte of every disk.</summary>
    public void RestoreInEveryWay()
    {
        WriteLogIndex index = _lab.Index(CopyLab.Host());
        _written = Match(index);
        CheckOrigins(index);
        using CopyLab other = OtherManager();
        RestoreMap map = _random.Next(3) == 0 ? DrawMap() : MapFromOrigins(index);
        RestoreSelection selection = Select(index, map);
        if (selection.IsEmpty)
        {
            return;
        }

        RestorePlan plan = RestorePlanner.Plan(index, selection, DrawModel(), _random.Next(2) == 0 ? null : new TapePosition(0, _random.Next(100)));
        int placed = Expect(plan);
        Assert.True(!_isSelectedByMap || placed == _places.Values.Sum(places => places.Count(place => place.IsClient || place.IsDisk)), "The map did not select all that it names.");
        Action[] ways = [() => RestoreByLists(other, plan, map), () => RestoreByWalking(plan, map), () => RestoreBySegment(plan, map)];
        _random.Shuffle(ways);
        foreach (Action way in ways)
        {
            way();
            _lab.Manager.ReportTapeMoved(_device);
        }
    }

    // A copy manager that knows nothing of the log, with the disks to restore to. They are full already.
    private CopyLab OtherManager()
    {
        _targets.Clear();
        _places.Clear();
        var lab = new CopyLab(hasThreads: false, _random.Next(), DrawManager());
        for (int target = 0; target < 2; target++)
        {
            int blockLength = _random.Next(5) switch { 0 => 1, 1 => 16, 2 => 100, 3 => 512, _ => DiskBlock };
            lab.AddDisk(TargetBytes / blockLength, blockLength: blockLength);
            _targets.Add(CopyListDevice.Disk(
                new IdentificationCscdDescriptor(CscdDevice.Disk(blockLength), 1, 3, ListBuilder.Designator(target)), TargetBytes / blockLength));
        }

        lab.AddTape(_device);
        _patterns = lab.Contents;
        return lab;
    }

    // Every byte that came from a disk is named with its place, and nothing else is.
    private void CheckOrigins(WriteLogIndex index)
    {
        foreach ((StreamId id, WrittenStream stream) in _written)
        {
            var named = new (int Disk, int At)[stream.Bytes.Count];
            Array.Fill(named, (0, TracedCopy.Padding));
            foreach (WriteLogOrigin origin in index.Origins.Where(origin => origin.Stream == id))
            {
                int disk = Enumerable.Range(0, SourceCount).SingleOrDefault(number => origin.SourceDesignator.Span.SequenceEqual(ListBuilder.Designator(number)), -1);
                for (int i = 0; i < origin.ByteCount; i++)
                {
                    named[origin.FirstStreamByte + i] = disk < 0
                        ? (0, TracedCopy.Metadata)
                        : (disk, (int)(origin.LogicalBlockAddress * DiskBlock) + origin.ByteOffset + i);
                }
            }

            for (int i = 0; i < named.Length; i++)
            {
                (int disk, int at) = stream.Traces[i];
                Assert.True(
                    at == named[i].At && (at < 0 || disk == named[i].Disk),
                    "Byte " + i + " of stream " + id + " came from " + disk + ":" + at + ", and the log says " + named[i] + ".");
            }
        }
    }

    // Back to other places than they came from: another disk, other blocks, off the edges.
    private RestoreMap MapFromOrigins(WriteLogIndex index)
    {
        int[] target = [_random.Next(-1, 2), 0];
        target[1] = target[0] == 0 ? 1 : 0;
        int[] shift = [_random.Next(3) == 0 ? 0 : _random.Next(5_000), _random.Next(5_000)];
        bool isHeld = _random.Next(2) == 0;
        StreamId[] streams = [.. _written.Keys.Where(_ => _random.Next(4) != 0)];
        foreach ((StreamId id, WrittenStream stream) in _written)
        {
            _places[id] = [.. stream.Traces.Select(trace => !streams.Contains(id) ? default
                : trace.At >= 0 ? (target[trace.Disk] < 0 ? default : new Place(target[trace.Disk], trace.At + shift[trace.Disk]))
                : trace.At == TracedCopy.Metadata && isHeld ? Place.Client
                : default)];
        }

        return RestoreMap.FromOrigins(index, streams, origin =>
        {
            if (origin.SourceDesignator.IsEmpty)
            {
                return isHeld ? RestoreDestination.ApplicationClient : RestoreDestination.Discard;
            }

            int disk = origin.SourceDesignator.Span.SequenceEqual(ListBuilder.Designator(0)) ? 0 : 1;
            long at = (origin.LogicalBlockAddress * DiskBlock) + origin.ByteOffset + shift[disk];
            return target[disk] < 0 ? RestoreDestination.Discard : To(target[disk], at);
        });
    }

    // Ranges of any length of the streams' bytes, whatever they are, some of them nowhere.
    private RestoreMap DrawMap()
    {
        var map = new RestoreMap();
        var free = new int[_targets.Count];
        foreach ((StreamId id, WrittenStream stream) in _written)
        {
            var places = new Place[stream.Bytes.Count];
            _places[id] = places;
            int longest = _random.Next(2, 2_000);
            for (int at = 0; at < places.Length;)
            {
                int count = Math.Min(_random.Next(1, longest), places.Length - at);
                int target = _random.Next(_targets.Count);
                int begin = free[target] + (_random.Next(2) == 0 ? 0 : _random.Next(200));
                switch (_random.Next(6))
                {
                    case 0:
                        map.Add(id, at, count, RestoreDestination.ApplicationClient);
                        Array.Fill(places, Place.Client, at, count);
                        break;
                    case 1:
                        map.Add(id, at, count, RestoreDestination.Discard);
                        break;
                    case 2 or 3 or 4 when begin + count <= TargetBytes / _targets[target].BlockLength * _targets[target].BlockLength:
                        map.Add(id, at, count, To(target, begin));
                        for (int i = 0; i < count; i++)
                        {
                            places[at + i] = new Place(target, begin + i);
                        }

                        free[target] = begin + count;
                        break;
                    default:
                        break; // Not named.
                }

                at += count;
            }
        }

        return map;
    }

    private RestoreDestination To(int target, long at) =>
        RestoreDestination.ToDisk(_targets[target], at / _targets[target].BlockLength, (int)(at % _targets[target].BlockLength));

    private RestoreSelection Select(WriteLogIndex index, RestoreMap map)
    {
        _isSelectedByMap = _random.Next(2) == 0;
        if (_isSelectedByMap)
        {
            return map.SelectBlocks(index);
        }

        var selection = new RestoreSelection();
        foreach (WriteLogStream stream in index.Streams.Where(stream => stream.BlockCount > 0 && _random.Next(3) != 0))
        {
            for (int ranges = _random.Next(1, 4); ranges > 0; ranges--)
            {
                long first = _random.NextInt64(stream.BlockCount);
                selection.Add(stream.Id, _random.Next(3) == 0 ? BlockRange.All : new BlockRange(first, _random.NextInt64(1, stream.BlockCount - first + 1)));
            }
        }

        return selection;
    }

    // Byte by byte of every block that the plan says is read, in the order of the tape.
    private int Expect(RestorePlan plan)
    {
        int placed = 0;
        _expected = [.. _patterns.Select(pattern => (byte[])pattern.Clone())];
        _expectedHeld = [];
        foreach (RestoreStep step in plan.Steps.Where(step => step.Type == RestoreStepType.Read))
        {
            WrittenStream stream = _written[step.Stream];
            int end = stream.EndByte(step.FirstBlock + step.Count);
            for (int at = stream.FirstBytes[(int)step.FirstBlock]; at < end; at++)
            {
                Place place = _places[step.Stream][at];
                placed += place.IsClient || place.IsDisk ? 1 : 0;
                if (place.IsClient)
                {
                    _expectedHeld.Add(stream.Bytes[at]);
                }
                else if (place.IsDisk)
                {
                    _expected[place.Target][place.At] = stream.Bytes[at];
                }
            }
        }

        return placed;
    }

    private void AssertDisks(string way, Func<int, byte[]> content)
    {
        for (int target = 0; target < _expected.Count; target++)
        {
            byte[] actual = content(target);
            int same = _expected[target].AsSpan().CommonPrefixLength(actual);
            Assert.True(same == _expected[target].Length, way + ": disk " + target + " differs at byte " + same + ".");
        }
    }

    /// <summary>Where a byte goes. The default is nowhere.</summary>
    private readonly struct Place(int target, int at)
    {
        private readonly int _target = target + 1;

        public static Place Client => new(-2, 0);

        public bool IsClient => _target < 0;

        public bool IsDisk => _target > 0;

        public int Target => _target - 1;

        public int At { get; } = at;
    }
}
