using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Copying;

public sealed class CopySimulationProperties
{
    // What the ordinary run must meet, each at least three times: a fault that never strikes proves nothing.
    private static readonly string[] Must =
    [
        "GOOD on the medium", "IMMED", "LID1", "LID4", "aborted while it waited", "ended by a reset", "ended by the loss of its nexus", "failed: aborted",
        "failed: disk medium error", "failed: disk not ready", "failed: disk reservation conflict", "failed: tape answer lost", "failed: tape end of medium",
        "failed: tape medium changed", "failed: tape medium error", "failed: tape not ready", "failed: tape position error", "failed: tape reservation conflict",
        "failed: tape reset", "failed: tape write protected", "held data discarded", "held data kept", "identifier in use", "identifier reused",
        "lost after GOOD: end of medium", "lost after GOOD: medium changed", "lost after GOOD: medium error", "lost after GOOD: not ready",
        "lost after GOOD: reservation conflict", "lost after GOOD: reset", "medium ended at its warning", "medium ended sooner than the drive said",
        "medium ended without a warning", "no identifier", "overtook by priority", "restored by C5h", "restored by lists", "restored meanwhile", "several tapes",
        "stream continued", "stream named",
        .. Enumerable.Range(1, 8).Select(count => "lost after GOOD, the last objects: " + count),
        .. Enumerable.Range(1, 8).Select(count => "objects lost at once: " + count),
    ];

    [Fact]
    public void Whatever_fails_every_answer_is_what_the_tape_holds_and_every_error_reaches_exactly_its_commands()
    {
        var met = new SortedDictionary<string, int>(StringComparer.Ordinal);
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var simulation = new CopySimulation(seed);
                simulation.Run();
                foreach ((string what, int count) in simulation.Met)
                {
                    met[what] = met.GetValueOrDefault(what) + count;
                }

                return true;
            },
            10_000);
        if (PropertyCheck.Scale >= 1 && Environment.GetEnvironmentVariable("MTBL_REPLAY") is null or "")
        {
            Assert.Empty(Must.Where(what => met.GetValueOrDefault(what) < 3).Select(what => what + ": " + met.GetValueOrDefault(what)));
        }
    }
}
