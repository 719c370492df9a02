using System;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Backup;

/// <summary>Where a session begins and what is before it: the one place that decides whether a tape may be written.</summary>
internal readonly struct SessionStart
{
    private SessionStart(TapePosition origin, TapeSession? predecessor)
    {
        Origin = origin;
        Predecessor = predecessor;
    }

    public TapePosition Origin { get; }

    public TapeSession? Predecessor { get; }

    /// <summary>Looks at the tape and leaves the device at the origin.</summary>
    /// <exception cref="InvalidOperationException">The tape holds something, and neither append nor overwrite was said.</exception>
    /// <exception cref="TapeException">The device refuses writes, or cannot be moved.</exception>
    public static SessionStart Find(SequentialDevice device, BackupPlacement placement)
    {
        if (device.IsWriteProtected)
        {
            throw new TapeException("The medium is write-protected.");
        }

        TapePosition here = Ask(device);
        return placement switch
        {
            BackupPlacement.Append => Append(device),
            BackupPlacement.Overwrite => Overwrite(device, here),
            _ => Blank(device, here),
        };
    }

    private static SessionStart Blank(SequentialDevice device, TapePosition here)
    {
        bool isBlank = here.LogicalObjectIdentifier == 0;
        if (isBlank)
        {
            TapeResult result = device.Space(SpaceUnit.Blocks, 1);
            isBlank = result.Condition == TapeCondition.EndOfData;
            if (result.IsFailure)
            {
                throw new TapeException("looking whether the tape is blank", result);
            }

            Locate(device, here);
        }

        return isBlank
            ? new SessionStart(here, null)
            : throw new InvalidOperationException("The tape is not blank: at " + here + " something is recorded. Say whether to append or to overwrite.");
    }

    private static SessionStart Append(SequentialDevice device)
    {
        TapePosition end = MoveToEndOfData(device);
        if (end.LogicalObjectIdentifier == 0)
        {
            return new SessionStart(end, null);
        }

        TapeSession? predecessor = TapeCatalog.FindNewest(device, end);
        end = MoveToEndOfData(device);

        // A session that did not come to its end left no filemark behind its data, and the label of this one would not be found.
        TapeResult back = device.Space(SpaceUnit.Blocks, -1);
        if (back.IsFailure)
        {
            throw new TapeException("looking at the last object before the end of data", back);
        }

        bool endsInFilemark = back.Condition == TapeCondition.Filemark;
        if (MoveToEndOfData(device) != end)
        {
            throw new TapeException("The end of data is not where it was: " + end + " before, now " + Ask(device) + ".");
        }

        if (!endsInFilemark)
        {
            TapeResult mark = device.WriteFilemarks(1, isImmediate: true);
            end = mark.IsSuccess ? end.Advance(1) : throw new TapeException("writing a filemark behind an unfinished session", mark);
        }

        return new SessionStart(end, predecessor);
    }

    private static SessionStart Overwrite(SequentialDevice device, TapePosition here)
    {
        if (here.LogicalObjectIdentifier == 0)
        {
            return new SessionStart(here, null);
        }

        TapeSession? predecessor = TapeCatalog.FindNewest(device, here);
        Locate(device, here);
        return new SessionStart(here, predecessor);
    }

    private static TapePosition MoveToEndOfData(SequentialDevice device)
    {
        TapeResult result = device.Space(SpaceUnit.EndOfData, 0);
        return result.IsSuccess ? Ask(device) : throw new TapeException("moving to the end of data", result);
    }

    private static void Locate(SequentialDevice device, TapePosition position)
    {
        TapeResult result = device.Locate(position);
        if (!result.IsSuccess || Ask(device) != position)
        {
            throw new TapeException("moving to " + position, result);
        }
    }

    private static TapePosition Ask(SequentialDevice device)
    {
        TapeResult result = device.ReadPosition(out TapePositionReport report);
        return result.IsSuccess ? report.Position : throw new TapeException("asking for the position", result);
    }
}
