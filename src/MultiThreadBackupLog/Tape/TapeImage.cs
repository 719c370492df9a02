using System;
using System.IO;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Tape;

/// <summary>A tape in a file of the SIMH format (<c>.tap</c>), which many other programs read and write.</summary>
/// <remarks>
/// <para>A block is its length as a 32-bit little-endian word, the data padded to an even length, and the length again; a filemark is a
/// zero word. Moves read these words only, never the data. Opening walks over all of them once and says in <see cref="Check"/> what is whole.</para>
/// <para>The system's cache is the drive's buffer: blocks are on the medium after a synchronous <see cref="SequentialDevice.WriteFilemarks"/>,
/// which flushes the file to the disk, as every move after a write does. <see cref="ReadPosition"/> counts what is not flushed.
/// <see cref="IDisposable.Dispose"/> does not flush.</para>
/// <para>A full disk is <see cref="TapeCondition.EndOfMedium"/>, with a message; other errors of the file are <see cref="TapeCondition.MediumError"/>.
/// A record that could not be written whole is cut off again.</para>
/// <para>Erase gaps, private markers, private records and tape descriptions are passed over; a record of class 8, or of a reserved class, is
/// an object that reads as <see cref="TapeCondition.MediumError"/>. Half gaps are not known and count as damage.</para>
/// <para>Not safe to call from several threads at once. While it is open for writing nobody else may open the file; for reading several may.</para>
/// </remarks>
public sealed partial class TapeImage : SequentialDevice
{
    private readonly PositionedFile _file;
    private readonly ImageMap _map;
    private readonly TapeImageOptions _options;
    private readonly bool _isReadOnly;
    private bool _isDamageAhead;   // Behind the last object lies what may be more of them, damaged.
    private bool _isDisposed;

    internal TapeImage(PositionedFile file, TapeImageOptions options, bool isReadOnly, int indexSpacing = ImageMap.DefaultSpacing)
    {
        _file = file;
        _options = options.Copy();
        _isReadOnly = isReadOnly;
        _map = new ImageMap(file, indexSpacing);
        ImageStep end = _map.Build();
        bool isWhole = end.Type == ImageStepType.EndOfData;
        Check = new TapeImageCheck(
            file.Path, _map.ObjectCount, _map.FilemarkCount, end.Start, file.Length, end.Type == ImageStepType.CutOff, isWhole ? null : end.Reason);
        _isDamageAhead = end.Type == ImageStepType.Damaged;
        _needsAcceptance = !isWhole;
        _hasTail = file.Length != _map.EndOffset;
        _flushedObjects = _map.ObjectCount;
    }

    /// <summary>Gets what the image was like when it was opened.</summary>
    public TapeImageCheck Check { get; }

    /// <inheritdoc/>
    /// <value>1 to 16,777,215 bytes: the longest record that every reader of the format takes.</value>
    public override TapeBlockLimits BlockLimits => new(1, ImageWord.MaximumWrittenLength);

    /// <inheritdoc/>
    public override bool IsWriteProtected => _isReadOnly;

    /// <inheritdoc/>
    public override bool IsBufferReportTrusted => true;

    /// <summary>Gets how many bytes of the file may still be written behind the position; null when no capacity was set.</summary>
    public override long? RemainingBytes =>
        _options.CapacityBytes == long.MaxValue ? null : Math.Max(0, _options.CapacityBytes - _map.Offset);

    private TapePosition Here => new(0, _map.Position);

    /// <summary>Creates an empty image.</summary>
    /// <param name="path">The file, which must not exist.</param>
    /// <param name="options">What it pretends to be, or null.</param>
    /// <returns>The image, at its beginning.</returns>
    /// <exception cref="IOException">The file exists or cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static TapeImage Create(string path, TapeImageOptions? options = null) =>
        Open(new PositionedFile(Guard.NotNull(path), FileMode.CreateNew, FileAccess.ReadWrite), options, isReadOnly: false);

    /// <summary>Opens an image for reading and writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What it pretends to be, or null.</param>
    /// <returns>The image, at its beginning. See <see cref="Check"/> for what is whole.</returns>
    /// <exception cref="IOException">There is no such file, it is open elsewhere, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static TapeImage Open(string path, TapeImageOptions? options = null) =>
        Open(new PositionedFile(Guard.NotNull(path), FileMode.Open, FileAccess.ReadWrite), options, isReadOnly: false);

    /// <summary>Opens an image for reading; writes answer <see cref="TapeCondition.WriteProtected"/>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The image, at its beginning. See <see cref="Check"/> for what is whole.</returns>
    /// <exception cref="IOException">There is no such file, it is open for writing, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TapeImage OpenReadOnly(string path) =>
        Open(new PositionedFile(Guard.NotNull(path), FileMode.Open, FileAccess.Read), null, isReadOnly: true);

    /// <summary>Says that the whole part of a damaged image is all that is wanted of it.</summary>
    /// <remarks>
    /// The damaged place is then the end of data, and the first write cuts the file there. Until it is called a write to a damaged image
    /// answers <see cref="TapeCondition.CorruptData"/>, and so does moving or reading into the damage; an image that is just cut off in its last object
    /// ends there without an error, and needs this call for writing only.
    /// </remarks>
    public void AcceptCut()
    {
        _isDamageAhead = false;
        _needsAcceptance = false;
    }

