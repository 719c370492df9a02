using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using MultiThreadBackupLog.Log.Sealing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log.Sealing;

/// <summary>What is collected for a sealed page, and what of it goes to the page after it.</summary>
public class SealedPageContentTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1L << 30, 65_536)]
    [InlineData((1L << 30) + 1, 65_536)]
    [InlineData((1L << 46) / 3, 3)]
    [InlineData(((1L << 46) / 3) + 1, 3)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void RunBytes_AnyRun_AreCountedAsAtMostTwoToThe46(long count, int blockLength) =>
        Assert.Equal(BigInteger.Min((BigInteger)count * blockLength, BigInteger.One << 46), SealedPageContent.RunBytes(count, blockLength));

    [Fact]
    public void MoveRest_AfterAnyRun_LeavesWhatStandsBehindIt() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            foreach (List<Step> steps in Scenarios(seed))
                CheckRest(steps);

            return true;
        },
        cases: 4);

    [Fact]
    public void Encode_FirstRunsOfAContent_WritesWhatAContentOfThoseAloneGives() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            foreach (List<Step> steps in Scenarios(seed))
                CheckFirst(steps);

            return true;
        },
        cases: 4);

    [Fact]
    public void Encode_EncoderAndContentThatHadOtherPages_WritesWhatNewOnesWrite() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            var encoder = new SealedPageEncoder();
            var content = new SealedPageContent();
            for (int page = 0; page < 10; page++)
            {
                List<Step> steps = Steps(random);
                Fill(content, steps, page, 3);
                SealedPageContent fresh = Filled(steps, page, 3);
                Assert.Equal(Describe(fresh), Describe(content));
                Assert.Equal(Payload(fresh, fresh.RunCount, new SealedPageEncoder()), Payload(content, content.RunCount, encoder));
            }

            return true;
        },
        cases: 4);

    [Fact]
    public void ListedBytes_RecordsAndStampsBetweenThem_IsAtLeastWhatTheyTake() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            var content = new SealedPageContent();
            content.Begin(0, 0);
            long units = 0;
            for (int record = 0; record < 40; record++)
            {
                int stamps = random.Next(20);
                for (int stamp = 0; stamp < stamps; stamp++)
                    content.AddStamp(units += random.NextInt64(1, 1L << random.Next(1, 50)));

                Assert.Equal(stamps, content.StampsHere);
                var bytes = new byte[2 + random.Next(300)];
                int announced = content.ListedBytesWith(bytes.Length);
                content.AddRecord(bytes, 0);
                Assert.Equal(announced, content.ListedBytes);
                Assert.Equal(0, content.StampsHere);

                // No runs: their number, the form of the stamps, and what is listed.
                int taken = Payload(content, 0, new SealedPageEncoder()).Length - 2;
                Assert.InRange(taken, 0, content.ListedBytes);
            }

            content.AddStamp(long.MaxValue);
            content.AddRun(0, 1, 1);
            Assert.Equal(0, content.StampsHere);
            return true;
        },
        cases: 10);

    private static void CheckRest(List<Step> steps)
    {
        int runs = steps.Count(step => step.Kind == 'r');
        SealedPageContent whole = Filled(steps, firstObject: 100, firstUnits: 7);
        for (int cut = 0; cut < runs; cut++)
        {
            // All steps before the first that has so many runs before it stay, and what they say goes on from there.
            int first = steps.FindIndex(step => step.RunsBefore >= cut);
            Step? lastStamp = steps.Take(first).LastOrDefault(step => step.Kind == 's');
            long objects = steps.Take(first).Sum(step => step.Objects);
            SealedPageContent expected = Filled(steps.Skip(first), 100 + objects, lastStamp?.Units ?? 7);

            var next = new SealedPageContent();
            next.Begin(5, 5);
            next.AddRun(9, 9, 9); // What stood there before is gone.
            next.AddRecord([9, 9], 14);
            next.AddStamp(99);
            whole.MoveRest(cut, next);
            Assert.Equal(Describe(expected), Describe(next));
            Assert.Equal(Payload(expected, expected.RunCount, new SealedPageEncoder()), Payload(next, next.RunCount, new SealedPageEncoder()));
        }
    }

    private static void CheckFirst(List<Step> steps)
    {
        // Of the streams and lengths too: those that only later runs have are not there.
        int runs = steps.Count(step => step.Kind == 'r');
        SealedPageContent whole = Filled(steps, 100, 7);
        for (int cut = 1; cut < runs; cut++)
        {
            SealedPageContent first = Filled(steps.TakeWhile(step => step.RunsBefore < cut), 100, 7);
            Assert.Equal(Payload(first, cut, new SealedPageEncoder()), Payload(whole, cut, new SealedPageEncoder()));
        }
    }

    private static IEnumerable<List<Step>> Scenarios(int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, 5).Select(_ => Steps(random));
    }

    /// <summary>Runs, stamps and records in any order; also where nothing stands between many runs, and where a lot stands behind the last.</summary>
    private static List<Step> Steps(Random random)
    {
        var steps = new List<Step>();
        int count = random.Next(1, 60);
        int rare = random.Next(1, 8);
        int streams = random.Next(1, 30);
        long units = 7;
        int runs = 0;
        int quiet = random.Next(count + 1); // From here on there are runs alone.
        for (int step = 0; step < count; step++)
        {
            switch (step < quiet ? random.Next(rare + 2) : 2)
            {
                case 0:
                    steps.Add(new Step('s', runs, Units: units += random.Next(3) * random.Next(1, 1_000)));
                    break;
                case 1:
                    var record = new byte[1 + random.Next(5)];
                    random.NextBytes(record);
                    steps.Add(new Step('o', runs, Record: record, Objects: random.Next(3)));
                    break;
                default:
                    steps.Add(new Step('r', runs++, Ordinal: random.Next(streams) * 1_000, BlockLength: 1 + random.Next(1 + (rare % 3)), Objects: 1 + random.Next(40)));
                    break;
            }
        }

        return steps;
    }

    private static SealedPageContent Filled(IEnumerable<Step> steps, long firstObject, long firstUnits)
    {
        var content = new SealedPageContent();
        Fill(content, steps, firstObject, firstUnits);
        return content;
    }

    private static void Fill(SealedPageContent content, IEnumerable<Step> steps, long firstObject, long firstUnits)
    {
        long next = firstObject;
        content.Begin(firstObject, firstUnits);
        foreach (Step step in steps)
        {
            next += step.Objects;
            switch (step.Kind)
            {
                case 'r':
                    content.AddRun(step.Ordinal, step.BlockLength, step.Objects);
                    break;
                case 's':
                    content.AddStamp(step.Units);
                    break;
                default:
                    content.AddRecord(step.Record, next);
                    break;
            }
        }
    }

    private static byte[] Payload(SealedPageContent content, int runs, SealedPageEncoder encoder)
    {
        var output = new ByteBuffer();
        encoder.Encode(content, runs, output);
        return output.Written.ToArray();
    }

    private static string Describe(SealedPageContent content) => string.Join(
        " ",
        content.FirstObject,
        content.FirstUnits,
        content.StampsHere,
        content.ListedBytes,
        string.Join(",", Enumerable.Range(0, content.RunCount).Select(run => content.Streams.OrdinalOf(content.StreamsOf[run]) + ":" + content.Counts[run] + ":" + content.BytesOf(run))),
        string.Join(",", content.Events.Select(e => e.Position + (e.IsStamp ? "@" + e.Units : "=" + Convert.ToHexString(content.Record(e)) + "<" + e.NextObject))));

    private sealed record Step(char Kind, int RunsBefore, long Units = 0, byte[]? Record = null, int Ordinal = 0, int BlockLength = 0, long Objects = 0);
}
