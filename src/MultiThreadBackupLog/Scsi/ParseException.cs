using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Bytes from outside were not acceptable; thrown by the <c>Parse</c> methods, whose twins <c>TryParse</c> return the fault.</summary>
public sealed class ParseException : FormatException
{
    /// <summary>Makes an exception without a fault.</summary>
    public ParseException()
        : base("The bytes are not acceptable.")
    {
    }

    /// <summary>Makes an exception without a fault.</summary>
    /// <param name="message">What is wrong.</param>
    public ParseException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without a fault.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public ParseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception from a fault.</summary>
    /// <param name="fault">What is wrong and where.</param>
    public ParseException(ParseFault fault)
        : base(fault.ToString() + ".") => Fault = fault;

    /// <summary>Gets the fault; the default value when there is none.</summary>
    public ParseFault Fault { get; }
}
