using System;
using MultiThreadBackupLog.Tool.Targets;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>A stream restored to a file.</summary>
internal sealed class FileTarget : RestoreTarget
{
    private readonly OutputFile _file;

    public FileTarget(string path, bool replacesExisting)
        : base(path) => _file = new OutputFile(path, replacesExisting);

    public override bool Commit()
    {
        _file.Commit();
        return true;
    }

    public override void Dispose() => _file.Dispose();

    protected override void Write(ReadOnlySpan<byte> payload) => _file.Write(payload);

    protected override void WriteGap(long bytes) => _file.WriteGap(bytes);
}
