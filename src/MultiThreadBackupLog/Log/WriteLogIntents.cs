namespace MultiThreadBackupLog.Log;

/// <summary>Whether a log says which blocks are about to be given to the device, before they are.</summary>
public enum WriteLogIntents
{
    /// <summary>It does not. A log then knows only what the device took. The default.</summary>
    None = 0,

    /// <summary>It does, and the intents become durable with the next commit like everything else: the log says which blocks were in doubt at an error.</summary>
    Appended = 1,

    /// <summary>
    /// It does, and makes each durable before the device sees the blocks: also after a crash of the machine the log says which blocks the tape may
    /// hold beyond those it took. Costs one synchronisation of the log's file for each write of up to 32 blocks.
    /// </summary>
    Committed = 2,
}
