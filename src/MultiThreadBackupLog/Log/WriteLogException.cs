using System;

namespace MultiThreadBackupLog.Log;

/// <summary>The bytes of a write log are not acceptable. Every operation that throws this has a twin that returns the fault.</summary>
public sealed class WriteLogException : Exception
{
    /// <summary>Makes an exception out of a fault.</summary>
    /// <param name="fault">What is wrong.</param>
    public WriteLogException(WriteLogFault fault)
        : base("The write log is not acceptable: " + fault) => Fault = fault;

    /// <summary>Gets what is wrong, and where.</summary>
    public WriteLogFault Fault { get; }
}
