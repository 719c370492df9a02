namespace MultiThreadBackupLog.Xcopy.Commands;

/// <summary>What RECEIVE COPY RESULTS (SPC-4: THIRD-PARTY COPY IN) asks for. The values are those of SERVICE ACTION.</summary>
public enum ReceiveCopyResultsAction
{
    /// <summary>COPY STATUS (00h): how far a copy is; the data-in are <see cref="CopyStatusData"/>.</summary>
    CopyStatus = 0x00,

    /// <summary>RECEIVE DATA (01h): what was held; the data-in are <see cref="HeldCopyData"/>.</summary>
    ReceiveData = 0x01,

    /// <summary>OPERATING PARAMETERS (03h): what the copy manager can do; the data-in are
    /// <see cref="Xcopy.OperatingParameters"/>.</summary>
    OperatingParameters = 0x03,

    /// <summary>FAILED SEGMENT DETAILS (04h): why a copy failed; the data-in are <see cref="FailedSegmentDetailsData"/>.</summary>
    FailedSegmentDetails = 0x04,

    /// <summary>RECEIVE COPY STATUS (LID4) (05h); the data-in are <see cref="CopyResultsData"/>.</summary>
    CopyStatusLid4 = 0x05,

    /// <summary>RECEIVE COPY DATA (LID4) (06h); the data-in are <see cref="CopyResultsData"/> with held data.</summary>
    ReceiveDataLid4 = 0x06,

    /// <summary>RECEIVE ROD TOKEN INFORMATION (07h).</summary>
    RodTokenInformation = 0x07,

    /// <summary>REPORT ALL ROD TOKENS (08h), which has no list identifier.</summary>
    ReportAllRodTokens = 0x08,
}
