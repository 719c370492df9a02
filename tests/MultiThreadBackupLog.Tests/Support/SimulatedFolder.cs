using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Simulated files and their names, of which the power can fail between any two operations: it knows where each name may then lead.</summary>
/// <remarks>
/// <para>What was done to names since the last synchronisation is pending, and at a crash each part of it is lost or kept, whatever came before or after it (so,
/// reordered): a name that was created, taken away, or given to another file. A rename is two parts: that the new name leads to the file, and that the old one no
/// longer does; a disk may keep either. A name leads to one file or another or to none, never to half of one. What the file holds then is its own affair
/// (<see cref="SimulatedFile"/>): a name may be kept whose content is not.</para>
/// <para>A synchronisation makes all names of the folder durable.</para>
/// </remarks>
internal sealed class SimulatedFolder : LogFolder
{
    // For each name, where it may lead: what is durable comes first, what is now last.
    private readonly Dictionary<string, List<SimulatedFile?>> _names = [];

    /// <summary>Gets or sets what the disk holds where files are made.</summary>
    public byte[] Stale { get; set; } = [];

    /// <summary>Gets or sets who looks on when an operation of the folder or of a file has begun and nothing of it is certain, and again when it is over.</summary>
    public Action? Watch { get; set; }

    /// <summary>Gets how many operations have changed names or made them durable.</summary>
    public int OperationCount { get; private set; }

    /// <summary>Gets or sets the operation, counted from 0, that fails and does nothing; -1 is none.</summary>
    public int FailingOperation { get; set; } = -1;

    /// <summary>Gets or sets what is done with a file before it is used.</summary>
    public Action<SimulatedFile>? Prepare { get; set; }

    /// <summary>Gets the file that a name leads to now.</summary>
    public SimulatedFile? this[string path] => _names.TryGetValue(path, out List<SimulatedFile?>? files) ? files[^1] : null;

    /// <summary>Gets the names that there are now.</summary>
    public IEnumerable<string> Names => _names.Where(entry => entry.Value[^1] is not null).Select(entry => entry.Key).Order();

    /// <summary>Gives the files that a name may lead to after a crash now; null is none.</summary>
    public IEnumerable<SimulatedFile?> CrashFiles(string path) => _names.TryGetValue(path, out List<SimulatedFile?>? files) ? files.Distinct() : [null];

    public override bool Exists(string path) => this[path] is not null;

    public override LogFile Create(string path, bool replaces)
    {
        Begin("The file cannot be created.");
        if (this[path] is { } earlier)
        {
            if (!replaces)
                throw new IOException("There is a file '" + path + "'.");

            earlier.SetLength(0);
            return earlier;
        }

        var file = new SimulatedFile(Stale, path) { Watch = () => Watch?.Invoke() };
        Prepare?.Invoke(file);
        Lead(path, file);
        Watch?.Invoke();
        return file;
    }

    public override void Rename(string from, string to, bool replaces)
    {
        Begin("The file cannot be renamed.");
        SimulatedFile file = this[from] ?? throw new FileNotFoundException("There is no file '" + from + "'.");
        if (!replaces && Exists(to))
            throw new IOException("There is a file '" + to + "'.");

        Lead(to, file);
        Lead(from, null);
        Watch?.Invoke();
    }

    public override void Delete(string path)
    {
        Begin("The file cannot be deleted.");
        if (Exists(path))
            Lead(path, null);

        Watch?.Invoke();
    }

    public override void SynchronizeCreated(string path) => Synchronize();

    public override void SynchronizeRenamed(string path) => Synchronize();

    private void Synchronize()
    {
        Watch?.Invoke(); // It has begun, and any name may have reached the disk or not.
        Begin("The names cannot be made durable.");
        foreach (List<SimulatedFile?> files in _names.Values)
            files.RemoveRange(0, files.Count - 1);

        Watch?.Invoke();
    }

    private void Lead(string path, SimulatedFile? file)
    {
        if (_names.TryGetValue(path, out List<SimulatedFile?>? files))
            files.Add(file);
        else
            _names[path] = [null, file];
    }

    private void Begin(string message)
    {
        if (OperationCount++ == FailingOperation)
            throw new IOException(message);
    }
}
