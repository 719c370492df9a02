using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Copying;

public class RestoreWaysProperties
{
    [Fact]
    public void Lists_of_the_builder_the_plan_walked_and_the_vendor_segment_deliver_the_same_bytes_and_touch_no_other()
    {
        var met = new SortedDictionary<string, int>();
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                using var ways = new RestoreWays(seed);
                for (int wave = 0; wave < 2 && !ways.IsClosed; wave++)
                {
                    ways.BackUp();
                    ways.CloseSometimes();
                    ways.RestoreInEveryWay();
                }

                foreach ((string what, int count) in ways.Met)
                {
                    met[what] = met.GetValueOrDefault(what) + count;
                }

                return true;
            },
            cases: 250);
        if (PropertyCheck.Scale >= 1)
        {
            string[] must =
            [
                "list refused", "one list", "several lists", "plan walked", "residue into another stream", "segment 01", "segment 06", "segment 09", "segment 0F",
                "segment 11 over Blocks", "segment 11 over Filemarks", "segment 12", "segment C5", "stream continued", "stream named",
            ];
            Assert.Empty(must.Where(what => met.GetValueOrDefault(what) < 10).Select(what => what + ": " + met.GetValueOrDefault(what)));
        }
    }
}
