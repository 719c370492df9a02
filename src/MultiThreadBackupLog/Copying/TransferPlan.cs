namespace MultiThreadBackupLog.Copying;

/// <summary>What a segment that moves data asks for, in the terms in which all of them are alike.</summary>
internal sealed class TransferPlan
{
    /// <summary>Gets where bytes are read from; null where none are.</summary>
    public TransferSource? Source { get; init; }

    /// <summary>Gets where bytes are written to; null where they are thrown away.</summary>
    public TransferSink? Sink { get; init; }

    /// <summary>Gets source bytes of the segment's own, which pass the source data by (inline and embedded data); null for the copy's.</summary>
    public ByteQueue? OwnSource { get; init; }

    /// <summary>Gets how many bytes are processed, unless <see cref="OutputBytes"/> says how many are written.</summary>
    public long ProcessBytes { get; init; }

    /// <summary>Gets how many bytes are written, residual destination data included; null where the source counts.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>Gets whether all of <see cref="ProcessBytes"/> are read and processed whatever residue there is: the byte range of 08h and 0Ah.</summary>
    public bool ReadsAll { get; init; }

    public bool Cat { get; init; }

    public bool SourcePad { get; init; }

    public bool DestinationPad { get; init; }

    /// <summary>Gets who also holds the processed bytes for the application client, or null.</summary>
    public CopyRecord? Held { get; init; }

    public int LowWaterBytes { get; init; }

    public bool IsToDisk { get; init; }

    /// <summary>Gets the length of the destination disk's blocks, for a residual.</summary>
    public int DiskBlockBytes { get; init; } = 1;

    /// <summary>Says how many bytes would be written in all, in whole blocks, the padded one included.</summary>
    public long PlannedBytes(long toProcess, long destinationBytes, long processedBytes)
    {
        if (OutputBytes is { } output)
        {
            return output;
        }

        long all = Sink!.WrittenBytes + destinationBytes + toProcess - processedBytes + (DestinationPad && !Cat ? DiskBlockBytes - 1 : 0);
        return all - (all % DiskBlockBytes);
    }
}

/// <summary>The residual data of a copy, which segments leave to one another.</summary>
internal sealed class CopyData
{
    public ByteQueue Source { get; } = new();

    public ByteQueue Destination { get; } = new();
}
