namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>What a <see cref="WriteLogCommand"/> asks for. The values are those of SERVICE ACTION.</summary>
public enum WriteLogOperation
{
    /// <summary>Begin a log (00h); the data-out are <see cref="WriteLogInitiateParameters"/>.</summary>
    Initiate = 0x00,

    /// <summary>Report the status of the log (01h); the data-in are <see cref="WriteLogStatusData"/>.</summary>
    ReportStatus = 0x01,

    /// <summary>Send bytes of the log (02h); the data-in are a <see cref="WriteLogRetrieveHeader"/> and the bytes.</summary>
    Retrieve = 0x02,

    /// <summary>Write a copy of the log to the tape (03h); there are no data.</summary>
    CopyToMedium = 0x03,

    /// <summary>Free the memory that holds the log (04h); there are no data.</summary>
    Clear = 0x04,
}
