using System;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>Which write log a command means: the parameter list of CLEAR, and of COPY TO MEDIUM where it names one.</summary>
/// <remarks>
/// <para>A tape's current log may have been replaced since its host looked at it. The copy manager does nothing to a log that is not the one named.</para>
/// <para>The default value is all zero and names none. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogIdentity
{
    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = GuidBytes.Length;

    /// <summary>Names a log.</summary>
    /// <param name="logIdentifier">LOG IDENTIFIER, as REPORT STATUS, RETRIEVE and the log itself give it.</param>
    public WriteLogIdentity(Guid logIdentifier) => LogIdentifier = logIdentifier;

    /// <summary>Gets LOG IDENTIFIER (bytes 0 to 15).</summary>
    public Guid LogIdentifier { get; }

    /// <summary>Decodes the list at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The data-out.</param>
    /// <param name="identity">The list, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for short input; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogIdentity identity, out ParseFault fault)
    {
        bool isThere = source.Length >= EncodedLength;
        identity = isThere ? new WriteLogIdentity(GuidBytes.Read(source)) : default;
        fault = isThere ? default : ParseFault.TooShort("the identity of a write log", EncodedLength, source.Length);
        return isThere;
    }

    /// <summary>Decodes the list; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The data-out.</param>
    /// <returns>The list.</returns>
    /// <exception cref="ParseException">The input is too short.</exception>
    public static WriteLogIdentity Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out WriteLogIdentity identity, out ParseFault fault) ? identity : throw fault.ToException();

    /// <summary>Encodes the list.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        if (destination.Length < EncodedLength)
        {
            throw new ArgumentException("The identity of a log has 16 bytes.", nameof(destination));
        }

        GuidBytes.Write(destination, LogIdentifier);
        return EncodedLength;
    }
}
