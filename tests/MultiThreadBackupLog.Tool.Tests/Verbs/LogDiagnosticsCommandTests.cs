using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Verbs;

public class LogDiagnosticsCommandTests
{
    private const string HostileName = "a, \"b\" <&>\u001b\u0001\uFFFF";

    [Fact]
    public async Task ExportCsv_OfALog_QuotesAndLeavesOutWhatWasRetracted()
    {
        using var folder = new TemporaryFolder();
        string path = folder["log.wlog"];
        Write(path, new WriteLogOptions { TimeResolution = TimeSpan.Zero }, log =>
        {
            StreamId hostile = log.DefineStream(new StreamDescription("x\r\n\"y\", z"));
            log.AppendBlocks(hostile, 1000, 3);
            log.AppendBlocks(log.DefineStream(new StreamDescription("b")), 500, 7);
            log.RetractTo(5);
        });
        string expected = "firstLogicalObjectIdentifier,stream,streamName,firstBlock,blockCount,blockLengthBytes,byteCount,notBefore\r\n"
            + "0,0,\"x\r\n\"\"y\"\", z\",0,3,1000,3000,\r\n"
            + "3,1,b,0,2,500,1000,\r\n";
        Assert.Equal(expected, (await ToolRun.Done("log", "export", path, "--csv")).Output);

        await ToolRun.Done("log", "export", path, "--csv", "-o", folder["out.csv"]);
        Assert.Equal(expected, File.ReadAllText(folder["out.csv"]));

        // A file that is there is not overwritten.
        Assert.Equal(ExitCode.Failed, (await ToolRun.Of("log", "export", path, "--csv", "-o", folder["out.csv"])).ExitCode);
    }

    [Fact]
    public async Task Seal_OfALog_LeavesAFileThatEveryVerbReadsAlike()
    {
        using var folder = new TemporaryFolder();
        string path = folder["log.wlog"];
        var clock = new SteppedTime();
        Write(path, new WriteLogOptions { TimeProvider = clock, RunsPerTimeStamp = 1 }, log => WriteTroubledLog(log, clock));
        await ToolRun.Done("log", "seal", path, folder["sealed.wlog"]);
        foreach (string[] verb in new[] { new[] { "log", "export", "--csv" }, ["log", "export", "--json-lines"] })
            Assert.Equal((await ToolRun.Done([.. verb, path])).Output, (await ToolRun.Done([.. verb, folder["sealed.wlog"]])).Output);

        Assert.Contains("closed", (await ToolRun.Done("log", "verify", folder["sealed.wlog"])).Output);
        Assert.Contains("bytes of index, which says what the pages say", (await ToolRun.Done("log", "verify", folder["sealed.wlog"])).Output);
        await ToolRun.Done("log", "stats", folder["sealed.wlog"]);
        await ToolRun.Done("log", "show", folder["sealed.wlog"], "--extents");

        // A bit of the index harms nobody but whoever asks whether all is well.
        byte[] damaged = File.ReadAllBytes(folder["sealed.wlog"]);
        damaged[^70] ^= 1;
        File.WriteAllBytes(folder["damaged.wlog"], damaged);
        Assert.Equal(ExitCode.Failed, (await ToolRun.Of("log", "verify", folder["damaged.wlog"])).ExitCode);
        await ToolRun.Done("log", "export", folder["damaged.wlog"], "--csv");

        // A file that is there is not overwritten, and what is no whole, closed log is not sealed.
        Assert.Equal(ExitCode.Failed, (await ToolRun.Of("log", "seal", path, folder["sealed.wlog"])).ExitCode);
        File.WriteAllBytes(folder["torn.wlog"], File.ReadAllBytes(path)[..^10]);
        Assert.Equal(ExitCode.Failed, (await ToolRun.Of("log", "seal", folder["torn.wlog"], folder["new.wlog"])).ExitCode);
        Assert.False(File.Exists(folder["new.wlog"]));
    }

