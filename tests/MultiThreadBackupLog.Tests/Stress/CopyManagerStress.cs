using System.Threading.Tasks;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tests.Copying;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy.Commands;

namespace MultiThreadBackupLog.Tests.Stress;

[Collection(StressCollection.Name)]
public sealed class CopyManagerStress
{
    [Fact]
    public async Task Sixteen_commands_on_real_threads_get_answers_that_are_what_the_tape_holds()
    {
        for (int run = 0; run < PropertyCheck.Cases(300); run++)
        {
            using var simulation = new CopySimulation(run, hasThreads: true);
            try
            {
                await simulation.RunOnThreadsAsync();
            }
            catch (System.Exception exception)
            {
                throw new System.InvalidOperationException("Scene " + run + ": " + exception.Message, exception);
            }
        }
    }

    [Fact]
    public void Registered_devices_and_questions_start_no_thread()
    {
        using var lab = new CopyLab(hasThreads: true);
        lab.AddTape(new MemoryTape());
        lab.AddDisk(16);
        Assert.True(lab.Receive(CopyLab.Host(), ReceiveCopyResultsAction.OperatingParameters, 0).IsGood);
        Assert.Empty(lab.Manager.Running);
        Assert.Null(lab.Manager.Drives[0].Session); // The drain thread is the session's.
    }
}
