using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>A life of a log drawn from a seed: played on a log and on the naive model at once.</summary>
internal sealed class LogScenario
{
    private static readonly int[] Lengths = [1, 512, 65_536, 65_537, 1 << 20, int.MaxValue];

    private readonly Random _random;
    private readonly ManualTime _time = new();
    private readonly List<StreamId> _reserved = [];
    private readonly int _operations;
    private readonly int _meanRun;

    public LogScenario(int seed)
    {
        _random = new Random(seed);
        _operations = _random.Next(1, 120);
        _meanRun = _random.Next(1, 30);
        long origin = _random.Next(3) == 0 ? 0 : _random.NextInt64(1L << _random.Next(1, 50));
        Options = new WriteLogOptions
        {
            LogIdentifier = NextGuid(),
            ApplicationLogIdentifier = _random.Next(2) == 0 ? string.Empty : "café " + seed,
            VolumeIdentifier = NextGuid(),
            VolumeSetIdentifier = NextGuid(),
            VolumeNumber = _random.Next(),
            PredecessorVolume = NextGuid(),
            PredecessorLogIdentifier = NextGuid(),
            PredecessorCopyLogicalObjectIdentifier = _random.Next(2) == 0 ? -1 : _random.NextInt64(1L << 40),
            Partition = _random.Next(4),
            OriginLogicalObjectIdentifier = origin,
            SessionNumber = _random.Next(1, 100),
            HasBlockTrailers = _random.Next(2) == 0,
            HasSessionLabel = _random.Next(2) == 0,
            Granularity = _random.Next(4) == 0 ? WriteLogGranularity.Blocks : WriteLogGranularity.Runs,
            TimeResolution = _random.Next(3) switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromMilliseconds(1), _ => TimeSpan.FromTicks(10) },
            RunsPerTimeStamp = _random.Next(2) == 0 ? 1 : _random.Next(1, 20),
            TimeProvider = _time,
        };
        Model = new LogModel(origin);
        WillClose = _random.Next(2) == 0;
    }

    public WriteLogOptions Options { get; }

    public LogModel Model { get; }

    public bool WillClose { get; }

    /// <summary>Plays all of it; the log is committed at the end.</summary>
    public void Play(WriteLog log)
    {
        for (int operation = 0; operation < _operations; operation++)
        {
            _time.Advance(TimeSpan.FromTicks(_random.Next(100_000)));
            Step(log);
            Assert.Equal(Model.Next, log.NextLogicalObjectIdentifier);
            Assert.Equal(Model.OnMedium, log.OnMediumLogicalObjectIdentifier);
        }

        if (WillClose)
            log.Close();

        long committed = log.Commit();
        Assert.Equal(log.Length, committed);
        Assert.Equal(log.Length, log.CommittedLength);
    }

    private void Step(WriteLog log)
    {
        int[] open = Model.Streams.Where(s => s.Value.End is null).Select(s => s.Key).ToArray();
        int choice = _random.Next(100);
        if (open.Length == 0 || choice < 8)
        {
            Define(log);
        }
        else if (choice < 60)
        {
            int burst = _random.Next(1, 6);
            for (int run = 0; run < burst; run++)
                AppendBlocks(log, open[_random.Next(open.Length)]);
        }
        else if (choice < 68)
        {
            int owner = _random.Next(3) == 0 ? -1 : open[_random.Next(open.Length)];
            int count = _random.Next(1, 4);
            log.AppendFilemarks(owner < 0 ? null : new StreamId(owner), count);
            Model.Filemarks(owner, count);
        }
        else if (choice < 73)
        {
            var type = (SystemBlockType)_random.Next(1, 4);
            int length = Lengths[_random.Next(Lengths.Length)];
            int count = _random.Next(1, 5);
            long offset = _random.Next(10_000);
            long logLength = _random.Next(10_000);
            log.AppendSystemBlocks(type, length, count, offset, logLength);
            Model.System(type, length, count, offset, logLength);
        }
        else if (choice < 79)
        {
            Retract(log);
        }
        else if (choice < 84)
        {
            long mark = Model.Origin + _random.NextInt64(Model.Objects.Count + 1);
            log.MarkOnMedium(mark);
            Model.OnMedium = Math.Max(Model.OnMedium, mark);
        }
        else if (choice < 92)
        {
            log.Commit();
        }
        else
        {
            Remark(log, open[_random.Next(open.Length)]);
        }
    }

    private void Define(WriteLog log)
    {
        // Late and out of order: reserved now, defined when the dice say so.
        for (int more = _random.Next(1, 4); more > 0; more--)
            _reserved.Add(log.ReserveStream());

        int at = _random.Next(_reserved.Count);
        StreamId stream = _reserved[at];
        _reserved.RemoveAt(at);
        var description = new StreamDescription("stream " + _random.Next(3))
        {
            HostIdentifier = "iqn." + _random.Next(3),
            TargetPort = _random.Next(2) == 0 ? string.Empty : "port",
            ApplicationIdentifier = _random.Next(2) == 0 ? string.Empty : new string('x', _random.Next(300)),
            ListIdentifier = (uint)_random.NextInt64(1L << 32),
            ListIdentifierFormat = (ListIdentifierFormat)(_random.Next(3) switch { 0 => 0, 1 => 1, _ => 4 }),
            BlockLength = _random.Next(1 << 20),
            SourceDesignator = new byte[_random.Next(20)],
            StartTime = _random.Next(2) == 0 ? null : new DateTimeOffset(_random.NextInt64(DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero),
        };
        log.DefineStream(stream, description);
        Model.Streams.Add(stream.Ordinal, new ModelStream { Description = description });
    }

    private void AppendBlocks(WriteLog log, int stream)
    {
        int length = Lengths[_random.Next(4) == 0 ? _random.Next(Lengths.Length) : 2];
        int count = 1;
        while (count < 200 && _random.Next(_meanRun) != 0)
            count++;

        log.AppendBlocks(new StreamId(stream), length, count);
        Model.Blocks(stream, length, count);
    }

    private void Retract(WriteLog log)
    {
        // Mostly a little; at times everything.
        long most = Model.Objects.Count;
        long back = _random.Next(4) == 0 ? _random.NextInt64(most + 1) : _random.NextInt64(Math.Min(most, 20) + 1);
        long target = Model.Next - back;
        int before = Model.Retractions.Count;
        int[] owners = Model.Objects.Skip((int)(target - Model.Origin)).Where(o => o.Owner >= 0).Select(o => o.Owner).Distinct().Order().ToArray();
        WriteLogRetraction? retraction = log.RetractTo(target);
        Model.Retract(target);
        Assert.Equal(Model.Retractions.Count > before, retraction is not null);
        Assert.Equal(owners, retraction?.Streams.Select(s => s.Stream.Ordinal) ?? []);
    }

    private void Remark(WriteLog log, int ordinal)
    {
        var stream = new StreamId(ordinal);
        ModelStream model = Model.Streams[ordinal];
        switch (_random.Next(7))
        {
            case 0:
                var checksum = (uint)_random.NextInt64(1L << 32);
                log.AppendStreamChecksum(stream, checksum);
                model.Checksums.RemoveAll(c => c.Blocks == Model.BlockCount(ordinal));
                model.Checksums.Add((Model.BlockCount(ordinal), checksum));
                break;
            case 1:
                model.End = _random.Next(2) == 0 ? StreamEndType.Completed : StreamEndType.Failed;
                model.EndReason = _random.Next(2) == 0 ? string.Empty : "because";
                log.EndStream(stream, model.End.Value, model.EndReason);
                break;
            case 2:
                var error = new WriteLogError(_random.Next(), _random.Next(2) == 0, _random.Next(-1, 100), _random.Next(-1, 100), "it broke");
                log.AppendError(error);
                Model.Errors.Add(error);
                break;
            case 3:
                log.AppendOrigin(new WriteLogOrigin(stream, _random.Next(), _random.Next(), _random.Next(256), _random.Next(), new byte[_random.Next(9)], _random.Next(2) * _random.Next(4096), _random.Next(2) * _random.Next(4096)));
                break;
            case 4:
                log.AppendReceiveTime(stream, _random.Next(), _time.GetUtcNow());
                break;
            case 5:
                log.AppendIntent(stream, _random.Next(40));
                log.AppendIntent(stream, 0);
                break;
            default:
                Model.Successor = NextGuid();
                log.AppendSuccessorVolume(Model.Successor);
                break;
        }
    }

    private Guid NextGuid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
