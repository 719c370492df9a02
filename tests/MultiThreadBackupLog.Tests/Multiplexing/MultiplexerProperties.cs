using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public class MultiplexerProperties
{
    [Fact]
    public void Any_interleaving_writes_every_stream_in_order_and_leaves_nobody_asleep() =>
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var simulation = new MultiplexerSimulation(seed);
                simulation.Run();
                simulation.Check();
                return true;
            },
            2_000);
}
