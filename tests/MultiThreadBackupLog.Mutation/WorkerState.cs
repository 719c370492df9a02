namespace MultiThreadBackupLog.Mutation;

/// <summary>What became of a worker, or of a question to it.</summary>
internal enum WorkerState
{
    Ready,
    Answered,
    TimedOut,
    Crashed,
}
