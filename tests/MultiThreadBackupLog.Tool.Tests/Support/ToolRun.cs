using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>One run of the tool inside the test's process: exit code, standard output, standard error.</summary>
internal sealed class ToolRun
{
    private ToolRun(int exitCode, string output, string error)
    {
        ExitCode = exitCode;
        Output = output;
        Error = error;
    }

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<ToolRun> Of(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await Program.RunAsync(arguments, new ToolConsole(TextWriter.Synchronized(output), TextWriter.Synchronized(error)));
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the tool and holds it to success.</summary>
    public static async Task<ToolRun> Done(params string[] arguments)
    {
        ToolRun run = await Of(arguments);
        Assert.True(run.ExitCode == Tool.ExitCode.Done, string.Join(' ', arguments.Prepend("mtbl")) + "\n" + run.Error + run.Output);
        return run;
    }
}
