using System.IO;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Tests.Terminal;

public class TerminalTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("65536", 65_536L)]
    [InlineData("64K", 65_536L)]
    [InlineData("64k", 65_536L)]
    [InlineData("64KiB", 65_536L)]
    [InlineData("3M", 3L << 20)]
    [InlineData("32GiB", 32L << 30)]
    [InlineData("8388607T", 8_388_607L << 40)]
    public void ByteSize_OfATextOfSomeBytes_IsTheirCount(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("1.5G")]
    [InlineData("12X")]
    [InlineData("8388608T")]
    [InlineData("99999999999999999999")]
    public void ByteSize_OfAnotherText_IsNone(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(5L << 40, "5.0 TiB")]
    public void ByteSize_Formatted_IsShort(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));

    [Theory]
    [InlineData("plain é 日本 😀", "plain é 日本 😀")]
    [InlineData("a\nb\u001b[31m", "a\\x0ab\\x1b[31m")]
    [InlineData("x\u202Ey", "x\\u202ey")]
    [InlineData("\u009b", "\\x9b")]
    public void Printable_Text_CannotSteerATerminal(string text, string expected) => Assert.Equal(expected, Printable.Text(text));

    [Fact]
    public void ToolConsole_ThatIsNoTerminal_WritesNoEscapes()
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var console = new ToolConsole(output, error);
        console.Result("result");
        console.Message("message");
        console.Problems("a\u001b").Fail("b\n", "went wrong");
        console.OutputScreen.Write(new Spectre.Console.Markup("[red]red[/]"));
        Assert.Equal("result\nred", output.ToString());
        Assert.Equal("mtbl: message\nmtbl: a\\x1b: b\\x0a: went wrong\n", error.ToString());
    }

    [Fact]
    public async Task ProgressDisplay_ThatIsNoTerminal_EndsWithTheWork()
    {
        var error = new StringWriter();
        var work = new TaskCompletionSource();
        Task display = ProgressDisplay.WatchAsync(new ToolConsole(TextWriter.Null, error), work.Task, () => []);
        Assert.False(display.IsCompleted);
        work.SetResult();
        await display;
        Assert.Empty(error.ToString());
    }

    [Fact]
    public void ProblemList_CountsFailuresOnlyAndKeepsABoundedNumber()
    {
        var problems = new ProblemList(_ => { });
        problems.Note("a", "b");
        Assert.False(problems.HasFailures);
        for (int count = 0; count < 5_000; count++)
        {
            problems.Fail("a", "b");
        }

        Assert.Equal(5_000, problems.FailureCount);
        Assert.Equal(1_000, problems.First.Count);
    }

    [Fact]
    public async Task Program_WithAnUnknownWord_IsAUsageError()
    {
        var error = new StringWriter();
        Assert.Equal(ExitCode.Usage, await Program.RunAsync(["nonsense"], new ToolConsole(TextWriter.Null, error)));
        Assert.Contains("nonsense", error.ToString());
        Assert.Equal(ExitCode.Done, await Program.RunAsync(["--help"], new ToolConsole(TextWriter.Null, TextWriter.Null)));
    }
}
