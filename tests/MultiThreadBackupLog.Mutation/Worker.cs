using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;

namespace MultiThreadBackupLog.Mutation;

/// <summary>The process that runs the tests. It answers each line with one line, and says in between where it is.</summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>mutant N</c></term><description>makes mutant N active, -1 none; answer <c>ok</c></description></item>
/// <item><term><c>run ID …</c></term><description>runs these tests up to the first that fails; before each a line <c>at N</c>, then <c>passed</c>,
/// <c>failed N</c>, or <c>spoilt N</c> where the test fails without the mutant, too: then something was left behind</description></item>
/// <item><term><c>cover ID</c></term><description>runs one test; <c>passed MS</c> or <c>failed MS MESSAGE</c>, a tab, and the mutants reached</description></item>
/// <item><term><c>statics</c></term><description>the mutants that static initialisers have reached since the start</description></item>
/// <item><term><c>tests</c></term><description>how many tests were found, and a line for each: identifier, tab, name</description></item>
/// </list>
/// </remarks>
internal static class Worker
{
    public static int Run(RunFolder folder, Arguments arguments)
    {
        // What tests print must not get between the answers.
        using var answers = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        using var commands = new StreamReader(Console.OpenStandardInput());
        Console.SetOut(TextWriter.Null);
        Trace.Listeners.Clear();
        int mutant = (int)arguments.Number("mutant", -1);
        using var host = new TestHost(folder.Bin, mutant);
        var hits = new byte[1 << 17];
        if (mutant < 0)
        {
            host.Note(hits);
            host.Initialise();
            host.Note(null);
        }

        byte[] statics = (byte[])hits.Clone();
        var found = new StringBuilder();
        int count = 0;
        foreach ((string id, string name) in host.Find(new NameFilter(arguments.Needed("tests"))))
        {
            count++;
            found.Append('\n').Append(id).Append('\t').Append(name.ReplaceLineEndings(" ").Replace('\t', ' '));
        }

        answers.WriteLine("ready");
        while (commands.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ', 2);
            switch (parts[0])
            {
                case "mutant":
                    mutant = int.Parse(parts[1], CultureInfo.InvariantCulture);
                    host.Activate(mutant);
                    answers.WriteLine("ok");
                    break;
                case "run":
                    answers.WriteLine(RunAll(host, parts[1].Split(' '), mutant, answers));
                    break;
                case "cover":
                    Array.Clear(hits);
                    host.Note(hits);
                    string outcome = Outcome(host, parts[1]);
                    host.Note(null);
                    for (int i = 0; i < hits.Length; i++)
                    {
                        statics[i] |= (byte)(hits[i] & MutantSwitch.ReachedInStatic);
                    }

                    answers.WriteLine(outcome + "\t" + Numbers(hits));
                    break;
                case "statics":
                    answers.WriteLine(Numbers(statics));
                    break;
                case "tests":
                    answers.WriteLine(count.ToString(CultureInfo.InvariantCulture) + found);
                    break;
            }
        }

        return 0;
    }

    private static string RunAll(TestHost host, string[] tests, int mutant, StreamWriter answers)
    {
        for (int index = 0; index < tests.Length; index++)
        {
            answers.WriteLine("at " + index.ToString(CultureInfo.InvariantCulture));
            if (host.Run(tests[index], out _) is null)
            {
                continue;
            }

            host.Activate(-1);
            string? without = host.Run(tests[index], out _);
            host.Activate(mutant);
            return (without is null ? "failed " : "spoilt ") + index.ToString(CultureInfo.InvariantCulture);
        }

        return "passed";
    }

    private static string Outcome(TestHost host, string id)
    {
        string? failure = host.Run(id, out double milliseconds);
        string took = milliseconds.ToString("F2", CultureInfo.InvariantCulture);
        return failure is null ? "passed " + took : "failed " + took + " " + failure.ReplaceLineEndings(" ").Replace('\t', ' ');
    }

    private static string Numbers(byte[] hits)
    {
        var text = new StringBuilder();
        for (int i = 0; i < hits.Length; i++)
        {
            if (hits[i] != 0)
            {
                text.Append(i).Append(' ');
            }
        }

        return text.ToString().TrimEnd();
    }
}
