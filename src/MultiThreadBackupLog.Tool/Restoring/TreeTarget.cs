using System;
using System.Threading;
using MultiThreadBackupLog.Tool.Targets;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>An archive restored to a directory.</summary>
internal sealed class TreeTarget : RestoreTarget
{
    private readonly OutputTree _tree;

    public TreeTarget(string path, ProblemList problems, CancellationToken cancellationToken)
        : base(path) => _tree = new OutputTree(path, problems, cancellationToken);

    public override bool Commit() => _tree.Commit();

    public override void Dispose() => _tree.Dispose();

    protected override void Write(ReadOnlySpan<byte> payload) => _tree.Write(payload);

    protected override void WriteGap(long bytes) => _tree.WriteGap(bytes);
}
