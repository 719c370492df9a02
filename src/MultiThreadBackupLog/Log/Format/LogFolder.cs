namespace MultiThreadBackupLog.Log.Format;

/// <summary>The few operations on the names of files that the safety of a log rests on, apart from everything that uses them, so that a test can lose any of them.</summary>
/// <remarks>
/// What a system may do with names until they are synchronised: keep them, lose them, and keep them in another order; a new name may lead to a file of which nothing
/// has reached the disk. A name that is given to another file leads to the one or to the other, never to none.
/// </remarks>
internal abstract class LogFolder
{
    /// <summary>Gets the files of the operating system.</summary>
    public static LogFolder OfSystem { get; } = new DiskLogFolder();

    /// <summary>Says whether there is a file of a name.</summary>
    public abstract bool Exists(string path);

    /// <summary>Creates a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="replaces">Whether a file of that name becomes empty; if not, there must be none.</param>
    public abstract LogFile Create(string path, bool replaces);

    /// <summary>Gives a file another name of the same folder, in one step.</summary>
    /// <param name="from">Its name.</param>
    /// <param name="to">Its new name.</param>
    /// <param name="replaces">Whether the name may be another file's, which then has none; if not, there must be none of it.</param>
    public abstract void Rename(string from, string to, bool replaces);

    /// <summary>Takes a file away, where there is one.</summary>
    public abstract void Delete(string path);

    /// <summary>Returns once the name of a file that was created, and synchronised since, would survive a loss of power.</summary>
    public abstract void SynchronizeCreated(string path);

    /// <summary>Returns once the name of a file that was given to it by a rename would survive a loss of power. Nobody may have the file open to write.</summary>
    public abstract void SynchronizeRenamed(string path);
}
