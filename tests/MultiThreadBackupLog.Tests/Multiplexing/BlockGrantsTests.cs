using System;
using System.Linq;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public class BlockGrantsTests
{
    [Fact]
    public void A_waiter_is_served_within_one_rotation_of_the_waiters() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                int streams = random.Next(2, 65);
                var time = new ManualTime();
                var state = State(shared: 128, streams, time: time);
                var grants = new BlockGrants(state);
                Take(state, 128, out int[] held);
                foreach (StreamRing? ring in state.Rings)
                {
                    Assert.True(ring!.TryTakeBlock()); // The reserve, which lies in the ring while its stream waits.
                    ring.WriteBlockEntry(1, 0);
                    ring.PublishEntry();
                }

                int heldCount = held.Length;
                var others = new int[streams];
                for (int step = 0; step < 200 && heldCount > 0; step++)
                {
                    for (int slot = 0; slot < streams; slot++)
                    {
                        // Most begin to wait again at once, so that an unfair rotation would starve somebody.
                        if (random.Next(4) > 0 && !state.Waiting.IsSet(slot) && !state.Rings[slot]!.ProducerParking.IsAnnounced)
                        {
                            state.Rings[slot]!.AnnounceWait(isForBlock: true, isTask: true);
                            others[slot] = 0;
                        }
                    }

                    bool[] waited = Enumerable.Range(0, streams).Select(state.Waiting.IsSet).ToArray();
                    int free = random.Next(1, Math.Min(heldCount, 2) + 1);
                    grants.Add(held.AsSpan(heldCount - free, free));
                    heldCount -= free;
                    time.Advance(TimeSpan.FromMilliseconds(1));
                    if (random.Next(20) == 0)
                    {
                        grants.Flush();
                    }
                    else
                    {
                        grants.Distribute();
                    }

                    int[] served = Enumerable.Range(0, streams).Where(s => waited[s] && !state.Waiting.IsSet(s)).ToArray();
                    foreach (int s in served)
                    {
                        Assert.False(state.Rings[s]!.IsMailboxEmpty);
                        Drop(state, s);
                    }

                    // Whoever still waits has seen each other stream served at most once since it began to.
                    for (int s = 0; s < streams; s++)
                    {
                        others[s] = state.Waiting.IsSet(s) && state.Rings[s]!.WantedBlocks > 0 ? others[s] + served.Length : 0; // At its cap it waits for itself.
                        Assert.True(others[s] < streams, "a stream was passed over a whole rotation long");
                    }
                }

                return true;
            },
            500);

    [Fact]
    public void Distribute_NobodyWaits_FreeRingHasTheBlocks()
    {
        MultiplexerState state = State(shared: 8, streams: 2);
        var grants = new BlockGrants(state);
        Take(state, 8, out int[] held);
        grants.Add(held);
        grants.Distribute();
        Assert.Equal(8, state.Slab.FreeCount);
        Assert.False(state.Slab.IsGranting);
    }

    [Fact]
    public void Flush_SeveralWait_EachGetsAnEqualShare()
    {
        MultiplexerState state = State(shared: 32, streams: 4);
        var grants = new BlockGrants(state);
        Take(state, 32, out int[] held);
        for (int slot = 0; slot < 4; slot++)
        {
            state.Rings[slot]!.AnnounceWait(isForBlock: true, isTask: true);
        }

        grants.Add(held.AsSpan(0, 12));
        grants.Flush();
        Assert.Equal([3, 3, 3, 3], Enumerable.Range(0, 4).Select(slot => Mail(state, slot)));
        Assert.False(state.Waiting.IsAnySet());
    }

    [Fact]
    public void Flush_GrantStillInTheMailbox_OnlyWakes()
    {
        // A cancelled wait, the grant that raced with it, and the next wait.
        MultiplexerState state = State(shared: 8, streams: 1);
        var grants = new BlockGrants(state);
        Take(state, 8, out int[] held);
        StreamRing ring = state.Rings[0]!;
        ring.AnnounceWait(isForBlock: true, isTask: true);
        grants.Add(held.AsSpan(0, 2));
        grants.Flush();
        ring.AnnounceWait(isForBlock: true, isTask: true);
        grants.Add(held.AsSpan(2, 2));
        grants.Flush();
        Assert.Equal(2, Mail(state, 0));
        Assert.False(ring.ProducerParking.IsAnnounced);
    }

    [Fact]
    public void Distribute_WaiterIsAtItsCap_BlocksGoToTheFreeRing()
    {
        MultiplexerState state = State(shared: 8, streams: 2, cap: 2);
        var grants = new BlockGrants(state);
        StreamRing ring = state.Rings[0]!;
        for (int i = 0; i < 3; i++)
        {
            Assert.True(ring.TryTakeBlock());
            ring.WriteBlockEntry(1, 0);
            ring.PublishEntry();
        }

        Assert.False(ring.TryTakeBlock());
        ring.AnnounceWait(isForBlock: true, isTask: true);
        Take(state, 6, out int[] held);
        grants.Add(held);
        grants.Distribute();
        Assert.Equal(6, state.Slab.FreeCount);
        Assert.True(ring.ProducerParking.IsAnnounced);
    }

    private static MultiplexerState State(int shared, int streams, int cap = 0, TimeProvider? time = null)
    {
        BlockMultiplexerOptions options = SteppedMultiplexer.Options(shared, streams, cap: cap, time: time).CheckedCopy();
        var state = new MultiplexerState(options, new TapeBlockLimits(1, 1 << 20), 0);
        for (int slot = 0; slot < streams; slot++)
        {
            state.Rings[slot] = new StreamRing(state, slot, new StreamId(slot), new StreamDescription("s"));
            Assert.True(state.FreeSlots.TryClear(slot));
            state.AddOpen(1);
        }

        return state;
    }

    private static void Take(MultiplexerState state, int count, out int[] taken)
    {
        taken = new int[count];
        Assert.Equal(count, state.Slab.Take(taken));
    }

    private static int Mail(MultiplexerState state, int slot)
    {
        var blocks = new int[1024];
        return state.Rings[slot]!.TakeBack(blocks);
    }

    /// <summary>Empties a mailbox as its producer does: the blocks are held from here on.</summary>
    private static void Drop(MultiplexerState state, int slot)
    {
        StreamRing ring = state.Rings[slot]!;
        while (!ring.IsMailboxEmpty)
        {
            Assert.True(ring.TryTakeBlock());
        }
    }
}
