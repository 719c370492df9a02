using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Copying;

/// <summary>What a command must have before it runs, all at once, so that no two commands ever wait for each other: drives, streams, buffers.</summary>
internal sealed class CopyNeeds
{
    private readonly Dictionary<CopyDrive, DriveNeed> _drives = [];

    private CopyNeeds()
    {
    }

    public IReadOnlyDictionary<CopyDrive, DriveNeed> Drives => _drives;

    /// <summary>Gets how many buffers of 16 KiB.</summary>
    public int Buffers { get; private set; }

    /// <summary>Finds out what a list needs.</summary>
    /// <param name="list">The list.</param>
    /// <param name="findDrive">Gives the tape that an index of the list names, or null.</param>
    /// <param name="options">The copy manager's settings.</param>
    public static CopyNeeds Of(OwnedList list, Func<ushort, CopyDrive?> findDrive, CopyManagerOptions options)
    {
        var needs = new CopyNeeds();
        bool readsDisk = false;
        long transferBytes = 0;
        for (int index = 0; index < list.SegmentCount; index++)
        {
            ReadOnlySpan<byte> segment = list.Segment(index);
            byte type = segment[0];
            needs.Add(SegmentUse.OfSource(segment), Index(segment, 4), findDrive);
            needs.Add(SegmentUse.OfDestination(segment), Index(segment, 6), findDrive);
            readsDisk |= SegmentUse.ReadsDisk(type);
            transferBytes = Math.Max(transferBytes, Math.Max(SegmentUse.TransferOfSource(segment).Length, SegmentUse.TransferOfDestination(segment).Length));
            if (type == WriteLogStreamSegment.TypeCode && findDrive(Index(segment, 6)) is { } drive && WriteLogStreamSegment.TryParse(segment, out WriteLogStreamSegment name, out _))
            {
                needs._drives[drive].Streams.Add(name.ApplicationIdentifier);
            }
        }

        // Two requests of a disk, so that one can be read while the other is handed on, and two tape blocks.
        long bytes = (readsDisk ? 2L * options.ReadLength : 0) + (2 * transferBytes);
        needs.Buffers = (int)Math.Min((bytes + CopyManagerOptions.BufferLength - 1) / CopyManagerOptions.BufferLength, options.BufferCount);
        return needs;
    }

    private static ushort Index(ReadOnlySpan<byte> segment, int offset) => System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(segment.Slice(offset));

    private void Add(CopyDriveAccess access, ushort index, Func<ushort, CopyDrive?> findDrive)
    {
        if (access == CopyDriveAccess.None || findDrive(index) is not { } drive)
        {
            return; // What is not there fails when its segment runs.
        }

        if (!_drives.TryGetValue(drive, out DriveNeed? need))
        {
            _drives.Add(drive, need = new DriveNeed());
        }

        need.Access = access > need.Access ? access : need.Access;
    }

    /// <summary>How one drive is needed.</summary>
    internal sealed class DriveNeed
    {
        public CopyDriveAccess Access { get; set; }

        /// <summary>Gets the application identifiers whose streams are written.</summary>
        public HashSet<string> Streams { get; } = new(StringComparer.Ordinal);
    }
}
