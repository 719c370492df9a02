using System.Linq;
using MultiThreadBackupLog.Copying;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Copying;

public class CopyListBuilderProperties
{
    [Fact]
    public void Lists_within_any_limits_give_the_disks_exactly_the_mapped_bytes_and_the_client_the_held_ones()
    {
        int cuts = 0;
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var scenario = new CopyListScenario(seed);
                scenario.DrawLimits();
                scenario.RunAndCompare();
                cuts += scenario.Cuts;
                return true;
            },
            cases: 400);
        Assert.True(cuts > 0, "Limits never cut a tape block.");
    }

    [Fact]
    public void Lists_without_some_segment_types_restore_the_same_or_say_what_is_missing()
    {
        int refusals = 0;
        int restores = 0;
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var scenario = new CopyListScenario(seed);
                byte[] droppable = [0x01, 0x06, 0x09, 0x0F, 0x11, 0x12];
                byte[] dropped = [droppable[seed % 6], droppable[seed / 6 % 6]];
                scenario.Parameters.ImplementedTypeCodes = [.. new OperatingParameters().ImplementedTypeCodes.Except(dropped)];
                try
                {
                    scenario.RunAndCompare();
                    restores++;
                }
                catch (CopyListException)
                {
                    refusals++;
                    scenario.CompareIncomplete();
                }

                return true;
            },
            cases: 200);
        Assert.True(refusals > 0 && restores > 0, refusals + " refusals, " + restores + " restores");
    }
}
