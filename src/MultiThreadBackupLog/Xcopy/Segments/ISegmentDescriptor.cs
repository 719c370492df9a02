using System;

namespace MultiThreadBackupLog.Xcopy.Segments;

/// <summary>What every segment descriptor can do, so that <see cref="CopyParameterListWriter"/> takes any of them without boxing
/// it.</summary>
/// <remarks>A marker for the structures of this library; own bytes go into a list as bytes.</remarks>
public interface ISegmentDescriptor
{
    /// <summary>Gets the encoded length in bytes, the 4-byte header included.</summary>
    int EncodedLength { get; }

    /// <summary>Encodes the descriptor.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    int Write(Span<byte> destination);
}
