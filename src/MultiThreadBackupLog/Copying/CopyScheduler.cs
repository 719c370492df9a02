using System.Collections.Generic;
using System.Linq;

namespace MultiThreadBackupLog.Copying;

/// <summary>Decides which waiting command runs next: by priority, then by age, and only when everything that it needs is free at once.</summary>
/// <remarks>
/// <para>
/// A command takes drives, streams and buffers all together before its first step and gives them back after its last, and waits for none of them
/// in between. So no two commands ever wait for each other.
/// </para>
/// <para>
/// One that cannot run yet keeps its place: what it waits for is not given to those behind it, or a command that needs a drive alone would never
/// get it from those that share it. Those that need none of that pass it by.
/// </para>
/// <para>Under the copy manager's lock.</para>
/// </remarks>
internal sealed class CopyScheduler(int bufferCount, int maximumRunning)
{
    private readonly List<CopyOperation> _waiting = [];
    private readonly List<CopyOperation> _running = [];

    /// <summary>Gets the commands that run, the one that began first in front.</summary>
    public IReadOnlyList<CopyOperation> Running => _running;

    public IReadOnlyList<CopyOperation> Waiting => _waiting;

    public int BuffersInUse { get; private set; }

    public void Enqueue(CopyOperation operation)
    {
        int index = _waiting.FindIndex(other => Compare(operation, other) < 0);
        _waiting.Insert(index < 0 ? _waiting.Count : index, operation);
    }

    /// <summary>Takes a command out that has not begun.</summary>
    public bool TryWithdraw(CopyOperation operation) => _waiting.Remove(operation);

    /// <summary>Gives back what a command had.</summary>
    public void Release(CopyOperation operation)
    {
        if (!_running.Remove(operation))
        {
            return;
        }

        BuffersInUse -= operation.Needs.Buffers;
        foreach (KeyValuePair<CopyDrive, CopyNeeds.DriveNeed> need in operation.Needs.Drives)
        {
            need.Key.Use.Give(need.Value.Access, need.Value.Streams);
        }
    }

    /// <summary>Lets every command begin that can.</summary>
    public IReadOnlyList<CopyOperation> Admit()
    {
        var admitted = new List<CopyOperation>();
        var claimed = new HashSet<CopyDrive>();
        bool areBuffersClaimed = false;
        foreach (CopyOperation operation in _waiting.ToArray())
        {
            if (_running.Count >= maximumRunning)
            {
                break;
            }

            bool isDriveFree = operation.Needs.Drives.All(need => !claimed.Contains(need.Key) && need.Key.Use.Allows(need.Value.Access, need.Value.Streams));
            bool hasBuffers = operation.Needs.Buffers == 0 || (!areBuffersClaimed && BuffersInUse + operation.Needs.Buffers <= bufferCount);
            if (isDriveFree && hasBuffers)
            {
                Begin(operation);
                admitted.Add(operation);
                continue;
            }

            claimed.UnionWith(operation.Needs.Drives.Keys);
            areBuffersClaimed |= isDriveFree;
        }

        return admitted;
    }

    private void Begin(CopyOperation operation)
    {
        _waiting.Remove(operation);
        _running.Add(operation);
        BuffersInUse += operation.Needs.Buffers;
        foreach (KeyValuePair<CopyDrive, CopyNeeds.DriveNeed> need in operation.Needs.Drives)
        {
            need.Key.Use.Take(need.Value.Access, need.Value.Streams);
        }
    }

    private static int Compare(CopyOperation left, CopyOperation right) =>
        left.Priority != right.Priority ? left.Priority.CompareTo(right.Priority) : left.Age.CompareTo(right.Age);
}
