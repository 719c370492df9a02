using System;

namespace MultiThreadBackupLog.Tape;

/// <summary>A tape did something that the running work cannot go on from.</summary>
/// <remarks>Devices return outcomes; sessions, which know what an outcome means for the work, throw this one.</remarks>
public sealed class TapeException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public TapeException()
        : this("The tape failed.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened, to which object.</param>
    public TapeException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    /// <param name="message">What happened, to which object.</param>
    /// <param name="innerException">The cause.</param>
    public TapeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception from an outcome.</summary>
    /// <param name="operation">What was being done, for example "writing block 12 of stream #3".</param>
    /// <param name="result">The outcome.</param>
    public TapeException(string operation, TapeResult result)
        : base("The tape failed while " + operation + ": " + result + ".")
    {
        Result = result;
    }

    /// <summary>Gets the outcome that the device gave; the default value when there is none.</summary>
    public TapeResult Result { get; }
}
