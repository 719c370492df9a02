using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>The tool as a process of its own, as a user starts it.</summary>
internal sealed partial class ToolProcess : IDisposable
{
    private const int Interrupt = 2;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ToolProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    public static ToolProcess Start(params string[] arguments)
    {
        // The test host itself runs under the dotnet command; a host of its own would only be another way to the same runtime.
        string? host = Environment.ProcessPath;
        string dotnet = Path.GetFileNameWithoutExtension(host) == "dotnet" ? host! : "dotnet";
        var start = new ProcessStartInfo(dotnet, arguments.Prepend(Path.Join(AppContext.BaseDirectory, "mtbl.dll")))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // A child that compiles in the background on the two cores that are there only makes the tests slower.
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
        process.StandardInput.Close();
        return new ToolProcess(process);
    }

    /// <summary>SIGKILL: nothing of the process runs after it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGINT: Ctrl+C.</summary>
    public void Interrupts() => Assert.Equal(0, Kill(_process.Id, Interrupt));

    public async Task<(int ExitCode, string Output, string Error)> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
