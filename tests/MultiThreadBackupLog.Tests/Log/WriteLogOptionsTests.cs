using System;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tests.Log;

public class WriteLogOptionsTests
{
    [Fact]
    public void Options_AsMade_AreThoseOfTheDocumentation()
    {
        var options = new WriteLogOptions();
        Assert.NotEqual(Guid.Empty, options.LogIdentifier);
        Assert.NotEqual(options.LogIdentifier, new WriteLogOptions().LogIdentifier);
        Assert.Equal((string.Empty, 0, 0, 0L, -1L, 1), (options.ApplicationLogIdentifier, options.VolumeNumber, options.Partition, options.OriginLogicalObjectIdentifier, options.PredecessorCopyLogicalObjectIdentifier, options.SessionNumber));
        Assert.Equal((WriteLogGranularity.Runs, TimeSpan.FromMilliseconds(1), 64, 0L, WriteLogIntents.None), (options.Granularity, options.TimeResolution, options.RunsPerTimeStamp, options.FilePreallocationBytes, options.Intents));
        Assert.False(options.HasBlockTrailers || options.HasSessionLabel || options.SealsFileWhenClosed);
        Assert.Same(TimeProvider.System, options.TimeProvider);
    }

    [Fact]
    public void Options_AtTheLimits_AreTakenAndReachTheHeader()
    {
        var options = new WriteLogOptions
        {
            ApplicationLogIdentifier = new string('a', WriteLogOptions.MaximumTextLength),
            VolumeNumber = int.MaxValue,
            Partition = int.MaxValue,
            OriginLogicalObjectIdentifier = 7,
            PredecessorCopyLogicalObjectIdentifier = long.MaxValue - 1,
            SessionNumber = int.MaxValue,
            Granularity = WriteLogGranularity.Blocks,
            RunsPerTimeStamp = 1,
            Intents = WriteLogIntents.Committed,
            FilePreallocationBytes = 1,
        };
        using WriteLog log = WriteLog.CreateInMemory(options);
        WriteLogHeader header = WriteLogIndex.Build(log.Snapshot()).Header;
        Assert.Equal((WriteLogIntents.Committed, 1, 1L), (log.Intents, options.RunsPerTimeStamp, options.FilePreallocationBytes));
        Assert.Equal(LogRecords.Describe(log.Header), LogRecords.Describe(header));
        Assert.Equal((options.ApplicationLogIdentifier, int.MaxValue, int.MaxValue, 7L), (header.ApplicationLogIdentifier, header.VolumeNumber, header.Partition, header.OriginLogicalObjectIdentifier));
        Assert.Equal((long.MaxValue - 1, int.MaxValue, WriteLogGranularity.Blocks), (header.PredecessorCopyLogicalObjectIdentifier, header.SessionNumber, header.Granularity));
        options.VolumeNumber = 0;
        options.Partition = 0;
        options.OriginLogicalObjectIdentifier = 0;
        options.PredecessorCopyLogicalObjectIdentifier = -1;
        options.SessionNumber = 1;
        options.TimeResolution = TimeSpan.Zero;
        options.FilePreallocationBytes = 0;
        options.Intents = WriteLogIntents.Appended;
        Assert.Equal((int.MaxValue, WriteLogIntents.Committed), (log.Header.VolumeNumber, log.Intents));
    }

    [Fact]
    public void Options_BeyondTheLimits_AreRefusedByName()
    {
        var options = new WriteLogOptions();
        Refused(nameof(options.VolumeNumber), () => options.VolumeNumber = -1);
        Refused(nameof(options.Partition), () => options.Partition = -1);
        Refused(nameof(options.OriginLogicalObjectIdentifier), () => options.OriginLogicalObjectIdentifier = -1);
        Refused(nameof(options.PredecessorCopyLogicalObjectIdentifier), () => options.PredecessorCopyLogicalObjectIdentifier = -2);
        Refused(nameof(options.PredecessorCopyLogicalObjectIdentifier), () => options.PredecessorCopyLogicalObjectIdentifier = long.MaxValue);
        Refused(nameof(options.SessionNumber), () => options.SessionNumber = 0);
        Refused(nameof(options.Granularity), () => options.Granularity = (WriteLogGranularity)9);
        Refused(nameof(options.TimeResolution), () => options.TimeResolution = TimeSpan.FromTicks(-1));
        Refused(nameof(options.RunsPerTimeStamp), () => options.RunsPerTimeStamp = 0);
        Refused(nameof(options.FilePreallocationBytes), () => options.FilePreallocationBytes = -1);
        Refused(nameof(options.Intents), () => options.Intents = (WriteLogIntents)9);
        Assert.Equal("ApplicationLogIdentifier", Assert.Throws<ArgumentException>(() => options.ApplicationLogIdentifier = new string('€', 1366)).ParamName);
        Assert.Equal("ApplicationLogIdentifier", Assert.Throws<ArgumentNullException>(() => options.ApplicationLogIdentifier = null!).ParamName);
        Assert.Throws<ArgumentNullException>(() => options.TimeProvider = null!);
    }

    private static void Refused(string property, Action set) =>
        Assert.Equal(property, Assert.Throws<ArgumentOutOfRangeException>(set).ParamName);
}
