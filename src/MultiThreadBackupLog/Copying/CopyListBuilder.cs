using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <summary>Writes a restore plan down as EXTENDED COPY parameter lists, for whichever copy manager will run them.</summary>
/// <remarks>
/// <para>The lists restore to block devices what a <see cref="RestoreMap"/> names, within the limits and the segment types that the copy manager declared in
/// RECEIVE COPY RESULTS / OPERATING PARAMETERS. They run one after the other, each to its end; the same plan, map and limits give the same bytes.</para>
/// <para>A segment reads tape blocks of one length, taken from the log, so that no read is of the wrong length. CAT is 1 only where a tape block goes on in the next
/// segment; everywhere else CAT and PAD are 0, so that a byte too many or too few ends the copy with 26h/0Ah and not with wrong data.</para>
/// <para>Stateless behind its constructor; safe to use from several threads.</para>
/// </remarks>
public sealed class CopyListBuilder
{
    private readonly RestorePlan _plan;
    private readonly Dictionary<StreamId, RestoreMapRange[]> _map;
    private readonly CopyListRules _rules;
    private readonly CopyListDevice _tape;
    private readonly CopyListBuilderOptions _options;

    /// <summary>Makes a builder.</summary>
    /// <param name="plan">What is read, and how the tape gets there. <see cref="RestoreMap.SelectBlocks"/> selects just the blocks that a map needs.</param>
    /// <param name="map">Which bytes go where. Bytes of the plan that it does not name are dropped.</param>
    /// <param name="tape">The tape's descriptor.</param>
    /// <param name="limits">What the copy manager declared; copied.</param>
    /// <param name="options">How the lists are built, or null for the defaults; copied.</param>
    /// <exception cref="ArgumentNullException">An argument but <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// Two ranges of the plan's streams go to the same bytes of a disk, the tape is a disk, data are to be held and the header's LIST ID USAGE does not hold any,
    /// or lists are to begin relative without a start position in the log's partition.
    /// </exception>
    public CopyListBuilder(RestorePlan plan, RestoreMap map, CopyListDevice tape, OperatingParameters limits, CopyListBuilderOptions? options = null)
    {
        _plan = Guard.NotNull(plan);
        _tape = Guard.NotNull(tape);
        _map = Guard.NotNull(map).Take(plan.Streams);
        _rules = new CopyListRules(Guard.NotNull(limits).Clone());
        _options = options is null ? new CopyListBuilderOptions() : options.Clone();
        if (tape.IsDisk)
        {
            throw new ArgumentException("The device is a disk and no tape.", nameof(tape));
        }

        if (_options.Start == CopyListStart.Relative
            && (_options.StartPosition is not { } start || start.Partition != plan.Index.Header.Partition))
        {
            throw new ArgumentException("Lists that begin relative need a start position, in the log's partition.", nameof(options));
        }

        bool isHolding = _map.Values.SelectMany(r => r).Any(r => r.Destination.Type == RestoreDestinationType.ApplicationClient);
        if (isHolding && _options.Header.ListIdUsage is CopyParameterListHeader.DiscardHeldData or CopyParameterListHeader.NoListIdentifier)
        {
            throw new ArgumentException("The map holds data for the application client, and LIST ID USAGE of the header lets them be dropped.", nameof(options));
        }

        ThrowIfDestinationsOverlap();
    }

    /// <summary>Gets the lists, in the order in which they run. They are made while they are enumerated; every enumeration gives the same.</summary>
    /// <exception cref="CopyListException">While enumerating: the copy manager lacks something that the restore needs.</exception>
    public IEnumerable<CopyList> Lists
    {
        get
        {
            var moves = new CopyListMoves(_plan.Index, _rules);
            long? start = _options.Start == CopyListStart.Relative ? _options.StartPosition!.Value.LogicalObjectIdentifier : null;
            var steps = new CopyListSteps(_plan, _map, _rules, moves, start);
            return new CopyListPacker(_rules, moves, _tape, _options.Header, _plan.Index.Header.Partition, start).Pack(steps.All());
        }
    }

    private void ThrowIfDestinationsOverlap()
    {
        foreach (IGrouping<CopyListDevice, RestoreMapRange> disk in
            _map.Values.SelectMany(r => r).Where(r => r.Destination.Disk is not null).GroupBy(r => r.Destination.Disk!))
        {
            RestoreMapRange before = default;
            foreach (RestoreMapRange range in disk.OrderBy(r => r.Destination.FirstDiskByte))
            {
                long end = before.Destination.FirstDiskByte + before.ByteCount;
                if (range.Destination.FirstDiskByte < end)
                {
                    throw new ArgumentException(
                        string.Format(
                            CultureInfo.InvariantCulture,
                            "Two ranges of the map go to byte {0} of {1}; what the disk gets would depend on the order on the tape.",
                            range.Destination.FirstDiskByte,
                            disk.Key),
                        "map");
                }

                before = range;
            }
        }
    }
}
