using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Copying;

public sealed class CopyShareTests
{
    [Fact]
    public void CountBytes_OfAnEndedShareWhoseTapeTookSome_LeavesOutWhatWasOnlyHandedOver()
    {
        var share = new CopyShare(new CopyRecord(CopyLab.Host(), new CopyParameterListHeader(ListIdentifierFormat.Lid1, 1), 0), null, default, 100, 0);
        share.BeginSegment(0, 10, 20, hasCount: true);
        share.Add(20, 0);
        Assert.True(share.ReachesBeyond(108, 0));
        share.HoldFast(108, 0);
        share.End();
        Assert.Equal(80, share.CountBytes(long.MaxValue));
        Assert.False(share.ReachesBeyond(108, 0));
        share.Lose(104, 0, CopyFault.InSegment(default, "lost"));
        Assert.Equal(40, share.CountBytes(long.MaxValue));
    }
}
