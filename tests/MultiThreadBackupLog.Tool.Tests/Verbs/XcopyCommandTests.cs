using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Verbs;

public class XcopyCommandTests
{
    /// <summary>Lists with a descriptor of many kinds each; the last ones set reserved bits, and carry vendor specific types.</summary>
    public static TheoryData<string> Lists =>
    [
        BackupList,
        "2B270040000000000000003400000000E4010000010300085000E1110000000100000000000000000000000000000000"
            + "E4010000010300085000E111000000020000000000000000000000000000000007000008000000000100000014000018"
            + "000000010000000000000000112233445566778800000000130000080000000100000002",
        "2D11004000000000000000180000000AE000000000000000000000002100002037AABBCC000000000000000000000200"
            + "E30100000000000000000000000500000000000000000000000000000000000000000014000000010000800000000040"
            + "000000000000000000010203040506070809AABB",
        "27C1002000000000000000B000000000E4E1FFFFF1C3A5080102030405060708090A0B0C0D0E0F1011121314FF000200"
            + "BE00002CFFFF0003FFFFFFFFFF010020000000000000000500000006DEADBEEFFFFFFFFFFFFFFFFFFFFFFFFF00000001"
            + "C7FF0008AABBCCDD112233440500001C000000000000000A000AFFFF48445231444154413031EEEEEEEEEEEE11FF0008"
            + "FFFF0000F1FFFFFFC50000300000000100000005000000000010FFFFFFFFFFFF0000000000002000"
            + "00112233445566778899AABBCCDDEEFF00000003C600001000000001"
            + "000300000100000064623700",
        "01010020000000000000000000000001FF000000000123450000000000000000000000000000000000000020000C0000"
            + "E601000000000000000000000000000000000001000000000000000000000000100000080000000000000001",
    ];

    private const string BackupList =
        "210100400000000000000024000000" + "00" + "E400000001030010600140512345678901234567ABCDEF01" + "0000000000000200" + "E4010000010300085000E11100000001" + "000000000000000000000000" + "04000000"
        + "000000140000000100010000000004000000000000002000" + "100000080000000100000001";

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Decode_ThenEncode_GivesTheSameBytes(string hex)
    {
        using var folder = new TemporaryFolder();
        string list = File(folder, "list.hex", "# a list\n0000: " + hex[..20] + "\n  " + hex[20..] + " # its rest\n");
        ToolRun decoded = await ToolRun.Done("xcopy", "decode", list, "--hex", "--json", "--lenient");
        ToolRun encoded = await ToolRun.Done("xcopy", "encode", File(folder, "list.json", decoded.Output));
        Assert.Equal(hex.ToLowerInvariant(), encoded.Output.Trim());
        await ToolRun.Done("xcopy", "decode", list, "--hex", "--lenient");
    }

