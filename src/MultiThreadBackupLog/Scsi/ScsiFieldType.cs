namespace MultiThreadBackupLog.Scsi;

/// <summary>How the value of a described field is to be read and printed.</summary>
public enum ScsiFieldType
{
    /// <summary>One bit; the text is <c>true</c> or <c>false</c>.</summary>
    Flag = 0,

    /// <summary>A number; the text is decimal, with a minus sign where negative.</summary>
    Number = 1,

    /// <summary>A code of a standard; the text is hexadecimal with an h, for example <c>1Ch</c>.</summary>
    Code = 2,

    /// <summary>A string of bytes; the text is lower-case hexadecimal without blanks.</summary>
    Bytes = 3,

    /// <summary>A string of characters.</summary>
    Text = 4,

    /// <summary>Several fields under one name; the text is empty.</summary>
    Group = 5,
}
