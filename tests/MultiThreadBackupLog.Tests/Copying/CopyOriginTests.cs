using System.Linq;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Cscd;
using MultiThreadBackupLog.Xcopy.Segments;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>Residue that goes on elsewhere keeps its mark: without it a restore by origins would leave those bytes out and say nothing.</summary>
public class CopyOriginTests
{
    [Fact]
    public void Residue_ThatGoesOnInAnotherStream_IsMarkedThere()
    {
        using var lab = new CopyLab(hasThreads: false);
        lab.AddDisk(16);
        lab.AddTape(new MemoryTape());
        var list = new ListBuilder();
        ushort disk = list.Add(0, CscdDevice.Disk(CopyLab.DiskBlock));
        ushort tape = list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        list.Then(new BlockToStreamSegment(disk, tape, 1000, 3, 4, cat: true)) // 1,536 bytes: a block, and 536 bytes left.
            .Then(new WriteLogStreamSegment(tape, "other", attach: false))
            .Then(new BlockToStreamSegment(disk, tape, 1000, 1, 9));
        Assert.True(lab.Run(CopyLab.Host(), list).IsGood);

        WriteLogIndex index = lab.Index(CopyLab.Host());
        Assert.Equal(["#0 0+1000 from 4.0", "#1 0+536 from 5.488", "#1 536+512 from 9.0"], index.Origins.Select(Text));
    }

    [Fact]
    public void Residue_ThatGoesOnOnAnotherTape_IsMarkedThere()
    {
        using var lab = new CopyLab(hasThreads: false);
        lab.AddDisk(16);
        lab.AddTape(new MemoryTape());
        lab.AddTape(new MemoryTape());
        var list = new ListBuilder();
        ushort disk = list.Add(0, CscdDevice.Disk(CopyLab.DiskBlock));
        ushort first = list.Add(CopyLab.FirstTape, CscdDevice.Tape(pad: true));
        ushort second = list.Add(CopyLab.FirstTape + 1, CscdDevice.Tape(pad: true));
        list.Then(new BlockToStreamSegment(disk, first, 1000, 3, 4, cat: true))
            .Then(new BlockToStreamSegment(disk, second, 1000, 1, 9));
        Assert.True(lab.Run(CopyLab.Host(), list).IsGood);

        Assert.Equal(["#0 0+1000 from 4.0"], lab.Index(CopyLab.Host(), 0).Origins.Select(Text));
        Assert.Equal(["#0 0+536 from 5.488", "#0 536+512 from 9.0"], lab.Index(CopyLab.Host(), 1).Origins.Select(Text));
    }

    private static string Text(WriteLogOrigin origin) =>
        $"{origin.Stream} {origin.FirstStreamByte}+{origin.ByteCount} from {origin.LogicalBlockAddress}.{origin.ByteOffset}";
}
