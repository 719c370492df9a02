using System;

namespace MultiThreadBackupLog.Xcopy.Cscd;

/// <summary>What every CSCD descriptor (SPC-2: target descriptor) can do, so that <see cref="CopyParameterListWriter"/> takes any of them
/// without boxing it.</summary>
/// <remarks>A marker for the structures of this library; own bytes go into a list as bytes.</remarks>
public interface ICscdDescriptor
{
    /// <summary>Gets the encoded length in bytes: 32, or 64 with an extension.</summary>
    int EncodedLength { get; }

    /// <summary>Gets what kind of device the descriptor names, and how data go to and from it.</summary>
    CscdDevice Device { get; }

    /// <summary>Encodes the descriptor.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    int Write(Span<byte> destination);
}
