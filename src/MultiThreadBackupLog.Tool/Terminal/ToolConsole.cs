using System;
using System.IO;
using System.Threading;
using Spectre.Console;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>Where a verb writes: results to standard output, messages and progress to standard error.</summary>
/// <remarks>Escape sequences go to terminals only. Safe to use from several threads.</remarks>
internal sealed class ToolConsole
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly Lock _gate = new();

    public ToolConsole(TextWriter output, TextWriter error, bool isOutputTerminal = false, bool isErrorTerminal = false)
    {
        _output = output;
        _error = error;
        IsErrorTerminal = isErrorTerminal;
        OutputScreen = Screen(output, isOutputTerminal);
        ErrorScreen = Screen(error, isErrorTerminal);
    }

    /// <summary>Gets the writer of results, for those that write more than lines.</summary>
    public TextWriter Output => _output;

    /// <summary>Gets the writer of messages, for the parser of the command line.</summary>
    public TextWriter Error => _error;

    public bool IsErrorTerminal { get; }

    /// <summary>Gets standard output for coloured drawing; plain where it is no terminal.</summary>
    public IAnsiConsole OutputScreen { get; }

    /// <summary>Gets standard error for progress bars.</summary>
    public IAnsiConsole ErrorScreen { get; }

    public static ToolConsole OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    /// <summary>Writes a line of the result.</summary>
    public void Result(string line)
    {
        lock (_gate)
        {
            _output.WriteLine(line);
        }
    }

    /// <summary>Writes a message for a person, on standard error.</summary>
    public void Message(string line)
    {
        lock (_gate)
        {
            if (IsErrorTerminal)
            {
                // Through the screen, which moves a running progress bar out of the way.
                ErrorScreen.WriteLine("mtbl: " + line);
            }
            else
            {
                _error.WriteLine("mtbl: " + line);
            }
        }
    }

    /// <summary>Makes a list whose problems are told at once.</summary>
    /// <param name="prefix">What stands before each, for example the stream's name.</param>
    public ProblemList Problems(string prefix) => new(problem => Message(Printable.Text(prefix) + ": " + problem));

    private static IAnsiConsole Screen(TextWriter writer, bool isTerminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        Out = new AnsiConsoleOutput(writer),
    });
}
