using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>What the host is asked about logs and streams, and what asking costs.</summary>
public sealed class CopyLogAccessTests : IDisposable
{
    private readonly List<CopyLogAccess> _asked = [];
    private readonly CopyManagerOptions _options = new();
    private readonly MemoryTape _device = new();
    private readonly CopyLab _lab;
    private Func<CopyLogAccess, bool> _decide = static _ => true;

    public CopyLogAccessTests()
    {
        _options.AuthorizeLogAccess = access =>
        {
            _asked.Add(access);
            return _decide(access);
        };
        _lab = new CopyLab(hasThreads: false, options: _options);
        _lab.AddTape(_device);
        _lab.AddDisk(256);
    }

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // A stream of its own would end the other one's.
    public void NameTheStream_OfAnotherInitiator_AsksTheHostAndIsRefused(bool attach)
    {
        Assert.True(_lab.Run(CopyLab.Host(0), Write(1, "job", attach, 1)).IsGood);
        _asked.Clear();
        _decide = static _ => false;
        CopyExpect.Aborted(_lab.Run(CopyLab.Host(1), Write(1, "job", attach, 2)), 0x20, 0x02, 0);
        CopyLogAccess asked = _asked.Single();
        Assert.Equal((CopyLogAccessType.AttachStream, CopyLab.Host(1), 0), (asked.Type, asked.Initiator, asked.TapeIndex));
        Assert.Equal(("iqn.2026-03.example:host0", "job"), (asked.Stream!.HostIdentifier, asked.Stream.ApplicationIdentifier));
        Assert.Equal(_lab.Manager.Drives[0].Describe().LogIdentifier, asked.LogIdentifier);
        Assert.True(_lab.Run(CopyLab.Host(0), Write(2, "job", attach: true, 3)).IsGood);
        _decide = static _ => true;
        WriteLogStream stream = _lab.Index(CopyLab.Host(0)).Streams.Single();
        Assert.Equal(("iqn.2026-03.example:host0", 2L), (stream.Description.HostIdentifier, stream.BlockCount));
        Assert.Equal([1, 3], Tape());
    }

    [Fact]
    public void NameTheStream_OfAnotherInitiator_ThatTheHostAllows_GoesThere()
    {
        Assert.True(_lab.Run(CopyLab.Host(0), Write(1, "job", attach: true, 1)).IsGood);
        Assert.True(_lab.Run(CopyLab.Host(1), Write(1, "job", attach: true, 2)).IsGood);
        Assert.Equal(2, _lab.Index(CopyLab.Host(0)).Streams.Single().BlockCount);
        Assert.True(_lab.Run(CopyLab.Host(1), Write(2, "job", attach: false, 3)).IsGood);
        Assert.Equal(
            ["iqn.2026-03.example:host0", "iqn.2026-03.example:host1"], _lab.Index(CopyLab.Host(0)).Streams.Select(stream => stream.Description.HostIdentifier));
    }

    [Fact]
    public void NameTheStream_OfItsOwn_AsksNobody_AlsoThroughAnotherPort()
    {
        _decide = static _ => false;
        string name = CopyLab.Host().PortName;
        Assert.True(_lab.Run(new CopyInitiator(name, "port 1"), Write(1, "job", attach: true, 1)).IsGood);
        Assert.True(_lab.Run(new CopyInitiator(name, "port 2"), Write(1, "job", attach: true, 2)).IsGood);
        Assert.True(_lab.Run(CopyLab.Host(1), Write(1, "another job", attach: true, 2)).IsGood);
        Assert.Empty(_asked);
    }

    [Fact]
    public void NameTheStream_WithMoreNamesThanPlaces_EndsTheOneThatWasLeftFirst()
    {
        CopyTapeOptions options = CopyLab.SmallTape();
        options.MaximumStreams = 3;
        using var lab = new CopyLab(hasThreads: false);
        lab.AddTape(_device, options);
        foreach (string name in new[] { "a", "b", "a", "c", "d", "a", "b" })
        {
            CopyCommandResult result = lab.Run(CopyLab.Host(), Write(1, name, attach: true, 1));
            Assert.True(result.IsGood, result.ToString());
        }

        ListBuilder list = Write(1, "e", attach: true, 1);
        foreach (string name in new[] { "f", "g", "h" })
        {
            list.Then(new WriteLogStreamSegment(0, name, attach: true)).Then(new EmbeddedToStreamSegment(0, 64, new byte[64]));
        }

        Assert.True(lab.Run(CopyLab.Host(), list).IsGood);
        Assert.True(lab.Command(CopyLab.Host(), WriteLogCommand.CopyToMedium(close: true)).IsGood);
        Assert.Equal(
            ["a:3", "b:1", "c:1", "d:1", "b:1", "e:1", "f:1", "g:1", "h:1"],
            lab.Index(CopyLab.Host()).Streams.Select(stream => stream.Description.ApplicationIdentifier + ":" + stream.BlockCount));
    }

