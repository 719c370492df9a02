namespace MultiThreadBackupLog.Mutation;

/// <summary>One mutant of Stryker's report.</summary>
internal sealed record Mutant(int Id, string File, int Line, int Column, string Mutator, string Original, string Replacement, string Status)
{
    /// <summary>Gets whether it counts: Stryker built it and left it in.</summary>
    public bool IsTestable => Status is not ("CompileError" or "Ignored");
}
