using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Catalog;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Log.Format;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Backup;

/// <summary>Where a session may begin, what it refuses, and that a refusal writes nothing.</summary>
public class BackupPlacementTests
{
    [Fact]
    public void Start_BlankOnlyOnABlankTape_BeginsAtItsBegin()
    {
        using MemoryTape tape = Tape();
        using HandSession session = HandSession.Whole(tape, 2, 3);
        Assert.Equal(0, session.Log.Header.OriginLogicalObjectIdentifier);
        Assert.Equal(1, session.Log.Header.SessionNumber);
        session.AssertRestores(tape, session.Index(), 3, 3);
    }

    [Theory]
    [InlineData("block")]
    [InlineData("filemark")]
    [InlineData("session")]
    public void Start_BlankOnlyOnATapeThatHoldsAnything_WritesNothing(string what)
    {
        using MemoryTape tape = Tape();
        Fill(tape, what);
        tape.Rewind();
        AssertUntouched<InvalidOperationException>(tape, options => options.Placement = BackupPlacement.BlankOnly);
    }

    [Fact]
    public void Start_BlankOnlyBehindData_WritesNothing()
    {
        using MemoryTape tape = Tape();
        Fill(tape, "block");
        tape.Space(SpaceUnit.EndOfData, 0);
        AssertUntouched<InvalidOperationException>(tape, _ => { });
    }

    [Theory]
    [InlineData(BackupPlacement.BlankOnly)]
    [InlineData(BackupPlacement.Append)]
    [InlineData(BackupPlacement.Overwrite)]
    public void Start_WriteProtected_WritesNothing(BackupPlacement placement)
    {
        using MemoryTape tape = Tape();
        Fill(tape, placement == BackupPlacement.BlankOnly ? "nothing" : "block");
        tape.SetWriteProtection(true);
        tape.Rewind();
        AssertUntouched<TapeException>(tape, options => options.Placement = placement);
    }

    [Theory]
    [InlineData("too many streams")]
    [InlineData("block too long")]
    [InlineData("nothing but trailer")]
    [InlineData("run never together")]
    [InlineData("log exists")]
    [InlineData("no such directory")]
    public void Start_OverwriteOrAppendWithOptionsThatDoNotGoTogether_WritesNothingAndLeavesNoLog(string wrong)
    {
        using var folder = new TemporaryFolder();
        foreach (BackupPlacement placement in new[] { BackupPlacement.Overwrite, BackupPlacement.Append })
        {
            using MemoryTape tape = Tape();
            Fill(tape, "block");
            tape.Rewind();
            string path = wrong == "no such directory" ? Path.Combine(folder.Path, "none", "log") : folder.File("log" + placement);
            if (wrong == "log exists")
            {
                File.WriteAllText(path, "mine");
            }

            void Configure(BackupSessionOptions options)
            {
                options.Placement = placement;
                options.LogPath = path;
                options.MaximumStreams = wrong == "too many streams" ? 33 : 8;
                options.BlockLength = wrong == "block too long" ? 4097 : wrong == "nothing but trailer" ? 16 : 1024;
                options.DrainPolicy = wrong == "run never together" ? DrainPolicy.LongRuns(1 << 30, TimeSpan.FromSeconds(1)) : options.DrainPolicy;
            }

            if (wrong is "log exists" or "no such directory")
            {
                AssertUntouched<IOException>(tape, Configure);
            }
            else
            {
                AssertUntouched<ArgumentException>(tape, Configure);
            }

            Assert.Equal(wrong == "log exists", File.Exists(path));
            Assert.True(wrong != "log exists" || File.ReadAllText(path) == "mine");
        }
    }