    [Fact]
    public void PlannedRestore_AsksTheHostWithTheStream()
    {
        Assert.True(_lab.Run(CopyLab.Host(0), Write(1, "job", attach: true, 1)).IsGood);
        Assert.True(_lab.Run(CopyLab.Host(1), Write(1, "secret", attach: true, 2)).IsGood);
        WriteLogIndex index = _lab.Index(CopyLab.Host(0));
        _asked.Clear();
        _decide = static access => access.Stream!.ApplicationIdentifier != "secret";
        foreach (WriteLogStream stream in index.Streams)
        {
            var list = new ListBuilder(9);
            list.Add(CopyLab.FirstTape, CscdDevice.Tape());
            list.Add(0, CscdDevice.Disk(512, pad: true));
            list.Then(new PlannedRestoreSegment(0, 1, index.Header.LogIdentifier, 0, stream.Id, BlockRange.All, 0));
            CopyCommandResult result = _lab.Run(CopyLab.Host(2), list);
            Assert.Equal(stream.Description.ApplicationIdentifier == "job", result.IsGood);
        }

        Assert.Equal([CopyLogAccessType.Restore, CopyLogAccessType.Restore], _asked.Select(access => access.Type));
    }

    [Fact]
    public void Retrieve_InManyPieces_AsksWithAListThatIsMadeOncePerStream_AndOutsideOfTheLock()
    {
        const int Pieces = 300;
        bool wasLocked = false;
        _decide = _ => (wasLocked |= _lab.Manager.IsLockHeld) is var _;
        int streams = 0;
        for (int piece = 0; piece < Pieces; piece++)
        {
            if (piece % 100 == 0)
            {
                Assert.True(_lab.Run(CopyLab.Host(streams), CopyLab.Backup(0, CopyLab.FirstTape, 16, (uint)++streams)).IsGood);
            }

            Assert.True(_lab.Command(CopyLab.Host(), WriteLogCommand.Retrieve((ulong)piece, 41)).IsGood);
        }

        Assert.Equal((Pieces, 3, false), (_asked.Count, streams, wasLocked));
        Assert.Equal(streams, _asked.Select(access => access.Streams).Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal([1u, 2u, 3u], _asked[^1].Streams.Select(stream => stream.ListIdentifier));
        Assert.Equal(["iqn.2026-03.example:host0"], _asked[0].Streams.Select(stream => stream.HostIdentifier));
        Assert.True(_lab.Clear(CopyLab.Host(), force: true).IsGood);
        Assert.True(_lab.Command(CopyLab.Host(), WriteLogCommand.ReportStatus(100)).IsGood);
        Assert.Equal((0, Guid.Empty), (_asked[^1].Streams.Count, _asked[^1].LogIdentifier));
    }

    [Fact]
    public void AuthorizeLogAccess_ThatThrows_ThrowsWhereTheCommandCameIn_AndHoldsUpNobody()
    {
        _decide = static _ => throw new InvalidDataException("the host's own mistake");
        Assert.Throws<InvalidDataException>(() => _lab.Command(CopyLab.Host(), WriteLogCommand.ReportStatus(100)));
        Assert.True(_lab.Run(CopyLab.Host(), CopyLab.Backup(0, CopyLab.FirstTape, 16)).IsGood);
    }

    // With threads of its own, and a log in a file that is closed while it is fetched.
    [Fact]
    public async Task Retrieve_WhileLogsAreCleared_GivesBytesOfOneLogOrNone()
    {
        using var folder = new TemporaryFolder();
        using var lab = new CopyLab(hasThreads: true);
        CopyTapeOptions options = CopyLab.SmallTape();
        options.LogPath = identifier => folder.File(identifier + ".log");
        lab.AddTape(new MemoryTape(), options);
        lab.AddDisk(64);
        Task clearing = Task.Run(() =>
        {
            for (uint round = 1; round <= PropertyCheck.Cases(40); round++)
            {
                Assert.True(lab.Run(CopyLab.Host(), CopyLab.Backup(0, CopyLab.FirstTape, 16, round % 200)).IsGood);
                Assert.True(lab.Clear(CopyLab.Host(), force: true).IsGood);
            }
        });
        while (!clearing.IsCompleted)
        {
            ReadOnlyMemory<byte> data = lab.Command(CopyLab.Host(1), WriteLogCommand.Retrieve(0, 1 << 16)).DataIn;
            WriteLogRetrieveHeader header = WriteLogRetrieveHeader.Parse(data.Span);
            if (header.DataLengthBytes > 0)
            {
                Assert.Equal(header.LogIdentifier, WriteLogIndex.Build(new WriteLogSnapshot(data.Slice(WriteLogRetrieveHeader.EncodedLength))).Header.LogIdentifier);
            }
        }

        await clearing;
    }

    private byte[] Tape()
    {
        _device.WriteFilemarks(0, isImmediate: false);
        return [.. Enumerable.Range(0, (int)_device.CountRecordedObjects()).Select(number => _device.PeekRecordedObject(number)![0])];
    }

    private static ListBuilder Write(uint identifier, string name, bool attach, byte content)
    {
        var list = new ListBuilder(identifier);
        list.Add(CopyLab.FirstTape, CscdDevice.Tape());
        return list.Then(new WriteLogStreamSegment(0, name, attach)).Then(new EmbeddedToStreamSegment(0, 64, Enumerable.Repeat(content, 64).ToArray()));
    }
}
