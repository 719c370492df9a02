using System;
using System.Collections.Generic;
using System.Globalization;

namespace MultiThreadBackupLog.Tool.Reports.Chart;

/// <summary>Where the lines of an axis stand: at multiples of numbers that people count in.</summary>
internal static class Ticks
{
    private static readonly double[] Times = [60, 120, 300, 600, 900, 1800, 3600, 7200, 4 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 7 * 86400];

    /// <summary>Gives whole numbers in a range, not many more than wanted.</summary>
    public static List<long> OfObjects(long begin, long end, int wanted)
    {
        var ticks = new List<long>();
        long step = (long)Math.Min(1e18, Math.Max(1, Math.Ceiling(Decimal((double)(end - begin) / wanted))));
        long rest = begin % step;
        for (long tick = rest == 0 ? begin : begin - rest + step; tick <= end && tick >= begin; tick += step)
        {
            ticks.Add(tick);
            if (tick > long.MaxValue - step)
            {
                break;
            }
        }

        return ticks;
    }

    /// <summary>Gives 1, 2 or 5 times a power of ten, not less than a number.</summary>
    public static double Decimal(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(least, 1e-9))));
        double digit = least / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    /// <summary>Gives a step in seconds, not less than a number.</summary>
    public static double Seconds(double least)
    {
        if (least <= 30)
        {
            return Math.Min(30, Decimal(least));
        }

        int index = Array.FindIndex(Times, time => time >= least);
        return index >= 0 ? Times[index] : 86400 * Decimal(least / 86400);
    }

    public static string Duration(double seconds, double step)
    {
        if (step < 1)
        {
            return seconds.ToString("0.######", CultureInfo.InvariantCulture) + " s";
        }

        long whole = (long)Math.Round(seconds);
        return whole < 60 && step < 60
            ? whole.ToString(CultureInfo.InvariantCulture) + " s"
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}");
    }
}
