namespace MultiThreadBackupLog.Tape;

/// <summary>One object of an image, or what stands where one should be.</summary>
internal readonly struct ImageStep(ImageStepType type, long start, long next, ImageWord word = default, string? reason = null)
{
    public ImageStepType Type { get; } = type;

    /// <summary>Gets the offset of the object's leading word, or of what is wrong.</summary>
    public long Start { get; } = start;

    /// <summary>Gets the offset behind the object, or behind the last whole thing.</summary>
    public long Next { get; } = next;

    public ImageWord Word { get; } = word;

    public string? Reason { get; } = reason;

    public bool IsObject => Type == ImageStepType.Object;
}
