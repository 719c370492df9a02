using System;
using System.Collections.Generic;
using System.Threading;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>What went wrong with single files while the rest went on: told at once, counted for the exit code.</summary>
/// <remarks>
/// A failure means that something which was asked for is not there as it should be, and makes exit code 1. A note only says what was
/// passed over by rule. Safe to use from several threads.
/// </remarks>
internal sealed class ProblemList
{
    // What is kept for a summary is bounded: a tree of a million unreadable files must not fill the memory.
    private const int MaximumKept = 1_000;

    private readonly Action<Problem> _tell;
    private readonly List<Problem> _kept = [];
    private readonly Lock _gate = new();
    private long _failures;

    public ProblemList(Action<Problem> tell) => _tell = tell;

    public long FailureCount => Interlocked.Read(ref _failures);

    public bool HasFailures => FailureCount > 0;

    /// <summary>Gets the first problems, notes included.</summary>
    public IReadOnlyList<Problem> First
    {
        get
        {
            lock (_gate)
            {
                return _kept.ToArray();
            }
        }
    }

    /// <summary>Adds a failure: exit code 1.</summary>
    public void Fail(string subject, string what) => Add(new Problem(subject, what, true));

    /// <summary>Adds a note: worth knowing, no failure.</summary>
    public void Note(string subject, string what) => Add(new Problem(subject, what, false));

    private void Add(Problem problem)
    {
        lock (_gate)
        {
            if (_kept.Count < MaximumKept)
            {
                _kept.Add(problem);
            }

            _failures += problem.IsFailure ? 1 : 0;
            _tell(problem);
        }
    }
}