    [Fact]
    public async Task Decode_AsJson_HasTheShapeThatProgramsReadOn()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("list.bin", Convert.FromHexString(BackupList));
        JsonElement list = (await ToolRun.Done("xcopy", "decode", path, "--json")).Json;
        Assert.Equal(
            """{"index":0,"type":"E4h","peripheralDeviceType":0,"nul":false,"luIdType":0,"relativeInitiatorPort":0,"codeSet":1,"association":0,"designatorType":3,"designator":"600140512345678901234567abcdef01","pad":false,"blockLength":512}""",
            JsonSerializer.Serialize(list.GetProperty("cscdDescriptors")[0]));
        Assert.Equal(
            """{"index":0,"type":"00h","cat":false,"sourceIndex":0,"destinationIndex":1,"streamDeviceTransferLength":65536,"numberOfBlocks":1024,"blockDeviceLba":8192}""",
            JsonSerializer.Serialize(list.GetProperty("segments")[0]));
        Assert.Equal(
            ["format", "listIdentifier", "str", "listIdUsage", "priority", "cscdDescriptors", "segments", "inlineData"],
            list.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Decode_ForAPerson_SaysWhatEachSegmentDoes()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Done("xcopy", "decode", File(folder, "list.hex", BackupList.Replace("100000080000000100000001", "100000080000000500000001", StringComparison.Ordinal)), "--hex");
        Assert.Contains("read 1024 disk blocks from LBA 8192 of CSCD 0, write them to CSCD 1 in transfers of 65536", run.Output, StringComparison.Ordinal);
        Assert.Contains("write 1 filemarks to CSCD 5", run.Output, StringComparison.Ordinal);
        Assert.Contains("note: segment 1 names CSCD 5, which is not in the list", run.Output, StringComparison.Ordinal);
        Assert.Contains("SequentialAccess, PAD", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decode_OfAListThatMustBeRefused_GivesTheFaultAndFails()
    {
        using var folder = new TemporaryFolder();
        string path = File(folder, "list.hex", BackupList.Replace("1000000800000001", "4000000800000001", StringComparison.Ordinal));
        ToolRun run = await ToolRun.Of("xcopy", "decode", path, "--hex", "--json");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        JsonElement fault = run.Json.GetProperty("fault");
        Assert.Equal((104, "05h", "26h", "09h"), (fault.GetProperty("offset").GetInt32(), Text(fault, "senseKey"), Text(fault, "asc"), Text(fault, "ascq")));
        run = await ToolRun.Of("xcopy", "decode", path, "--hex");
        Assert.Equal((ExitCode.Failed, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("26h/09h", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        await ToolRun.Done("xcopy", "decode", path, "--hex", "--lenient");
        Assert.Equal(ExitCode.Failed, (await ToolRun.Of("xcopy", "decode", File(folder, "short.hex", BackupList[..40]), "--hex", "--lenient")).ExitCode);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "object")]
    [InlineData("""{"format":"LID2"}""", "LID2")]
    [InlineData("""{"listIdentifer":1}""", "listIdentifer")]
    [InlineData("""{"listIdentifier":256}""", "LIST IDENTIFIER")]
    [InlineData("""{"segments":[{"type":"11h","count":8388608}]}""", "COUNT")]
    [InlineData("""{"segments":[{"type":"11h","cnt":1}]}""", "cnt")]
    [InlineData("""{"segments":[{"count":1}]}""", "type")]
    [InlineData("""{"segments":[{"type":"zz"}]}""", "zz")]
    [InlineData("""{"segments":[7]}""", "object")]
    [InlineData("""{"segments":{}}""", "array")]
    [InlineData("""{"inlineData":"0"}""", "inlineData")]
    [InlineData("""{"cscdDescriptors":[{"type":"E4h","designator":"000000000000000000000000000000000000000000"}]}""", "DESIGNATOR")]
    public async Task Encode_OfWrongJson_SaysWhatIsWrong(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Of("xcopy", "encode", File(folder, "list.json", json));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "odd")]
    [InlineData("0g", "no hexadecimal digit")]
    public async Task Decode_OfTextThatIsNotHexadecimal_SaysSo(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        ToolRun run = await ToolRun.Of("xcopy", "decode", File(folder, "list.hex", text), "--hex");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_WithAWrongOption_IsExitCodeTwo() =>
        Assert.Equal(ExitCode.Usage, (await ToolRun.Of("xcopy", "decode", "x", "--format", "lid3")).ExitCode);

    [Fact]
    public async Task Sense_OfACopyThatFailed_NamesSegmentAndForwardedSense()
    {
        using var folder = new TemporaryFolder();
        string path = File(folder, "sense.hex", "F0000A000200001D001200000D010080003002F0004D000100000A00000000000200000000");
        JsonElement sense = (await ToolRun.Done("sense", "decode", path, "--hex", "--json")).Json;
        Assert.Equal(0, sense.GetProperty("segmentNumber").GetInt32());
        Assert.Equal("02h", Text(sense.GetProperty("forwardedSense")[0], "forwardedStatus"));
        Assert.Contains("THIRD PARTY DEVICE FAILURE", (await ToolRun.Done("sense", "decode", path, "--hex")).Output, StringComparison.Ordinal);
        ToolRun refused = await ToolRun.Of("sense", "decode", File(folder, "none.hex", "F000"), "--hex", "--json");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.True(refused.Json.TryGetProperty("fault", out _));
    }

    [Theory]
    [InlineData("83000000000000000000000000740000", "EXTENDED COPY (LID1)", "parameterListLength", "116")]
    [InlineData("1101FFFFFF00", "SPACE(6)", "count", "-1")]
    [InlineData("D402000000010000000000001000" + "0000", "WRITE LOG / RETRIEVE", "offset", "4294967296")]
    public async Task Cdb_OfAKnownCommand_HasItsFieldsByName(string hex, string name, string field, string value)
    {
        using var folder = new TemporaryFolder();
        JsonElement cdb = (await ToolRun.Done("cdb", "decode", File(folder, "cdb.hex", hex), "--hex", "--json")).Json;
        Assert.Equal(name, Text(cdb, "name"));
        Assert.Equal(value, cdb.GetProperty(field).GetRawText());
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string File(TemporaryFolder folder, string name, string content) => folder.Write(name, Encoding.UTF8.GetBytes(content));
}
