using System;
using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>Blocks of a stream that were given to the device, or were about to be, and of which nothing says that it took them.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogDoubt : IEquatable<WriteLogDoubt>
{
    internal WriteLogDoubt(WriteLogIntent blocks, WriteLogError? error)
    {
        Blocks = blocks;
        Error = error;
    }

    /// <summary>Gets whose blocks, and which.</summary>
    public WriteLogIntent Blocks { get; }

    /// <summary>Gets the error at which they were in doubt; null for those that were when the log ended.</summary>
    /// <remarks>A session that goes on after an error has found out what became of them, and says so in its records behind the error.</remarks>
    public WriteLogError? Error { get; }

    /// <summary>Says whether two are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogDoubt left, WriteLogDoubt right) => left.Equals(right);

    /// <summary>Says whether two differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogDoubt left, WriteLogDoubt right) => !left.Equals(right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogDoubt other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(WriteLogDoubt other) => Blocks == other.Blocks && ReferenceEquals(Error, other.Error);

    /// <inheritdoc/>
    public override int GetHashCode() => Blocks.GetHashCode();

    /// <summary>Gives the blocks, and when they were in doubt.</summary>
    /// <returns>For example <c>#2 blocks [16, 40) at the end of the log</c>.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, "{0} {1}", Blocks, Error is null ? "at the end of the log" : "at the error '" + Error.Message + "'");
}