    [Theory]
    [InlineData("log", "export", "a")]
    [InlineData("log", "export", "a", "--csv", "--json-lines")]
    [InlineData("log", "chart", "a")]
    [InlineData("log", "chart", "a", "--svg", "b", "--stall", "0")]
    [InlineData("log", "stats", "a", "--interval", "-1")]
    [InlineData("log", "stats", "a", "--stall", "soon")]
    public async Task Verbs_WithWrongArguments_AreUsageErrors(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, (await ToolRun.Of(arguments)).ExitCode);

    [Fact]
    public async Task Stats_OfALogWithTimes_TellRatesStallsStarvationAndErrors()
    {
        using var folder = new TemporaryFolder();
        string path = folder["log.wlog"];
        var clock = new SteppedTime();
        Write(path, new WriteLogOptions { TimeProvider = clock, RunsPerTimeStamp = 1 }, log => WriteTroubledLog(log, clock));

        JsonElement json = (await ToolRun.Done("log", "stats", path, "--json", "--interval", "1")).Json;
        Assert.True(json.GetProperty("hasTimes").GetBoolean());
        Assert.Equal(1, json.GetProperty("rateIntervalSeconds").GetDouble());
        Assert.Equal(1, json.GetProperty("stallCount").GetInt64());
        Assert.Equal(1, json.GetProperty("streams")[1].GetProperty("longestStarvationSeconds").GetDouble());
        Assert.Equal(20, json.GetProperty("all").GetProperty("rates").EnumerateArray().Sum(rate => rate.GetProperty("byteCount").GetInt64()) / 1000);
        JsonElement error = json.GetProperty("errors")[0];
        Assert.Equal(2, error.GetProperty("retractedObjectCount").GetInt64());
        Assert.Equal(0, error.GetProperty("after").GetProperty("stream").GetInt32());

        ToolRun text = await ToolRun.Done("log", "stats", path, "--stall", "2.5");
        Assert.Contains("stalls of 2.5 s and longer: 1, together 5 s", text.Output);
        Assert.Contains("broken", text.Output);
        Assert.DoesNotContain('\u001b', text.Output);
    }