    [Fact]
    public void Start_LabelThatCannotBeWritten_LeavesNoLogInTheWay()
    {
        using var folder = new TemporaryFolder();
        using var tape = new MemoryTape(new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096), IsBuffered = false });
        tape.FailWrite(0, times: 1);
        void Configure(BackupSessionOptions options)
        {
            options.LogPath = folder.File("log");
            options.MaximumRecoveries = 0;
        }

        Assert.Throws<TapeException>(() => new HandSession(tape, Configure));
        Assert.False(File.Exists(folder.File("log")));
        using HandSession session = HandSession.Whole(tape, 1, 2, Configure);
        Assert.True(File.Exists(folder.File("log")));
    }

    [Fact]
    public void Start_AppendOnABlankTape_IsTheFirstSession()
    {
        using MemoryTape tape = Tape();
        using HandSession session = HandSession.Whole(tape, 1, 2, options => options.Placement = BackupPlacement.Append);
        Assert.Equal(0, session.Log.Header.OriginLogicalObjectIdentifier);
        Assert.Equal(1, session.Log.Header.SessionNumber);
    }

    [Fact]
    public void Start_AppendToForeignData_KeepsItAndParts()
    {
        using MemoryTape tape = Tape();
        Fill(tape, "block");
        List<byte[]?> before = TapeCopy.Objects(tape);
        tape.Rewind();
        using HandSession session = HandSession.Whole(tape, 1, 2, options => options.Placement = BackupPlacement.Append);
        Assert.Equal(before, TapeCopy.Objects(tape).Take(before.Count));
        Assert.Equal(before.Count + 1, session.Log.Header.OriginLogicalObjectIdentifier); // A filemark parts them.
        Assert.Equal(-1, session.Log.Header.PredecessorCopyLogicalObjectIdentifier);
        session.AssertRestores(tape, session.Index(), 2);
        Assert.Single(TapeCatalog.Read(tape).Sessions);
    }

    [Fact]
    public void Start_AppendToAWholeSession_PointsToItsClosingCopyAndKeepsTheCartridgesIdentity()
    {
        using MemoryTape tape = Tape();
        using HandSession first = HandSession.Whole(tape, 2, 3);
        List<byte[]?> before = TapeCopy.Objects(tape);
        using HandSession second = HandSession.Whole(tape, 1, 2, options => options.Placement = BackupPlacement.Append);
        Assert.Equal(before, TapeCopy.Objects(tape).Take(before.Count));
        Assert.Equal(before.Count, second.Log.Header.OriginLogicalObjectIdentifier); // It ends in a filemark already.
        Assert.Equal(first.Index().EndLogicalObjectIdentifier, second.Log.Header.PredecessorCopyLogicalObjectIdentifier);
        Assert.Equal(first.Log.Header.LogIdentifier, second.Log.Header.PredecessorLogIdentifier);
        Assert.Equal(first.Log.Header.VolumeIdentifier, second.Log.Header.VolumeIdentifier);
        Assert.Equal(2, second.Log.Header.SessionNumber);
    }

    [Fact]
    public void Start_OverwriteAtTheBegin_ForgetsWhatWasThere()
    {
        using MemoryTape tape = Tape();
        using HandSession first = HandSession.Whole(tape, 2, 30);
        tape.Rewind();
        using HandSession second = HandSession.Whole(tape, 1, 2, options => options.Placement = BackupPlacement.Overwrite);
        Assert.Equal(0, second.Log.Header.OriginLogicalObjectIdentifier);
        Assert.Equal(1, second.Log.Header.SessionNumber);
        Assert.NotEqual(first.Log.Header.VolumeIdentifier, second.Log.Header.VolumeIdentifier);
        Assert.Equal(second.Log.Header.LogIdentifier, Assert.Single(TapeCatalog.Read(tape).Sessions).LogIdentifier);
        second.AssertRestores(tape, second.Index(), 2);
    }

    [Fact]
    public void Start_OverwriteBetweenTwoSessions_KeepsTheFirst()
    {
        using MemoryTape tape = Tape();
        using HandSession first = HandSession.Whole(tape, 2, 3);
        long end = tape.CountRecordedObjects();
        using HandSession second = HandSession.Whole(tape, 2, 3, options => options.Placement = BackupPlacement.Append);
        tape.Locate(new TapePosition(0, end));
        using HandSession third = HandSession.Whole(tape, 1, 4, options => options.Placement = BackupPlacement.Overwrite);
        Assert.Equal(end, third.Log.Header.OriginLogicalObjectIdentifier);
        Assert.Equal(2, third.Log.Header.SessionNumber);
        IReadOnlyList<TapeSession> sessions = TapeCatalog.Read(tape).Sessions;
        Assert.Equal([first.Log.Header.LogIdentifier, third.Log.Header.LogIdentifier], sessions.Select(s => s.LogIdentifier));
        first.AssertRestores(tape, FromTape(tape, sessions[0]), 3, 3);
        third.AssertRestores(tape, FromTape(tape, sessions[1]), 4);
    }

    [Fact]
    public void Start_OverwriteInTheMiddleOfASession_LeavesItsIncrementsAndIsFoundItselfAfterACrash()
    {
        using MemoryTape tape = Tape();
        using var first = new HandSession(tape);
        first.Write(first.Open("a"), 4).Complete();
        first.Drain();
        first.Checkpoint();
        first.WriteStreams(1, 6);
        first.Finish();
        long middle = first.Index().TryFindBlock(new StreamId(1), 3, out WriteRun run) ? run.FirstLogicalObjectIdentifier + 3 - run.FirstBlock : -1;
        tape.Locate(new TapePosition(0, middle));
        using var second = new HandSession(tape, options => options.Placement = BackupPlacement.Overwrite);
        second.Write(second.Open("b"), 2);
        second.Drain();

        // The second crashes before its first checkpoint: its label alone tells of it.
        using MemoryTape crashed = TapeCopy.Of(TapeComparison.ReadAll(tape, 0));
        IReadOnlyList<TapeSession> sessions = TapeCatalog.Read(crashed).Sessions;
        Assert.Equal([first.Log.Header.LogIdentifier, second.Log.Header.LogIdentifier], sessions.Select(s => s.LogIdentifier));
        Assert.Equal(TapeSessionState.Increments, sessions[0].State);
        Assert.Equal(TapeSessionState.LabelOnly, sessions[1].State);
        Assert.Equal(second.Log.Header.OriginLogicalObjectIdentifier, sessions[0].EndLogicalObjectIdentifier);
        first.AssertRestores(crashed, FromTape(crashed, sessions[0]), 4);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Start_AppendBehindACrashedSession_KeepsEveryOtherSession(bool hasIncrements, bool hasLabel)
    {
        using MemoryTape tape = Tape();
        using HandSession first = HandSession.Whole(tape, 2, 3);
        using var crashed = new HandSession(tape, options =>
        {
            options.Placement = BackupPlacement.Append;
            options.HasLabel = hasLabel;
            options.HasLogIncrements = hasIncrements;
        });
        crashed.Write(crashed.Open("x"), 3);
        crashed.Drain();
        crashed.Checkpoint();
        crashed.Write(crashed.Open("y"), 2);
        crashed.Drain();
        using MemoryTape after = TapeCopy.Of(TapeComparison.ReadAll(tape, 0)); // No filemark at its end, no closing copy.
        List<byte[]?> before = TapeCopy.Objects(after);
        using HandSession third = HandSession.Whole(after, 1, 4, options => options.Placement = BackupPlacement.Append);
        Assert.Equal(before, TapeCopy.Objects(after).Take(before.Count));
        bool isCrashedKnown = hasIncrements || hasLabel;
        IReadOnlyList<TapeSession> sessions = TapeCatalog.Read(after).Sessions;
        Assert.Equal(isCrashedKnown ? 3 : 2, sessions.Count);
        Assert.Equal(sessions.Count, third.Log.Header.SessionNumber);
        first.AssertRestores(after, FromTape(after, sessions[0]), 3, 3);
        third.AssertRestores(after, FromTape(after, sessions[^1]), 4);
        if (!isCrashedKnown)
        {
            return;
        }

        Assert.Equal(hasIncrements ? TapeSessionState.Increments : TapeSessionState.LabelOnly, sessions[1].State);
        using TapeSessionLog log = TapeCatalog.ReadLog(after, sessions[1]);
        Assert.False(log.IsWhole);
        Assert.Equal(hasIncrements, log.Recovery.Log is not null);
        if (hasIncrements)
        {
            crashed.AssertRestores(after, WriteLogIndex.Build(log.Recovery.Log!), 3);
        }
    }

    [Fact]
    public void Start_AppendToATapeThatClaimsTheGreatestSessionNumber_DoesNotOverflow()
    {
        using MemoryTape tape = Tape();
        using (HandSession first = HandSession.Whole(tape, 1, 1))
        {
        }

        List<byte[]?> objects = TapeComparison.ReadAll(tape, 0);
        byte[] closing = objects[^2]!;
        Assert.True(LogCopyBlock.TryParse(closing, out LogCopyHeader header, out _));
        ForgedCopy.Write(closing, header with { SessionNumber = int.MaxValue });
        using MemoryTape forged = TapeCopy.Of(objects);
        using HandSession second = HandSession.Whole(forged, 1, 1, options => options.Placement = BackupPlacement.Append);
        Assert.Equal(int.MaxValue, second.Log.Header.SessionNumber);
    }

    private static WriteLogIndex FromTape(SequentialDevice tape, TapeSession session) =>
        WriteLogIndex.Build(TapeCatalog.ReadLog(tape, session).Recovery.Log!);

    private static MemoryTape Tape() => new(new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096) });

    private static void Fill(MemoryTape tape, string what)
    {
        switch (what)
        {
            case "block":
                tape.WriteBlock([1, 2, 3]);
                tape.WriteBlock([4, 5]);
                break;
            case "filemark":
                tape.WriteFilemarks(1, isImmediate: true);
                break;
            case "session":
                HandSession.Whole(tape, 1, 2).Dispose();
                break;
            default:
                break;
        }

        tape.WriteFilemarks(0, isImmediate: false);
    }

    private static void AssertUntouched<TException>(MemoryTape tape, Action<BackupSessionOptions> configure)
        where TException : Exception
    {
        List<byte[]?> before = TapeCopy.Objects(tape);
        Assert.ThrowsAny<TException>(() => new HandSession(tape, configure));
        tape.Rewind();
        Assert.Equal(before, TapeCopy.Objects(tape));
    }
}
