using System;

namespace MultiThreadBackupLog.Tape;

/// <summary>How long a tape drive takes to read and to move: enough of its physics to choose between moving over blocks and reading through them.</summary>
/// <remarks>
/// <para>A straight line for each kind of motion, a start that is paid once and a rate, up to a ceiling: data lies on a serpentine, so a far
/// object is no further along the tape than a near one. The model is right on the average and for the question it serves, which is
/// where the lines cross; it knows nothing of where on its wrap an object lies.</para>
/// <para>Reading after a move costs nothing extra, since the move brings the tape up to speed. Reading that has to stop, because nobody took the
/// data, costs a <see cref="RepositionSeconds"/>.</para>
/// <para>Immutable; safe to share between threads.</para>
/// </remarks>
public sealed class TapeDriveModel
{
    /// <summary>Describes a drive.</summary>
    /// <param name="name">What to call it in a plan.</param>
    /// <param name="streamingBytesPerSecond">How fast it reads and writes; <see cref="double.PositiveInfinity"/> for a device whose time does not matter.</param>
    /// <param name="locateStartSeconds">What every locate costs before the tape winds.</param>
    /// <param name="locateBytesPerSecond">How fast data passes while it winds to a located object.</param>
    /// <param name="spaceStartSeconds">What every space over blocks or filemarks costs before the tape winds.</param>
    /// <param name="spaceBytesPerSecond">How fast data passes while it spaces.</param>
    /// <param name="farMoveSeconds">What a move costs at most, on the average of far ones; <see cref="double.PositiveInfinity"/> for no ceiling.</param>
    /// <param name="repositionSeconds">What it costs to stop and to come back to speed at the same place (backhitch).</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not above 0, a time is negative or not finite, or the ceiling is below a start.</exception>
    public TapeDriveModel(
        string name,
        double streamingBytesPerSecond,
        double locateStartSeconds,
        double locateBytesPerSecond,
        double spaceStartSeconds,
        double spaceBytesPerSecond,
        double farMoveSeconds,
        double repositionSeconds)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        StreamingBytesPerSecond = Rate(streamingBytesPerSecond, nameof(streamingBytesPerSecond));
        LocateStartSeconds = Seconds(locateStartSeconds, nameof(locateStartSeconds));
        LocateBytesPerSecond = Rate(locateBytesPerSecond, nameof(locateBytesPerSecond));
        SpaceStartSeconds = Seconds(spaceStartSeconds, nameof(spaceStartSeconds));
        SpaceBytesPerSecond = Rate(spaceBytesPerSecond, nameof(spaceBytesPerSecond));
        FarMoveSeconds = farMoveSeconds >= Math.Max(locateStartSeconds, spaceStartSeconds)
            ? farMoveSeconds
            : throw new ArgumentOutOfRangeException(nameof(farMoveSeconds), farMoveSeconds, "The longest move is not shorter than the start of one.");
        RepositionSeconds = Seconds(repositionSeconds, nameof(repositionSeconds));
    }

    /// <summary>Gets a device on which moving is free and reading is not, such as an image on a disk: it never pays to read what is not wanted.</summary>
    /// <remarks>500 MB/s is a plain solid-state disk; only the order of magnitude matters, since moves cost nothing.</remarks>
    public static TapeDriveModel NoSeekCost { get; } =
        new("no seek cost", 500e6, 0, double.PositiveInfinity, 0, double.PositiveInfinity, double.PositiveInfinity, 0);

    /// <summary>Gets an LTO-7 full-height drive with its own medium (6 TB).</summary>
    /// <remarks>
    /// Published: 300 MB/s native (IBM, performance specifications for LTO tape drives), 960 m of tape, 112 wraps. Derived: a wrap of 54 GB is read in
    /// 179 s; winding over the length takes about 105 s (twice an average rewind of about 52 s; IBM publishes 55 s for LTO-9 and its 1,035 m), so data passes
    /// 1.7 times as fast as it is read. Assumed, not published: 3 s to start and to reposition, 45 s for an average far move
    /// (IBM's average space from the load point, LTO-9).
    /// </remarks>
    public static TapeDriveModel Lto7 { get; } = new("LTO-7", 300e6, 3.0, 510e6, 3.0, 510e6, 45.0, 3.0);

    /// <summary>Gets an LTO-8 full-height drive with its own medium (12 TB).</summary>
    /// <remarks>
    /// Published: 360 MB/s native (IBM, the same table), the 960 m of LTO-7, 208 wraps. Derived: a wrap of 58 GB is read in 160 s and wound over in about
    /// 105 s, so data passes 1.5 times as fast as it is read. Assumed as for <see cref="Lto7"/>: 3 s to start and to reposition, 45 s for a far move.
    /// </remarks>
    public static TapeDriveModel Lto8 { get; } = new("LTO-8", 360e6, 3.0, 550e6, 3.0, 550e6, 45.0, 3.0);

    /// <summary>Gets what to call the drive in a plan.</summary>
    public string Name { get; }

    /// <summary>Gets how fast the drive reads and writes, in bytes per second.</summary>
    public double StreamingBytesPerSecond { get; }

    /// <summary>Gets what every locate costs before the tape winds, in seconds.</summary>
    public double LocateStartSeconds { get; }

    /// <summary>Gets how many bytes of recorded data pass in a second while the drive locates.</summary>
    public double LocateBytesPerSecond { get; }

    /// <summary>Gets what every space costs before the tape winds, in seconds.</summary>
    public double SpaceStartSeconds { get; }

    /// <summary>Gets how many bytes of recorded data pass in a second while the drive spaces.</summary>
    public double SpaceBytesPerSecond { get; }

    /// <summary>Gets what one move costs at most, in seconds.</summary>
    public double FarMoveSeconds { get; }

    /// <summary>Gets what it costs to stop and to come back to speed at the same place, in seconds.</summary>
    public double RepositionSeconds { get; }

    /// <summary>Gets from how many unwanted bytes on the cheaper of a space and a locate is quicker than reading them; infinite when reading always is.</summary>
    public double BreakEvenBytes => Math.Min(
        BreakEven(LocateStartSeconds, LocateBytesPerSecond),
        BreakEven(SpaceStartSeconds, SpaceBytesPerSecond));

    /// <summary>Estimates a read, the tape being at speed.</summary>
    /// <param name="bytes">How many bytes, 0 or more.</param>
    /// <returns>Seconds.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public double EstimateReadSeconds(long bytes) => Bytes(bytes) / StreamingBytesPerSecond;

    /// <summary>Estimates one locate.</summary>
    /// <param name="bytes">How many bytes of recorded data lie between, in either direction, 0 or more.</param>
    /// <returns>Seconds.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public double EstimateLocateSeconds(long bytes) =>
        Math.Min(FarMoveSeconds, LocateStartSeconds + (Bytes(bytes) / LocateBytesPerSecond));

    /// <summary>Estimates moves with SPACE, one command behind the other.</summary>
    /// <param name="bytes">How many bytes of recorded data they pass together, in either direction, 0 or more.</param>
    /// <param name="commands">How many commands it takes: crossing filemarks and counting blocks are one each. 0 or more; without a command nothing moves and nothing is paid.</param>
    /// <returns>Seconds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public double EstimateSpaceSeconds(long bytes, int commands = 1) => commands >= 0
        ? commands == 0 ? 0 : Math.Min(commands * FarMoveSeconds, (commands * SpaceStartSeconds) + (Bytes(bytes) / SpaceBytesPerSecond))
        : throw new ArgumentOutOfRangeException(nameof(commands), commands, "A number of commands is not negative.");

    /// <summary>Gives the drive's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    private static double Rate(double value, string parameter) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(parameter, value, "A rate is above 0.");

    private static double Seconds(double value, string parameter) => value >= 0 && !double.IsInfinity(value)
        ? value
        : throw new ArgumentOutOfRangeException(parameter, value, "A time is finite and not negative.");

    private static double Bytes(long bytes) => bytes >= 0
        ? bytes
        : throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A byte count is not negative.");

    private double BreakEven(double startSeconds, double bytesPerSecond)
    {
        // start + n / fast = n / slow
        double gainedPerByte = (1 / StreamingBytesPerSecond) - (1 / bytesPerSecond);
        double line = gainedPerByte > 0 ? startSeconds / gainedPerByte : double.PositiveInfinity;
        return Math.Min(line, FarMoveSeconds * StreamingBytesPerSecond);   // Behind the ceiling a move costs the same, however far.
    }
}
