using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Tests.Copying;

/// <summary>Compares an answer of a copy manager with a row of the error table, every field that the row names.</summary>
internal static class CopyExpect
{
    /// <summary>A list or a command that is refused before anything moved: ILLEGAL REQUEST, VALID 0.</summary>
    public static void Refused(CopyCommandResult result, byte asc, byte ascq, int? field = null, int? bit = null, bool isInCdb = false)
    {
        Assert.Equal(ScsiStatus.CheckCondition, result.Status);
        Assert.Equal(SenseKey.IllegalRequest, result.Sense.Key);
        Assert.Equal(new SenseCode(asc, ascq), result.Sense.Code);
        Assert.Null(result.Sense.Information);
        Assert.False(result.Sense.IsDeferred);
        Pointed(result.Sense, field, bit, isInCdb, isInSegment: false);
    }

    /// <summary>A copy that a segment ended: COPY ABORTED.</summary>
    public static void Aborted(CopyCommandResult result, byte asc, byte ascq, int segment, long? residual = null, int? inList = null, int? inSegment = null)
    {
        Assert.Equal(ScsiStatus.CheckCondition, result.Status);
        Assert.Equal(SenseKey.CopyAborted, result.Sense.Key);
        Assert.Equal(new SenseCode(asc, ascq), result.Sense.Code);
        Assert.Equal(segment, result.Sense.SegmentNumber);
        Assert.Equal(residual, result.Sense.Information);
        Pointed(result.Sense, inSegment ?? inList, null, false, inSegment is not null);
    }

    /// <summary>The one device whose answer is forwarded.</summary>
    public static SenseData Forwarded(CopyCommandResult result, ForwardedSenseSource source, ScsiStatus status = ScsiStatus.CheckCondition)
    {
        ForwardedSense forwarded = result.Sense.GetForwardedSense().Single();
        Assert.Equal(source, forwarded.Source);
        Assert.Equal(status, forwarded.Status);
        forwarded.TryGetSense(out SenseData sense);
        return sense;
    }

    public static void Forwarded(CopyCommandResult result, ForwardedSenseSource source, SenseKey key, byte asc, byte ascq)
    {
        SenseData sense = Forwarded(result, source);
        Assert.Equal(key, sense.Key);
        Assert.Equal(new SenseCode(asc, ascq), sense.Code);
    }

    private static void Pointed(SenseData sense, int? field, int? bit, bool isInCdb, bool isInSegment)
    {
        if (field is not { } offset)
        {
            Assert.Null(sense.FieldPointer);
            return;
        }

        Assert.NotNull(sense.FieldPointer);
        Assert.Equal(offset, sense.FieldPointer.Value.ByteOffset);
        Assert.Equal(bit, sense.FieldPointer.Value.Bit);
        Assert.Equal(isInCdb, sense.FieldPointer.Value.IsInCdb);
        Assert.Equal(isInSegment, sense.FieldPointer.Value.IsInSegment);
    }
}