    [Fact]
    public async Task Stats_OfALogWithoutTimes_SaySoAndNameNoRate()
    {
        using var folder = new TemporaryFolder();
        string path = folder["log.wlog"];
        Write(path, new WriteLogOptions { TimeResolution = TimeSpan.Zero }, log => WriteTroubledLog(log, new SteppedTime()));
        Assert.Contains("keeps no time stamps", (await ToolRun.Done("log", "stats", path)).Output);
        JsonElement json = (await ToolRun.Done("log", "stats", path, "--json")).Json;
        Assert.False(json.GetProperty("hasTimes").GetBoolean());
        Assert.False(json.TryGetProperty("stalls", out _));
        Assert.False(json.GetProperty("all").TryGetProperty("rates", out _));
        Assert.False(json.GetProperty("all").TryGetProperty("bytesPerSecond", out _));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 3)]
    [InlineData(2_000, 12)]
    [InlineData(200_000, 40)]
    public async Task Chart_OfAnyNumberOfRuns_IsWellFormedBoundedAndTheSameAgain(int runs, int streams)
    {
        using var folder = new TemporaryFolder();
        string path = folder["log.wlog"];
        var clock = new SteppedTime();
        Write(path, new WriteLogOptions { LogIdentifier = Guid.Empty, TimeProvider = clock, OriginLogicalObjectIdentifier = 1000 }, log =>
        {
            var random = new Random(1);
            for (int stream = 0; stream < streams; stream++)
            {
                log.DefineStream(new StreamDescription(HostileName + stream));
            }

            for (int run = 0; run < runs; run++)
            {
                clock.Now += TimeSpan.FromMilliseconds(3);
                log.AppendBlocks(new StreamId(random.Next(streams)), 65_536, 1 + random.Next(9));
            }
        });
        XElement svg = await Chart(folder, path, "a.svg");
        await Chart(folder, path, "b.svg");
        Assert.Equal(File.ReadAllBytes(folder["a.svg"]), File.ReadAllBytes(folder["b.svg"]));

        // At most a rectangle for each pixel column and series, whatever the number of runs.
        Assert.True(svg.Descendants().Count() < 200);
        string[] shapes = [.. svg.Descendants().Attributes("d").Select(data => data.Value)];
        Assert.True(shapes.Sum(data => data.Count(letter => letter == 'z')) < 1160 * 18);
        Assert.DoesNotContain(shapes, data => data.Contains("NaN", StringComparison.Ordinal) || data.Contains('E', StringComparison.Ordinal));
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Equal(runs == 0, texts.Contains("There is nothing on the tape."));
        Assert.Equal(streams > 12, texts.Any(text => text.StartsWith((streams - 11).ToString(CultureInfo.InvariantCulture) + " other streams", StringComparison.Ordinal)));
        Assert.Equal(runs > 0, texts.Any(text => text.StartsWith("#0 a, \"b\" <&>\\x1b", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Chart_OfRunsThatFillTheColumns_HasTheirSharesAsAreas()
    {
        using var folder = new TemporaryFolder();
        string path = folder["log.wlog"];
        Write(path, new WriteLogOptions { TimeResolution = TimeSpan.Zero }, log =>
        {
            StreamId a = log.DefineStream(new StreamDescription("a"));
            StreamId b = log.DefineStream(new StreamDescription("b"));
            for (int run = 0; run < 5_000; run++)
            {
                log.AppendBlocks(a, 1000, 3);
                log.AppendBlocks(b, 1000, 1);
            }
        });
        XElement svg = await Chart(folder, path, "a.svg");
        Assert.Contains("The log keeps no time stamps: it tells no rate.", svg.Value);
        Assert.Equal(0.75, Area(svg, "#0072B2") / (1160 * 160), 3);
        Assert.Equal(0.25, Area(svg, "#E69F00") / (1160 * 160), 3);
    }

    [Fact]
    public async Task Chart_OfATroubledLog_MarksErrorsAndStalls()
    {
        using var folder = new TemporaryFolder();
        string path = folder["log.wlog"];
        var clock = new SteppedTime();
        Write(path, new WriteLogOptions { TimeProvider = clock, RunsPerTimeStamp = 1 }, log => WriteTroubledLog(log, clock));
        XElement svg = await Chart(folder, path, "a.svg");
        Assert.Contains("errors: 1 (triangles), retractions: 1 (bars)", svg.Value);
        Assert.True(Area(svg, "#FBD5D5") > 0);
    }

    private static async Task<XElement> Chart(TemporaryFolder folder, string log, string name)
    {
        await ToolRun.Done("log", "chart", log, "--svg", folder[name]);
        return XDocument.Load(folder[name]).Root!;
    }

    // The area of all rectangles "Mx y h w v h …" of one colour.
    private static double Area(XElement svg, string colour) => svg.Descendants()
        .Where(element => element.Attribute("fill")?.Value == colour && element.Attribute("d") is not null)
        .SelectMany(element => element.Attribute("d")!.Value.Split('z', StringSplitOptions.RemoveEmptyEntries))
        .Sum(shape => Value(shape, 'h') * Value(shape, 'v'));

    private static double Value(string shape, char command) =>
        double.Parse(shape.Split(command)[1].Split('h', 'v')[0], CultureInfo.InvariantCulture);

    private static void WriteTroubledLog(WriteLog log, SteppedTime clock)
    {
        StreamId a = log.DefineStream(new StreamDescription("a"));
        StreamId b = log.DefineStream(new StreamDescription("b\u001b"));
        log.AppendBlocks(b, 1000, 1);
        for (int run = 0; run < 3; run++)
        {
            clock.Now += TimeSpan.FromMilliseconds(500);
            log.AppendBlocks(a, 1000, 5);
            log.Commit();
        }

        log.AppendBlocks(b, 1000, 1);
        log.AppendError(new WriteLogError(3, isDeferred: true, 17, 15, "broken\u001b"));
        log.RetractTo(15);
        log.Commit();
        clock.Now += TimeSpan.FromSeconds(5);
        log.AppendBlocks(a, 1000, 3);
    }

    private static void Write(string path, WriteLogOptions options, Action<WriteLog> life)
    {
        using WriteLog log = WriteLog.CreateFile(path, options);
        life(log);
        log.Close();
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }
}
