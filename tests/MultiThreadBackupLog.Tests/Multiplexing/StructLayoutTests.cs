using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

/// <summary>What one thread writes and another reads lies on lines of its own: tested, not hoped for.</summary>
public class StructLayoutTests
{
    private const int LineBytes = 128;

    [Fact]
    public void RingCursors_FieldsOfDifferentWriters_ShareNoLine()
    {
        var lines = new Dictionary<string, int[]>
        {
            ["producer"] = Lines<RingCursors>("_published", "_urgent", "_mailTaken", "_publishedBlocks", "_wanted"),
            ["producer's own"] = Lines<RingCursors>("Producer"),
            ["drain"] = Lines<RingCursors>("_released", "_releasedShared", "_releasedReserve", "_granted", "_acceptedBlocks", "_acceptedFilemarks"),
            ["drain's own"] = Lines<RingCursors>("Drain"),
        };
        Assert.Equal(lines.Values.Sum(l => l.Length), lines.Values.SelectMany(l => l).Distinct().Count());
        Assert.All(lines.Values, l => Assert.Single(l));
        Assert.Equal(13, typeof(RingCursors).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length); // All of them are above.
        AssertPadded<RingCursors>(lines.Values.SelectMany(l => l));
    }

    [Fact]
    public void SlabCursors_TakenAndFreed_ShareNoLine()
    {
        int[] taken = Lines<SlabCursors>("_taken");
        int[] freed = Lines<SlabCursors>("_freed", "_isGranting");
        Assert.Empty(taken.Intersect(freed));
        AssertPadded<SlabCursors>(taken.Concat(freed));
    }

    [Fact]
    public void ParkingToken_Alone_OnItsLine() => AssertPadded<Parking.PaddedState>(Lines<Parking.PaddedState>("Value"));

    [Fact]
    public void ReadySet_Words_AreALineApart() => Assert.Equal(LineBytes, ReadySet.BytesApart);

    private static int[] Lines<T>(params string[] fields) => fields.SelectMany(name =>
    {
        FieldInfo field = typeof(T).GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException("There is no field " + name + " any more.");
        int offset = field.GetCustomAttribute<FieldOffsetAttribute>()!.Value;
        int length = field.FieldType.IsPrimitive ? Marshal.SizeOf(field.FieldType) : SizeOfLocals(field.FieldType);
        return Enumerable.Range(offset / LineBytes, ((offset + length - 1) / LineBytes) - (offset / LineBytes) + 1);
    }).Distinct().ToArray();

    /// <summary>The own fields of a side are few: eight bytes each is an upper bound.</summary>
    private static int SizeOfLocals(Type type) => 8 * type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length;

    /// <summary>Whatever stands before and behind the struct in memory is at least half a line away, and a whole one before.</summary>
    private static void AssertPadded<T>(IEnumerable<int> lines)
        where T : struct
    {
        int[] used = lines.ToArray();
        Assert.DoesNotContain(0, used);
        Assert.True(typeof(T).StructLayoutAttribute!.Size >= (used.Max() + 1) * LineBytes);
    }
}
