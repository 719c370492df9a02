using System;
using System.Threading;
using System.Threading.Tasks;

namespace MultiThreadBackupLog.Copying;

/// <summary>What came of one step of a copy: a thread goes on, waits or ends by it, and a simulation only goes on elsewhere.</summary>
internal readonly struct CopyStep
{
    private CopyStep(CopyStepType type, Func<CancellationToken, Task>? wait, CopyFault? fault)
    {
        Type = type;
        Wait = wait;
        Fault = fault;
    }

    /// <summary>Gets the outcome that something was done and the next step may follow.</summary>
    public static CopyStep Worked => default;

    /// <summary>Gets the outcome that nothing is left to do.</summary>
    public static CopyStep Done => new(CopyStepType.Done, null, null);

    public CopyStepType Type { get; }

    /// <summary>Gets what to wait for before the next step; a step that comes earlier does nothing.</summary>
    public Func<CancellationToken, Task>? Wait { get; }

    public CopyFault? Fault { get; }

    /// <summary>Makes the outcome that another must act first.</summary>
    /// <param name="wait">Gives what ends then. Not called where nobody waits.</param>
    public static CopyStep WaitFor(Func<CancellationToken, Task> wait) => new(CopyStepType.Waiting, wait, null);

    /// <summary>Makes the outcome that another must act first, where that is a task already.</summary>
    public static CopyStep WaitFor(Task task) => WaitFor(_ => task);

    public static CopyStep Failed(CopyFault fault) => new(CopyStepType.Failed, null, fault);
}

/// <summary>How a step ended.</summary>
internal enum CopyStepType
{
    Worked,
    Waiting,
    Done,
    Failed,
}
