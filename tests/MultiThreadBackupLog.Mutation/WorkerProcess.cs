using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace MultiThreadBackupLog.Mutation;

/// <summary>A worker as its parent sees it: a line there, a line back, and a limit of time on each.</summary>
internal sealed class WorkerProcess : IDisposable
{
    // A mutant that grows without end must hit this limit and not the machine's.
    private const string HeapLimit = "0xC0000000";

    // Of 200 ms each.
    private const int IdleLooks = 25;

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

    /// <summary>Reads another line of an answer of several.</summary>
    public WorkerState Next(TimeSpan patience, out string line)
    {
        WorkerState outcome = Read(patience, out line);
        State = outcome == WorkerState.Answered ? WorkerState.Ready : outcome;
        return outcome;
    }

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

    // An endless loop is told by the processor time, which does not depend on what else the machine does; a wait without end by threads of which
    // none runs or wants to, look after look.
    private WorkerState Read(TimeSpan patience, out string answer)
    {
        answer = string.Empty;
        TimeSpan processorAtBegin = TimeSpan.MinValue;
        TimeSpan processorBefore = TimeSpan.MinValue;
        int idleLooks = 0;
        while (true)
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
            processorAtBegin = processorAtBegin == TimeSpan.MinValue ? processor : processorAtBegin;
            idleLooks = processor == processorBefore && !IsRunning() ? idleLooks + 1 : 0;
            processorBefore = processor;
            if (processor - processorAtBegin > patience || idleLooks >= IdleLooks)
            {
                return WorkerState.TimedOut;
            }
        }
    }

    private bool IsRunning()
    {
        try
        {
            return _process.Threads.Cast<ProcessThread>().Any(thread => thread.ThreadState is ThreadState.Running or ThreadState.Ready);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or System.ComponentModel.Win32Exception)
        {
            return true; // A thread, or the process, ended while it was looked at.
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
