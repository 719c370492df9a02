using System.Collections.Generic;
using System.Formats.Tar;
using System.Threading;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Sources;

/// <summary>A directory as a pax tar archive, made while it is read; nothing is kept beside it.</summary>
internal sealed class DirectorySource : BackupSource
{
    private readonly ProblemList _problems;
    private readonly IReadOnlySet<FileIdentity> _ownOutputs;

    /// <param name="name">The stream's name.</param>
    /// <param name="path">The directory.</param>
    /// <param name="problems">Where to tell of single files.</param>
    /// <param name="ownOutputs">Files that this very backup writes; they are passed over when they lie in the directory.</param>
    public DirectorySource(string name, string path, ProblemList problems, IReadOnlySet<FileIdentity> ownOutputs)
        : base(name, path)
    {
        _problems = problems;
        _ownOutputs = ownOutputs;
    }

    public override string ApplicationIdentifier => StreamOrigin.Tar;

    public override long? ExpectedBytes => null;

    public override void WriteTo(BlockFillStream destination, CancellationToken cancellationToken)
    {
        // Not disposed on an exception: that would write the end of an archive which has none.
        var archive = new TarWriter(destination, TarEntryFormat.Pax, leaveOpen: true);
        var writer = new TreeArchiver(archive, _problems, _ownOutputs, cancellationToken);
        foreach (TreeEntry entry in new TreeWalk(FullPath, _problems).Entries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Add(entry);
        }

        archive.Dispose();
    }
}
