using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace MultiThreadBackupLog.Copying;

/// <summary>The devices of a copy manager by their names. Any thread.</summary>
internal sealed class CopyDevices(object ledgerGate)
{
    private readonly ConcurrentDictionary<CopyDeviceName, object> _devices = new();

    /// <summary>Gets the lock that the ledgers of all tapes share.</summary>
    public object LedgerGate { get; } = ledgerGate;

    /// <summary>Enters a device under its names: all of them, or none where one is taken.</summary>
    public bool TryAdd(object device, IReadOnlyList<CopyDeviceName> names)
    {
        var added = new List<CopyDeviceName>();
        foreach (CopyDeviceName name in names.Distinct())
        {
            if (!_devices.TryAdd(name, device))
            {
                added.ForEach(earlier => _devices.TryRemove(earlier, out _));
                return false;
            }

            added.Add(name);
        }

        return true;
    }

    /// <summary>Says whether the log would call a disk by the same bytes as another one: a name is also what kind of bytes they are, the log keeps the bytes alone.</summary>
    public bool IsSourceTaken(CopyDeviceName first) =>
        _devices.Values.OfType<CopyDisk>().Any(disk => disk.Names[0].Designator.Span.SequenceEqual(first.Designator.Span));

    public bool TryFind(CopyDeviceName name, out CopyDisk? disk, out CopyDrive? drive)
    {
        _devices.TryGetValue(name, out object? device);
        disk = device as CopyDisk;
        drive = device as CopyDrive;
        return device is not null;
    }
}
