using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The slots of a page, by section 4 of the format: eight, all empty at its beginning, filled in turn.</summary>
public class RunSlotsTests
{
    [Fact]
    public void Slots_OfANewPage_AreEmpty()
    {
        var slots = new RunSlots();
        AssertEmpty(slots);
        slots.Named(0, 5);
        slots.Named(3, 6);
        Assert.Equal((0, 6), (slots.Find(RunSlots.KeyOf(0, 5)), slots.LastLength));
        slots.Reset();
        AssertEmpty(slots);
    }

    [Fact]
    public void Named_MoreThanThereAreSlots_TakesThemInTurn()
    {
        var slots = new RunSlots();
        for (int ordinal = 0; ordinal < RunSlots.Count + 2; ordinal++)
        {
            slots.Named(ordinal, 100);
            slots.Named(ordinal, 100); // The pair has a slot already.
        }

        for (int slot = 0; slot < RunSlots.Count; slot++)
        {
            Assert.True(slots.TryGet(slot, out int ordinal, out int length));
            Assert.Equal((slot < 2 ? RunSlots.Count + slot : slot, 100), (ordinal, length));
        }

        Assert.Equal(-1, slots.Find(RunSlots.KeyOf(1, 100)));
    }

    private static void AssertEmpty(in RunSlots slots)
    {
        for (int slot = 0; slot < RunSlots.Count; slot++)
            Assert.False(slots.TryGet(slot, out _, out _));

        Assert.Equal((-1, 0), (slots.Find(RunSlots.KeyOf(0, 0)), slots.LastLength));
    }
}