    /// <inheritdoc/>
    public override TapeResult ReadBlock(Span<byte> buffer)
    {
        if (!SynchronisesForMove(isToKnownPlace: false, out TapeResult failure))
        {
            return failure;
        }

        try
        {
            ImageStep step = _map.Next();
            if (!step.IsObject)
            {
                return AtEnd(TapeCondition.EndOfData);
            }

            int copied = Math.Min(buffer.Length, step.Word.Length);
            if (step.Word.Type == ImageWordType.Block && _file.Read(step.Start + ImageWord.EncodedLength, buffer.Slice(0, copied)) < copied)
            {
                throw new ImageFaultException(step.Start, "the image ends sooner than it did");
            }

            _map.Pass(step);
            return step.Word.Type switch
            {
                ImageWordType.Filemark => new TapeResult(TapeCondition.Filemark, Here),
                ImageWordType.BadBlock => TapeResult.Failure(
                    TapeCondition.MediumError, Here, _file.Path + ": the record at byte " + step.Start + " is marked as recorded with an error (class " + step.Word.Class + ")."),
                _ when step.Word.Length > buffer.Length => new TapeResult(
                    TapeCondition.IncorrectLength, Here, transferredBytes: copied, residualBytes: buffer.Length - step.Word.Length),
                _ => TapeResult.Success(Here, copied),
            };
        }
        catch (Exception e) when (e is ImageFaultException or IOException)
        {
            return Failed(e);
        }
    }

    /// <inheritdoc/>
    public override TapeResult Space(SpaceUnit unit, long count)
    {
        if (!SynchronisesForMove(isToKnownPlace: unit == SpaceUnit.EndOfData, out TapeResult failure))
        {
            return failure;
        }

        if (!SpaceOutcome.Knows(unit))
        {
            return TapeResult.Failure(TapeCondition.InvalidRequest, Here, "There is no space code " + (int)unit + ".");
        }

        try
        {
            SpaceOutcome outcome = SpaceOutcome.Of(_map, _map.Position, unit, count);
            _map.MoveTo(outcome.Target);
            bool isAtEnd = outcome.Condition == TapeCondition.EndOfData || unit == SpaceUnit.EndOfData;
            return isAtEnd
                ? AtEnd(outcome.Condition, outcome.ResidualBlocks, outcome.ResidualFilemarks)
                : new TapeResult(outcome.Condition, Here, residualBlocks: outcome.ResidualBlocks, residualFilemarks: outcome.ResidualFilemarks);
        }
        catch (Exception e) when (e is ImageFaultException or IOException)
        {
            return Failed(e);
        }
    }

    /// <inheritdoc/>
    public override TapeResult Locate(TapePosition position)
    {
        if (!SynchronisesForMove(isToKnownPlace: true, out TapeResult failure))
        {
            return failure;
        }

        if (position.Partition != 0)
        {
            return TapeResult.Failure(TapeCondition.InvalidRequest, Here, "A tape image has one partition.");
        }

        try
        {
            _map.MoveTo(Math.Min(position.LogicalObjectIdentifier, _map.ObjectCount));
            return _map.Position == position.LogicalObjectIdentifier ? TapeResult.Success(Here) : AtEnd(TapeCondition.EndOfData);
        }
        catch (Exception e) when (e is ImageFaultException or IOException)
        {
            return Failed(e);
        }
    }

    /// <inheritdoc/>
    public override TapeResult Rewind() => Locate(default);

    /// <inheritdoc/>
    public override TapeResult ReadPosition(out TapePositionReport report)
    {
        Guard.NotDisposed(_isDisposed, this);
        report = _map.Position > _flushedObjects
            ? new TapePositionReport(Here, _map.Position - _flushedObjects, _unflushedBytes)
            : new TapePositionReport(Here, 0, 0);
        return TapeResult.Success(Here);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            CutTornRecord();
            _file.Dispose();
        }

        _isDisposed = true;
        base.Dispose(disposing);
    }

    private static TapeImage Open(PositionedFile file, TapeImageOptions? options, bool isReadOnly)
    {
        try
        {
            return new TapeImage(file, options ?? new TapeImageOptions(), isReadOnly);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The outcome at the end of data, where damage may lie ahead instead.</summary>
    private TapeResult AtEnd(TapeCondition condition, long residualBlocks = 0, long residualFilemarks = 0) => _isDamageAhead
        ? new TapeResult(TapeCondition.CorruptData, Here, residualBlocks: residualBlocks, residualFilemarks: residualFilemarks, message: Check.ToString())
        : new TapeResult(condition, Here, residualBlocks: residualBlocks, residualFilemarks: residualFilemarks);

    private TapeResult Failed(Exception e) => e is ImageFaultException fault
        ? TapeResult.Failure(TapeCondition.CorruptData, Here, _file.Path + ": at byte " + fault.Offset + " " + fault.Message + ".")
        : TapeResult.Failure(TapeCondition.MediumError, Here, _file.Path + ": " + e.Message);
}
