using System;
using Microsoft.Extensions.Logging;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <summary>Settings of a <see cref="CopyManager"/>; copied when used.</summary>
public sealed class CopyManagerOptions
{
    /// <summary>The unit in which memory is admitted, in bytes: a command takes whole buffers.</summary>
    public const int BufferLength = 16 * 1024;

    private OperatingParameters _parameters = CopyLimits.CreateParameters();
    private int _bufferCount = 4096;
    private int _readLength = 256 * 1024;
    private int _lowWaterLength = 64 * 1024;
    private int _maximumRunningCopies = 64;
    private int _maximumKeptResults = 1024;
    private TimeProvider _timeProvider = TimeProvider.System;
    private string _name = string.Empty;

    /// <summary>Gets or sets what RECEIVE COPY RESULTS declares and lists are measured against.</summary>
    /// <value>Default: the defaults of <see cref="OperatingParameters"/> without the descriptor types that <see cref="CopyManager"/> does not execute,
    /// and with transfers to a tape of at most 1 MiB.</value>
    /// <remarks>MAXIMUM STREAM DEVICE TRANSFER SIZE is declared lower where a registered tape takes less; a list for a tape that takes more may use what is set here.
    /// Segment types that are not executed are left out and refused whatever is set.</remarks>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public OperatingParameters OperatingParameters
    {
        get => _parameters;
        set => _parameters = Guard.NotNull(value);
    }

    /// <summary>Gets or sets how many buffers of <see cref="BufferLength"/> bytes the running commands share. Default: 4,096, which is 64 MiB.</summary>
    /// <remarks>A command that needs more than all of them runs alone.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int BufferCount
    {
        get => _bufferCount;
        set => _bufferCount = Positive(value, nameof(BufferCount));
    }

    /// <summary>Gets or sets the most bytes that one request to a disk reads or writes. Default: 262,144.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int ReadLength
    {
        get => _readLength;
        set => _readLength = Positive(value, nameof(ReadLength));
    }

    /// <summary>Gets or sets the low-water mark: a disk is read again when fewer bytes than this were read and not yet handed on. Default: 65,536.</summary>
    /// <remarks>What was handed on waits in the tape's own blocks, see <see cref="CopyTapeOptions.BlockCount"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int LowWaterLength
    {
        get => _lowWaterLength;
        set => _lowWaterLength = Positive(value, nameof(LowWaterLength));
    }

    /// <summary>Gets or sets how many commands run at the same time, each on a thread of its own; the others wait in order of priority and age. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaximumRunningCopies
    {
        get => _maximumRunningCopies;
        set => _maximumRunningCopies = Positive(value, nameof(MaximumRunningCopies));
    }

    /// <summary>Gets or sets how many ended commands are remembered for RECEIVE COPY RESULTS, of all initiators together; the oldest goes first. Default: 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaximumKeptResults
    {
        get => _maximumKeptResults;
        set => _maximumKeptResults = Positive(value, nameof(MaximumKeptResults));
    }

    /// <summary>Gets or sets whether GOOD always means that everything the command wrote is on the medium. Default: false, GOOD means accepted.</summary>
    /// <remarks>A list whose last tape segment is a write filemarks with IMMED 0 means that in any case. Each such command stops the drive for a while.</remarks>
    public bool GoodMeansOnMedium { get; set; }

    /// <summary>Gets or sets who may see, begin, copy or clear a write log by the vendor specific commands, and write to a stream that another initiator opened.
    /// Default: null, everybody.</summary>
    /// <remarks>Called on the thread that brought the command, or on the command's own, and holding up nobody else; it must not wait for the copy manager.</remarks>
    public Func<CopyLogAccess, bool>? AuthorizeLogAccess { get; set; }

    /// <summary>Gets or sets the clock. Default: the system's.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        set => _timeProvider = Guard.NotNull(value);
    }

    /// <summary>Gets or sets where events are logged, see <see cref="CopyTelemetry"/>. Default: null, nowhere.</summary>
    /// <remarks>Called on the threads of commands and tapes; it must neither wait for the copy manager nor take long.</remarks>
    public ILogger? Logger { get; set; }

    /// <summary>Gets or sets the name that tells the meters of several copy managers of a process apart. Default: empty, no tag.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string Name
    {
        get => _name;
        set => _name = Guard.NotNull(value);
    }

    /// <summary>Gets or sets what tells; the copy manager's, in its own copy of the settings.</summary>
    internal CopyInstruments? Instruments { get; set; }

    /// <summary>Gets or sets the identifiers of logs that are taken; the copy manager's, in its own copy of the settings.</summary>
    internal CopyLogNames? LogNames { get; set; }

    internal CopyManagerOptions Clone()
    {
        var copy = (CopyManagerOptions)MemberwiseClone();
        copy._parameters = _parameters.Clone();
        return copy;
    }

    private static int Positive(int value, string property) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(property, value, "The value is positive.");
}
