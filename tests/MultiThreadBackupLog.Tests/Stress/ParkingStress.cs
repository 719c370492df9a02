using System;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Stress;

[Collection(StressCollection.Name)]
public class ParkingStress
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(5);

    /// <summary>Tasks, so that a million fit into seconds: a loaded machine takes a turn of its scheduler for each thread that sleeps.</summary>
    [Fact]
    public async Task A_million_parks_lose_no_wake_up()
    {
        int parks = PropertyCheck.Cases(1_000_000);
        var rally = new Rally();
        Task sleeper = Task.Run(async () =>
        {
            var random = new Random(1);
            for (long next = 1; next <= parks; next++)
            {
                // The waker of the number before may come late and end this sleep: whoever is woken looks again.
                while (!rally.IsPublished(next))
                {
                    rally.Parking.Prepare(isTask: true);
                    Thread.SpinWait(random.Next(4));
                    if (rally.MustSleep(next))
                    {
                        await rally.Parking.SleepAsync();
                    }
                }

                rally.Answer(next);
            }
        });
        Task waker = Task.Run(async () =>
        {
            var random = new Random(2);
            for (long next = 1; next <= parks; next++)
            {
                while (!rally.IsAnswered(next - 1))
                {
                    await Task.Yield();
                }

                // Sometimes before the sleeper announces itself, sometimes between that and its look, sometimes after.
                Thread.SpinWait(random.Next(8));
                rally.Publish(next);
            }
        });
        await Task.WhenAll(sleeper, waker).WaitAsync(Hang);
        rally.CheckOver(parks);
    }

    [Fact]
    public async Task Parks_of_threads_lose_no_wake_up()
    {
        int parks = PropertyCheck.Cases(5_000); // Each takes a turn of the scheduler, which a loaded machine makes long.
        var rally = new Rally();
        Task sleeper = Task.Factory.StartNew(
            () =>
            {
                var random = new Random(1);
                for (long next = 1; next <= parks; next++)
                {
                    while (!rally.IsPublished(next))
                    {
                        rally.Parking.Prepare(isTask: false);
                        Thread.SpinWait(random.Next(4));
                        if (rally.MustSleep(next))
                        {
                            rally.Parking.Sleep(Timeout.InfiniteTimeSpan);
                        }
                    }

                    rally.Answer(next);
                }
            },
            TaskCreationOptions.LongRunning);
        Task waker = Task.Factory.StartNew(
            () =>
            {
                var random = new Random(2);
                var spin = default(SpinWait);
                for (long next = 1; next <= parks; next++)
                {
                    while (!rally.IsAnswered(next - 1))
                    {
                        spin.SpinOnce(sleep1Threshold: -1);
                    }

                    Thread.SpinWait(random.Next(24));
                    rally.Publish(next);
                }
            },
            TaskCreationOptions.LongRunning);
        await Task.WhenAll(sleeper, waker).WaitAsync(Hang);
        rally.CheckOver(parks);
    }

    [Fact]
    public async Task Parks_of_tasks_with_several_wakers_end_exactly_once_each()
    {
        int parks = PropertyCheck.Cases(50_000);
        var parking = new Parking();
        long published = 0;
        bool isOver = false;
        async Task SleepOften()
        {
            for (long next = 1; next <= parks; next++)
            {
                // Whatever woke it, it looks again: a cancellation and a grant may come together.
                while (true)
                {
                    parking.Prepare(isTask: true);
                    if (Volatile.Read(ref published) < next || !parking.TryTakeBack())
                    {
                        await parking.SleepAsync();
                    }

                    if (Volatile.Read(ref published) >= next)
                    {
                        break;
                    }
                }
            }

            Volatile.Write(ref isOver, true);
        }

        Task sleeper = Task.Run(SleepOften);
        Task[] wakers = [Wake(publishes: true), Wake(publishes: false)];
        await Task.WhenAll([sleeper, .. wakers]).WaitAsync(Hang);

        Task Wake(bool publishes) => Task.Factory.StartNew(
            () =>
            {
                var spin = default(SpinWait);
                while (!Volatile.Read(ref isOver))
                {
                    if (publishes)
                    {
                        Interlocked.Increment(ref published);
                    }

                    parking.Wake();
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            },
            TaskCreationOptions.LongRunning);
    }

    [Fact]
    public async Task Timed_sleeps_and_wakers_race_without_losing_the_token()
    {
        int parks = PropertyCheck.Cases(500);
        var parking = new Parking();
        int over = 0;
        Task waker = Task.Factory.StartNew(
            () =>
            {
                var random = new Random(3);
                while (Volatile.Read(ref over) == 0)
                {
                    Thread.SpinWait(random.Next(20_000));
                    parking.Wake();
                    Thread.Yield();
                }
            },
            TaskCreationOptions.LongRunning);
        await Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < parks; i++)
                {
                    parking.Prepare(isTask: false);
                    parking.Sleep(TimeSpan.FromMilliseconds(1));
                    Assert.False(parking.IsAnnounced);
                }
            },
            TaskCreationOptions.LongRunning).WaitAsync(Hang);
        Volatile.Write(ref over, 1);
        await waker.WaitAsync(Hang);
    }

    /// <summary>One side publishes a number and wakes, the other parks until it sees the number.</summary>
    private sealed class Rally
    {
        private long _published;
        private long _answered;

        public Parking Parking { get; } = new();

        public bool IsPublished(long number) => Volatile.Read(ref _published) >= number;

        public bool IsAnswered(long number) => Volatile.Read(ref _answered) >= number;

        public void Publish(long number)
        {
            Interlocked.Exchange(ref _published, number);
            if (number % 16 == 0)
            {
                Thread.SpinWait(500); // Late: the sleeper may have seen the number and announced its next sleep meanwhile.
            }

            Parking.Wake();
        }

        /// <summary>The second look, after the sleep was announced.</summary>
        public bool MustSleep(long number) => Volatile.Read(ref _published) < number || !Parking.TryTakeBack();

        public void Answer(long number)
        {
            Assert.True(Volatile.Read(ref _published) >= number);
            Volatile.Write(ref _answered, number);
        }

        public void CheckOver(long parks)
        {
            Assert.Equal(parks, _answered);
            Assert.False(Parking.IsAnnounced);
        }
    }
}
