using System.Threading.Tasks;
using MultiThreadBackupLog.Multiplexing;

namespace MultiThreadBackupLog.Tests.Multiplexing;

public sealed class DrainRequestTests
{
    [Fact]
    public void CompleteAsync_RequestAskedBeforeWhileAStepIsUnderWay_IsDoneBeforeTheEnd()
    {
        using var multiplexer = new BlockMultiplexer(new ModelTarget(), new BlockMultiplexerOptions(64) { MaximumStreams = 2, BlockCount = 8 }, startThread: false);
        bool isDone = false;
        Task? request = null;
        multiplexer.State.Between = () =>
        {
            // Behind the look for requests, and before the look whether the end may come.
            multiplexer.State.Between = null;
            request = multiplexer.RunOnDrainThreadAsync(() =>
            {
                isDone = true;
                return DrainVerdict.Continue;
            });
            _ = multiplexer.CompleteAsync();
        };
        multiplexer.State.Ready.TrySet(0);
        while (multiplexer.Loop.Step().Type != DrainStepType.Finished)
        {
        }

        Assert.True(isDone);
        Assert.True(request!.IsCompletedSuccessfully);
    }
}
