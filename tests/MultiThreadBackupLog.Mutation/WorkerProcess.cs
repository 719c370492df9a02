using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace MultiThreadBackupLog.Mutation;

/// <summary>A worker as its parent sees it: a line there, a line back, and a limit of time on each.</summary>
internal sealed class WorkerProcess : IDisposable
{
    // A mutant that grows without end must hit this limit and not the machine's.
    private const string HeapLimit = "0xC0000000";

    private readonly Process _process;
    private readonly BlockingCollection<string?> _lines = [];
    private readonly string _temporary;

    /// <summary>Starts one; <paramref name="mutant"/> is active from its first instruction on.</summary>
    public WorkerProcess(RunFolder folder, int number, string tests, int mutant = -1)
    {
        _temporary = folder.Temporary(number);
        DeleteTemporary();
        Directory.CreateDirectory(_temporary);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[]
        {
            "worker", "--folder", folder.Path, "--tests", tests, "--mutant", mutant.ToString(CultureInfo.InvariantCulture),
        })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["TMPDIR"] = _temporary;
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (!start.Environment.ContainsKey("MTBL_CASES"))
        {
            start.Environment["MTBL_CASES"] = "0.02";
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.OutputDataReceived += (_, data) => _lines.Add(data.Data);
        _process.BeginOutputReadLine();
        State = Read(TimeSpan.FromSeconds(30), out _);
        State = State == WorkerState.Answered ? WorkerState.Ready : State;
    }

    /// <summary>Gets how it stands: only a ready one may be asked.</summary>
    public WorkerState State { get; private set; }

    /// <summary>Asks; on anything but an answer the process is of no use any more.</summary>
    public WorkerState Ask(string command, TimeSpan patience, out string answer)
    {
        try
        {
            _process.StandardInput.Write(command + "\n");
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            answer = string.Empty;
            return State = WorkerState.Crashed;
        }

        WorkerState outcome = Read(patience, out answer);
        State = outcome == WorkerState.Answered ? WorkerState.Ready : outcome;
        return outcome;
    }

    public string Ask(string command) =>
        Ask(command, TimeSpan.FromMinutes(10), out string answer) == WorkerState.Answered
            ? answer
            : throw new InvalidOperationException($"The worker does not answer '{command}': {State}.");

    public string ReadLine() => Read(TimeSpan.FromSeconds(60), out string line) == WorkerState.Answered
        ? line
        : throw new InvalidOperationException("The worker ended in the middle of an answer.");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
        _lines.Dispose();
        DeleteTemporary();
    }

    // An endless loop is told by the processor time, which does not depend on what else the machine does; a wait without end by the clock.
    private WorkerState Read(TimeSpan patience, out string answer)
    {
        answer = string.Empty;
        TimeSpan processorBefore = TimeSpan.Zero;
        long begin = Stopwatch.GetTimestamp();
        for (int look = 0; ; look++)
        {
            if (_lines.TryTake(out string? line, 200))
            {
                answer = line ?? string.Empty;
                return line is null ? WorkerState.Crashed : WorkerState.Answered;
            }

            if (_process.HasExited)
            {
                continue;
            }

            _process.Refresh();
            TimeSpan processor = _process.TotalProcessorTime;
            processorBefore = look == 0 ? processor : processorBefore;
            if (processor - processorBefore > patience || Stopwatch.GetElapsedTime(begin) > 5 * patience)
            {
                return WorkerState.TimedOut;
            }
        }
    }

    private void DeleteTemporary()
    {
        if (Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
