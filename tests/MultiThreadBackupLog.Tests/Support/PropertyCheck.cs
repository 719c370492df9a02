using System;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>The one way to check a property: case counts scaled in one place, the seed printed, and replayed from the environment.</summary>
/// <remarks>
/// <para><c>MTBL_CASES</c> multiplies every case count (default 1; 0.05 for a quick look, 100 for a night).</para>
/// <para>A failure prints <c>Last step was invoked with … Replay</c> values; put them into <c>MTBL_REPLAY</c> as <c>seed,gamma[,size]</c>
/// to run that one case again.</para>
/// </remarks>
internal static class PropertyCheck
{
    /// <summary>Gets the factor by which every count of random cases is multiplied.</summary>
    public static double Scale { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("MTBL_CASES"), NumberStyles.Float, CultureInfo.InvariantCulture, out double scale) && scale > 0
            ? scale
            : 1;

    /// <summary>Scales a count; at least one case always runs.</summary>
    public static int Cases(int cases) => (int)Math.Min(int.MaxValue, Math.Max(1, cases * Scale));

    /// <summary>Checks a property over generated values. The property may return false or throw (an xunit assertion, say).</summary>
    public static void ForAll<T>(Gen<T> generator, Func<T, bool> property, int cases = 1_000) =>
        Prop.ForAll(Arb.From(generator), property).Check(Configuration(cases));

    /// <summary>Checks a property over generated values, shrinking what fails.</summary>
    public static void ForAll<T>(Gen<T> generator, Func<T, System.Collections.Generic.IEnumerable<T>> shrink, Func<T, bool> property, int cases = 1_000) =>
        Prop.ForAll(Arb.From(generator, shrink), property).Check(Configuration(cases));

    /// <summary>Checks a property over seeds: the way for scenarios that draw from a <see cref="System.Random"/> of their own.</summary>
    public static void ForAllSeeds(Func<int, bool> property, int cases = 1_000) =>
        ForAll(Gen.Choose(0, int.MaxValue - 1), property, cases);

    private static Config Configuration(int cases)
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Cases(cases)).WithEndSize(100);
        string? replay = Environment.GetEnvironmentVariable("MTBL_REPLAY");
        if (string.IsNullOrEmpty(replay))
        {
            return config;
        }

        string[] parts = replay.Split(',');
        var rnd = new Rnd(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        FSharpOption<int> size = parts.Length > 2
            ? FSharpOption<int>.Some(int.Parse(parts[2], CultureInfo.InvariantCulture))
            : FSharpOption<int>.None;
        return config.WithMaxTest(1).WithReplay(new Replay(rnd, size));
    }
}
