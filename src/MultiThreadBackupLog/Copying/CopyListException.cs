using System;

namespace MultiThreadBackupLog.Copying;

/// <summary>A restore cannot be written down as parameter lists for this copy manager: something that it needs is beyond what was declared.</summary>
/// <remarks>Lists that were built before it was thrown are good by themselves, but the restore is not complete.</remarks>
public sealed class CopyListException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public CopyListException()
        : this("The restore cannot be written as EXTENDED COPY parameter lists.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What would be needed, and where.</param>
    public CopyListException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    /// <param name="message">What would be needed, and where.</param>
    /// <param name="innerException">The cause.</param>
    public CopyListException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
