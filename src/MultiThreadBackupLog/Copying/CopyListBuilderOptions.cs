using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <summary>How parameter lists are built.</summary>
/// <remarks>Copied when a builder is made. Not safe to change from several threads.</remarks>
public sealed class CopyListBuilderOptions
{
    /// <summary>Gets or sets the header of every list, but for the lengths. Default: LID1, list identifier 0, priority 1, data are held.</summary>
    /// <remarks>
    /// All lists have the same identifier, so they run one after the other, and what one holds for the application client is fetched before the next
    /// begins. For LID4 the lists are shorter (65,535 bytes of segments).
    /// </remarks>
    public CopyParameterListHeader Header { get; set; } = new(ListIdentifierFormat.Lid1, 0);

    /// <summary>Gets or sets what a list relies on when it begins. Default: <see cref="CopyListStart.Locate"/>.</summary>
    public CopyListStart Start { get; set; }

    /// <summary>Gets or sets where the tape stands before the first list; needed for <see cref="CopyListStart.Relative"/>. Default: null, not known.</summary>
    public TapePosition? StartPosition { get; set; }

    internal CopyListBuilderOptions Clone() => (CopyListBuilderOptions)MemberwiseClone();
}
