using System;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public class ParkingTests
{
    [Fact]
    public void Wake_NobodyAnnounced_DoesNothing()
    {
        var parking = new Parking();
        Assert.False(parking.Wake());
        parking.Prepare(isTask: false);
        Assert.True(parking.IsAnnounced);
        Assert.True(parking.TryTakeBack());
        Assert.False(parking.Wake());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TryTakeBack_AWakerHasTheToken_IsFalseAndOneSignalIsThere(bool isTask)
    {
        var parking = new Parking();
        for (int round = 0; round < 3; round++)
        {
            parking.Prepare(isTask);
            Assert.True(parking.Wake());
            Assert.False(parking.Wake());
            Assert.False(parking.TryTakeBack());
            if (isTask)
            {
                await parking.SleepAsync();
            }
            else
            {
                parking.Sleep(Timeout.InfiniteTimeSpan);
            }
        }

        // No signal is left: the next sleep ends by its time, and takes its token back.
        parking.Prepare(isTask: false);
        parking.Sleep(TimeSpan.FromMilliseconds(1));
        Assert.False(parking.IsAnnounced);
        Assert.False(parking.Wake());
    }

    [Fact]
    public void Prepare_Twice_IsOurMistakeAndThrows()
    {
        var parking = new Parking();
        parking.Prepare(isTask: false);
        Assert.Throws<InvalidOperationException>(() => parking.Prepare(isTask: false));
    }

    [Fact]
    public async Task Wake_ATaskSleeps_ItsContinuationRunsOnAnotherThread()
    {
        var parking = new Parking();
        parking.Prepare(isTask: true);
        int waker = 0;
        int continued = 0;
        Task sleeping = Continue();
        await Task.Factory.StartNew(
            () =>
            {
                waker = Environment.CurrentManagedThreadId;
                parking.Wake();
            },
            TaskCreationOptions.LongRunning);
        await sleeping;
        Assert.NotEqual(waker, continued);

        async Task Continue()
        {
            await parking.SleepAsync().ConfigureAwait(false);
            continued = Environment.CurrentManagedThreadId;
        }
    }
}
