namespace MultiThreadBackupLog;

/// <summary>Which form of EXTENDED COPY a list identifier comes from (SPC-4 clause 6.4).</summary>
public enum ListIdentifierFormat
{
    /// <summary>There is no list identifier: the stream does not come from an EXTENDED COPY command.</summary>
    None = 0,

    /// <summary>One byte, as in EXTENDED COPY(LID1) and in SPC-2 and SPC-3.</summary>
    Lid1 = 1,

    /// <summary>Four bytes, as in EXTENDED COPY(LID4).</summary>
    Lid4 = 4,
}
