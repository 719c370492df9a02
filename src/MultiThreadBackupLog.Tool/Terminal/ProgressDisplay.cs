using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Spectre.Console;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>Shows how far work is while it runs: bars on a terminal, a line now and then elsewhere.</summary>
/// <remarks>The work counts and knows nothing of this; the display asks.</remarks>
internal static class ProgressDisplay
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Shows progress until the work ends, well or badly.</summary>
    /// <returns>When the work has ended; its exception is left to whoever awaits the work.</returns>
    public static Task WatchAsync(ToolConsole console, Task work, Func<IReadOnlyList<ProgressItem>> sample) =>
        console.IsErrorTerminal ? DrawBarsAsync(console, work, sample) : WriteLinesAsync(console, work, sample);

    private static async Task DrawBarsAsync(ToolConsole console, Task work, Func<IReadOnlyList<ProgressItem>> sample)
    {
        Progress progress = console.ErrorScreen.Progress().AutoClear(false).HideCompleted(false).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new SpinnerColumn());
        await progress.StartAsync(async context =>
        {
            var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            bool isLast;
            do
            {
                isLast = work.IsCompleted;
                foreach (ProgressItem item in sample())
                {
                    if (!bars.TryGetValue(item.Name, out ProgressTask? bar))
                    {
                        bar = context.AddTask(Markup.Escape(Printable.Text(item.Name)));
                        bars.Add(item.Name, bar);
                    }

                    // A bar of unknown length shows that something moves, and at the end what there was.
                    bar.IsIndeterminate = item.TotalBytes is null && !item.IsEnded;
                    bar.MaxValue = Math.Max(item.IsEnded ? item.DoneBytes : item.TotalBytes ?? item.DoneBytes, 1);
                    bar.Value = item.IsEnded && item.DoneBytes == 0 ? bar.MaxValue : item.DoneBytes;
                }

                await Task.WhenAny(work, Task.Delay(BarInterval));
            }
            while (!isLast);
        });
    }

    private static async Task WriteLinesAsync(ToolConsole console, Task work, Func<IReadOnlyList<ProgressItem>> sample)
    {
        while (await Task.WhenAny(work, Task.Delay(LineInterval)) != work)
        {
            foreach (ProgressItem item in sample())
            {
                if (!item.IsEnded)
                {
                    console.Message(Printable.Text(item.Name) + ": " + Words(item));
                }
            }
        }
    }

    private static string Words(ProgressItem item) => item.TotalBytes is { } total and > 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{ByteSize.Format(item.DoneBytes)} of {ByteSize.Format(total)} ({100.0 * item.DoneBytes / total:0} %)")
        : ByteSize.Format(item.DoneBytes);
}
