using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Copying;

public sealed class CopySimulationProperties
{
    [Fact]
    public void Whatever_fails_every_answer_is_what_the_tape_holds_and_every_error_reaches_exactly_its_commands() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var simulation = new CopySimulation(seed);
                simulation.Run();
                return true;
            },
            10_000);
}
