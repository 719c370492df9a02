using System;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Backup;

/// <summary>Where a session begins and what is before it: the one place that decides whether a tape may be written.</summary>
internal readonly struct SessionStart
{
    private readonly bool _needsFilemark;

    private SessionStart(TapePosition origin, TapeSession? predecessor, bool needsFilemark = false)
    {
        Origin = needsFilemark ? origin.Advance(1) : origin;
        Predecessor = predecessor;
        _needsFilemark = needsFilemark;
    }

    /// <summary>Begins where the device stands, behind a session that is known without looking for it; whatever is recorded from there on is lost.</summary>
    /// <exception cref="TapeException">The device refuses writes, or does not say where it stands.</exception>
    public static SessionStart Here(SequentialDevice device, TapeSession? predecessor) => device.IsWriteProtected
        ? throw new TapeException("The medium is write-protected.")
        : new SessionStart(Ask(device), predecessor);

    /// <summary>Gets where the session begins; the device stands there after <see cref="Separate"/>.</summary>
    public TapePosition Origin { get; }

    public TapeSession? Predecessor { get; }

    /// <summary>Gets the number of the session that begins here, from 1; what a tape claims of the one before is not trusted to leave room for another.</summary>
    public int SessionNumber => Predecessor is null ? 1 : Math.Min(Predecessor.SessionNumber, int.MaxValue - 1) + 1;

    /// <summary>Looks at the tape and leaves the device where the session's first write goes. Writes nothing.</summary>
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

    /// <summary>Writes the filemark between an unfinished session and this one, where one is needed: the first write, once nothing else can refuse the session.</summary>
    public void Separate(SequentialDevice device)
    {
        if (!_needsFilemark)
        {
            return;
        }

        TapeResult mark = device.WriteFilemarks(1, isImmediate: true);
        if (!mark.IsSuccess)
        {
            throw new TapeException("writing a filemark behind an unfinished session", mark);
        }
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
        bool needsFilemark = !IsBehindFilemark(device);
        return MoveToEndOfData(device) == end
            ? new SessionStart(end, predecessor, needsFilemark)
            : throw new TapeException("The end of data is not where it was: " + end + " before, now " + Ask(device) + ".");
    }

    private static SessionStart Overwrite(SequentialDevice device, TapePosition here)
    {
        if (here.LogicalObjectIdentifier == 0)
        {
            return new SessionStart(here, null);
        }

        TapeSession? predecessor = TapeCatalog.FindNewest(device, here);
        Locate(device, here);
        bool needsFilemark = !IsBehindFilemark(device);
        Locate(device, here);
        return new SessionStart(here, predecessor, needsFilemark);
    }

    // A session that did not come to its end left no filemark behind its data, and the label of this one would not be found.
    private static bool IsBehindFilemark(SequentialDevice device)
    {
        TapeResult back = device.Space(SpaceUnit.Blocks, -1);
        return back.IsFailure
            ? throw new TapeException("looking at the last object before the session", back)
            : back.Condition == TapeCondition.Filemark;
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
