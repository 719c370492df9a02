using System;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>One entry of an archive as it says of itself: nothing in it is to be trusted.</summary>
internal sealed class TarItem
{
    public required TarItemKind Kind { get; init; }

    public required string Name { get; init; }

    public string LinkName { get; init; } = string.Empty;

    /// <summary>Gets the bytes of content that follow.</summary>
    public long Length { get; init; }

    public int Mode { get; init; }

    public uint User { get; init; }

    public uint Group { get; init; }

    public DateTimeOffset ModificationTime { get; init; }
}
