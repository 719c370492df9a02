using System;
using System.Globalization;

namespace MultiThreadBackupLog.Log;

/// <summary>Blocks of a stream that are about to be given to the device: not on the tape until a run says so.</summary>
/// <remarks>The last intent of a stream is the one that counts; one of no blocks says that nothing is under way. Immutable; safe to share between threads.</remarks>
public readonly struct WriteLogIntent : IEquatable<WriteLogIntent>
{
    internal WriteLogIntent(StreamId stream, long firstBlock, long blockCount)
    {
        Stream = stream;
        FirstBlock = firstBlock;
        BlockCount = blockCount;
    }

    /// <summary>Gets whose blocks.</summary>
    public StreamId Stream { get; }

    /// <summary>Gets the number of the first block within the stream, from 0.</summary>
    public long FirstBlock { get; }

    /// <summary>Gets how many blocks.</summary>
    public long BlockCount { get; }

    /// <summary>Gets the number of the block after the last.</summary>
    public long EndBlock => FirstBlock + BlockCount;

    /// <summary>Says whether two are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WriteLogIntent left, WriteLogIntent right) => left.Equals(right);

    /// <summary>Says whether two differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WriteLogIntent left, WriteLogIntent right) => !left.Equals(right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WriteLogIntent other && Equals(other);

    /// <inheritdoc/>
    public bool Equals(WriteLogIntent other) => Stream == other.Stream && FirstBlock == other.FirstBlock && BlockCount == other.BlockCount;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Stream.GetHashCode() * 397) ^ FirstBlock.GetHashCode());

    /// <summary>Gives the blocks.</summary>
    /// <returns>For example <c>#2 blocks [16, 40)</c>.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} blocks [{1}, {2})", Stream, FirstBlock, EndBlock);
}
