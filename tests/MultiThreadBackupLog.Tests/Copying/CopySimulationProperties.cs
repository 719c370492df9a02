using System;
using MultiThreadBackupLog.Tests.Support;
using Xunit;

namespace MultiThreadBackupLog.Tests.Copying;

public sealed class CopySimulationProperties
{
    [Fact]
    public void Whatever_fails_every_answer_is_what_the_tape_holds_and_every_error_reaches_exactly_its_commands() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                new CopySimulation(seed).Run();
                return true;
            },
            10_000);
}
