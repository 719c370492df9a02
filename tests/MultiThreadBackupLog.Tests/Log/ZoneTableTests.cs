using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The zones of a tape, by section 10 of the format: 1,024 neighbouring runs each, fewer where a retraction ended one, with the streams that have runs there.</summary>
public class ZoneTableTests
{
    private const int ZoneRuns = 1024;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1024, 1)]
    [InlineData(1025, 2)]
    [InlineData(2048, 2)]
    [InlineData(2049, 3)]
    [InlineData(5000, 5)]
    public void Add_SoManyRuns_MakesAZoneOfEach1024(int runs, int zones)
    {
        var table = new ZoneTable();
        IndexedStream[] streams = Streams(300);
        for (int run = 0; run < runs; run++)
            table.Add(10 * run, streams[OwnerOf(run)]);

        table.Seal();
        Assert.Equal(zones, table.Count);
        for (int zone = 0; zone < zones; zone++)
        {
            int first = zone * ZoneRuns;
            Assert.Equal(10 * first, table.FirstObject(zone));
            IEnumerable<int> owners = Enumerable.Range(first, Math.Min(ZoneRuns, runs - first)).Select(OwnerOf).Distinct().Order();
            Assert.Equal(owners, table.Streams(zone).ToArray());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Add_AndCutTo_AtRandom_LeaveWhatAListOfZonesHas(int seed)
    {
        var random = new Random(seed);
        var table = new ZoneTable();
        IndexedStream[] streams = Streams(400);
        var model = new List<ZoneModel>();
        bool isOpen = false;
        long next = 0;
        for (int phase = 0; phase < 30; phase++)
        {
            int active = random.Next(1, random.Next(2) == 0 ? 4 : streams.Length);
            for (int run = random.Next(2_500); run > 0; run--)
            {
                int owner = random.Next(active);
                if (!isOpen || model[^1].Runs == ZoneRuns)
                    model.Add(new ZoneModel(next));

                isOpen = true;
                model[^1].Runs++;
                model[^1].Streams.Add(owner);
                table.Add(next, streams[owner]);
                next += random.Next(1, 5);
            }

            // Often exactly where a zone begins.
            long cut = random.Next(2) == 0 && model.Count > 0 ? model[random.Next(model.Count)].FirstObject : random.NextInt64(next / 2, next + 1);
            table.CutTo(cut);
            model.RemoveAll(zone => zone.FirstObject >= cut);
            isOpen = false;
            next = cut;
            Assert.Equal(model.Count, table.Count);
        }

        table.Add(next, streams[7]);
        model.Add(new ZoneModel(next) { Streams = { 7 } });
        table.Seal();
        AssertSame(model, table);
    }

    [Fact]
    public void MemoryBytes_OfZonesWithTheSameStreams_CountsOneListOfThem()
    {
        var table = new ZoneTable();
        IndexedStream[] streams = Streams(7);
        for (int run = 0; run < 6 * ZoneRuns; run++)
            table.Add(run, streams[run < 4 * ZoneRuns ? run % 4 : 6]);

        table.Seal();
        Assert.Equal(6, table.Count);
        Assert.Equal((16 * 6) + (4 * (4 + 1)), table.MemoryBytes);
    }

    private static void AssertSame(List<ZoneModel> model, ZoneTable table)
    {
        Assert.Equal(model.Select(zone => zone.FirstObject), Enumerable.Range(0, table.Count).Select(table.FirstObject));
        for (int zone = 0; zone < table.Count; zone++)
        {
            Assert.Equal(model[zone].Streams.ToArray(), table.Streams(zone).ToArray());
            Assert.Equal(zone, table.FindLast(table.FirstObject(zone)));
            Assert.Equal(zone - 1, table.FindLast(table.FirstObject(zone) - 1));
        }

        Assert.Equal(table.Count - 1, table.FindLast(long.MaxValue));
    }

    private static int OwnerOf(int run) => (run * 7 % 300) - (run * 7 % 300 % (1 + (run / ZoneRuns)));

    private static IndexedStream[] Streams(int count) =>
        Enumerable.Range(0, count).Select(index => new IndexedStream(index, new StreamId(index), new StreamDescription("s"))).ToArray();

    private sealed record ZoneModel(long FirstObject)
    {
        public SortedSet<int> Streams { get; } = [];

        public int Runs { get; set; }
    }
}
