using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>What is wrong with the bytes of a write log, and where.</summary>
/// <remarks>The default value says that nothing is. Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogFault
{
    private readonly string? _message;

    internal WriteLogFault(WriteLogFaultReason reason, long offsetBytes, string message)
    {
        Reason = reason;
        OffsetBytes = offsetBytes;
        _message = message;
    }

    /// <summary>Gets the kind of the fault; <see cref="WriteLogFaultReason.None"/> when there is none.</summary>
    public WriteLogFaultReason Reason { get; }

    /// <summary>Gets where the page, record or field begins, in bytes from the beginning of what was read.</summary>
    public long OffsetBytes { get; }

    /// <summary>Gets what is wrong, for a person; empty when nothing is.</summary>
    public string Message => _message ?? string.Empty;

    /// <summary>Gets whether something is wrong.</summary>
    public bool IsFault => Reason != WriteLogFaultReason.None;

    /// <summary>Gives the fault in words.</summary>
    /// <returns>The message and the offset.</returns>
    public override string ToString() => IsFault
        ? string.Format(CultureInfo.InvariantCulture, "{0} (at byte {1})", Message, OffsetBytes)
        : "no fault";
}
