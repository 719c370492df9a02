using System.Collections.Generic;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Tapes made of given objects: what a damaged, cut or forged tape looks like.</summary>
internal static class TapeCopy
{
    /// <summary>Writes objects to a new tape; null is a filemark.</summary>
    public static MemoryTape Of(IEnumerable<byte[]?> objects, MemoryTapeOptions? options = null)
    {
        var tape = new MemoryTape(options ?? new MemoryTapeOptions { BlockLimits = new TapeBlockLimits(1, 4096) });
        foreach (byte[]? found in objects)
        {
            TapeResult result = found is null ? tape.WriteFilemarks(1, isImmediate: true) : tape.WriteBlock(found);
            Assert.True(result.IsSuccess);
        }

        tape.WriteFilemarks(0, isImmediate: false);
        return tape;
    }

    /// <summary>Gives everything on a tape, byte for byte, without moving it.</summary>
    public static List<byte[]?> Objects(MemoryTape tape)
    {
        var objects = new List<byte[]?>();
        for (long at = 0; at < tape.CountRecordedObjects(); at++)
        {
            objects.Add(tape.PeekRecordedObject(at));
        }

        return objects;
    }
}
