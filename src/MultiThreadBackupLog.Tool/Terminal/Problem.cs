namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>Something that a person should know of one thing, named.</summary>
/// <param name="Subject">The thing: mostly a path.</param>
/// <param name="What">What happened to it.</param>
/// <param name="IsFailure">Whether what was asked for is not there as it should be.</param>
internal readonly record struct Problem(string Subject, string What, bool IsFailure)
{
    public override string ToString() => Printable.Text(Subject) + ": " + Printable.Text(What);
}
