using System;

namespace MultiThreadBackupLog.Tape;

/// <summary>The words of an image do not fit together where they did before. Never leaves <see cref="TapeImage"/>.</summary>
internal sealed class ImageFaultException(long offset, string reason) : Exception(reason)
{
    public long Offset { get; } = offset;
}
