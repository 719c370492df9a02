using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>A way to one logical unit: sends a command, moves its data and brings back its status and sense data.</summary>
/// <remarks>
/// <para>Vendors implement this for their own path to a device. It is synchronous, since a device that matters here does one thing at a
/// time. One thread at a time uses an instance.</para>
/// <para>A transport sends each command once. It never sends one again by itself: of a tape command whose answer was lost nobody knows
/// whether it ran, and a block written twice is a wrong tape.</para>
/// </remarks>
public abstract class ScsiTransport : IDisposable
{
    private const int MinimumCdbLength = 6;
    private const int MaximumCdbLength = 16;

    /// <summary>Gets the most bytes of data that one command can carry.</summary>
    public abstract int MaximumTransferBytes { get; }

    /// <summary>Gets a name of the logical unit for messages, for example a path.</summary>
    public abstract string Name { get; }

    /// <summary>Runs one command to its end.</summary>
    /// <param name="cdb">The CDB, 6 to 16 bytes.</param>
    /// <param name="dataOut">The data to send; empty for a command without, or with data-in.</param>
    /// <param name="dataIn">Where the data that come are put, from its beginning; empty for a command without, or with data-out. How many
    /// came is its length less the residual of the result.</param>
    /// <param name="timeout">How long the device may take; positive, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.</param>
    /// <returns>The answer, or why there is none. What the device or the path does never throws.</returns>
    /// <exception cref="ArgumentException">The CDB has another length, there are data in both directions, or more than
    /// <see cref="MaximumTransferBytes"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is neither positive nor infinite.</exception>
    public ScsiResult Execute(ReadOnlySpan<byte> cdb, ReadOnlySpan<byte> dataOut, Span<byte> dataIn, TimeSpan timeout)
    {
        if (cdb.Length is < MinimumCdbLength or > MaximumCdbLength)
        {
            throw new ArgumentException("A CDB has 6 to 16 bytes.", nameof(cdb));
        }

        if (!dataOut.IsEmpty && !dataIn.IsEmpty)
        {
            throw new ArgumentException("A command has data in one direction.", nameof(dataIn));
        }

        if (Math.Max(dataOut.Length, dataIn.Length) > MaximumTransferBytes)
        {
            throw new ArgumentException("The data are more than the transport carries in one command.", dataIn.IsEmpty ? nameof(dataOut) : nameof(dataIn));
        }

        if (timeout <= TimeSpan.Zero && timeout != System.Threading.Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is positive or infinite.");
        }

        return ExecuteCore(cdb, dataOut, dataIn, timeout);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs one command whose arguments were checked.</summary>
    /// <param name="cdb">The CDB, 6 to 16 bytes.</param>
    /// <param name="dataOut">The data to send, or empty.</param>
    /// <param name="dataIn">Where data that come are put, or empty.</param>
    /// <param name="timeout">Positive or infinite.</param>
    /// <returns>The answer, or why there is none.</returns>
    protected abstract ScsiResult ExecuteCore(ReadOnlySpan<byte> cdb, ReadOnlySpan<byte> dataOut, Span<byte> dataIn, TimeSpan timeout);

    /// <summary>Gives up what the transport holds.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
