using System;
using System.Threading;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

public class ScsiTransportTests
{
    [Theory]
    [InlineData(5, 0, 0, 1000, "cdb")]
    [InlineData(17, 0, 0, 1000, "cdb")]
    [InlineData(6, 1, 1, 1000, "dataIn")]
    [InlineData(6, 65, 0, 1000, "dataOut")]
    [InlineData(6, 0, 65, 1000, "dataIn")]
    [InlineData(6, 0, 0, 0, "timeout")]
    [InlineData(6, 0, 0, -2, "timeout")]
    public void Execute_WhatCannotBeSent_IsTheCallersMistake(int cdbLength, int outLength, int inLength, int milliseconds, string parameter)
    {
        using var transport = new RecordingTransport();
        ArgumentException thrown = Assert.ThrowsAny<ArgumentException>(() => { transport.Execute(new byte[cdbLength], new byte[outLength], new byte[inLength], TimeSpan.FromMilliseconds(milliseconds)); });
        Assert.Equal(parameter, thrown.ParamName);
        Assert.Equal(0, transport.CommandCount);
    }

    [Theory]
    [InlineData(6, 64, 0)]
    [InlineData(16, 0, 64)]
    public void Execute_WhatFits_RunsOnce(int cdbLength, int outLength, int inLength)
    {
        using var transport = new RecordingTransport();
        Assert.True(transport.Execute(new byte[cdbLength], new byte[outLength], new byte[inLength], Timeout.InfiniteTimeSpan).IsGood);
        Assert.Equal(1, transport.CommandCount);
    }

    [Fact]
    public void Dispose_OfATransport_ReachesItsImplementation()
    {
        var transport = new RecordingTransport();
        transport.Dispose();
        Assert.True(transport.IsDisposed);
    }

    [Fact]
    public void ToString_OfAResult_SaysStatusSenseAndResidual()
    {
        SenseData sense = SenseData.Parse(Hex.Parse("F0 00 80 00 01 00 00 0A 00 00 00 00 00 01 00 00 00 00"));
        Assert.Equal("GOOD", default(ScsiResult).ToString());
        Assert.Equal("CHECK CONDITION, NO SENSE 00h/01h FILEMARK DETECTED, FILEMARK, INFORMATION 65536, 7 bytes not transferred", new ScsiResult(ScsiStatus.CheckCondition, sense, 7).ToString());
        Assert.Equal("7Eh", new ScsiResult((ScsiStatus)0x7E).ToString());
        Assert.Equal("OutcomeUnknown: cable", ScsiResult.Failed(ScsiTransportFailure.OutcomeUnknown, "cable").ToString());
    }

    [Fact]
    public void Result_OfAFailure_IsNotGood()
    {
        Assert.False(ScsiResult.Failed(ScsiTransportFailure.NotSent, "closed").IsGood);
        Assert.False(new ScsiResult(ScsiStatus.Busy).IsGood);
        Assert.True(default(ScsiResult).IsGood);
        Assert.Throws<ArgumentOutOfRangeException>("failure", () => ScsiResult.Failed(ScsiTransportFailure.None, "none"));
        Assert.Throws<ArgumentOutOfRangeException>("residualBytes", () => new ScsiResult(ScsiStatus.Good, null, -1));
    }

    private sealed class RecordingTransport : ScsiTransport
    {
        public int CommandCount { get; private set; }

        public bool IsDisposed { get; private set; }

        public override int MaximumTransferBytes => 64;

        public override string Name => "recording";

        protected override ScsiResult ExecuteCore(ReadOnlySpan<byte> cdb, ReadOnlySpan<byte> dataOut, Span<byte> dataIn, TimeSpan timeout)
        {
            CommandCount++;
            return default;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = disposing;
            base.Dispose(disposing);
        }
    }
}
