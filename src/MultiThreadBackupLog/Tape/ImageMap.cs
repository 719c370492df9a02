using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Tape;

/// <summary>Where the objects of an image lie: a sparse index, and a cursor that walks from its entries over the length words.</summary>
/// <remarks>
/// An entry each 1024 objects holds the offset and the number of filemarks before it: 16 bytes for at least 4 KiB of image, so
/// that no image makes it large, and any object is at most 512 steps away. A cursor's offset is anywhere between the end of the
/// object before and the beginning of the object itself: gaps and private records may lie between.
/// </remarks>
internal sealed class ImageMap(PositionedFile file, int spacing = ImageMap.DefaultSpacing) : ObjectMap
{
    public const int DefaultSpacing = 1024;

    private readonly ImageWordReader _words = new(file);
    private readonly List<long> _offsets = [0];
    private readonly List<long> _marks = [0];
    private Cursor _end;
    private Cursor _cursor;
    private FoundMark _lastFound;       // Where a SPACE over blocks met its wall: the next one asks for the same mark again.
    private FoundMark _otherFound;

    public override long ObjectCount => _end.Object;

    public override long FilemarkCount => _end.Marks;

    public long Position => _cursor.Object;

    /// <summary>Gets the offset in the file of the position.</summary>
    public long Offset => _cursor.Offset;

    public long EndOffset => _end.Offset;

    /// <summary>Walks over a whole image and says how its objects end.</summary>
    public ImageStep Build()
    {
        var at = default(Cursor);
        while (true)
        {
            ImageStep step = Forward(at.Offset);
            if (!step.IsObject)
            {
                _end = at;
                return step;
            }

            at = at.After(step);
            AddEntry(at);
        }
    }

    /// <summary>Looks at the object at the position.</summary>
    public ImageStep Next() => Position < ObjectCount ? Sound(Forward(_cursor.Offset)) : new ImageStep(ImageStepType.EndOfData, Offset, Offset);

    /// <summary>Goes behind the object that <see cref="Next"/> gave.</summary>
    public void Pass(ImageStep step) => _cursor = _cursor.After(step);

    public void MoveTo(long logicalObjectIdentifier) => _cursor = Find(logicalObjectIdentifier);

    /// <summary>Makes the position the end.</summary>
    public void CutHere()
    {
        _words.Forget();
        _end = _cursor;
        int entries = checked((int)(_end.Object / spacing)) + 1;
        _offsets.RemoveRange(entries, _offsets.Count - entries);
        _marks.RemoveRange(entries, _marks.Count - entries);
        _lastFound = default;
        _otherFound = default;
    }

    /// <summary>Adds an object at the end, which is the position.</summary>
    public void Append(ImageWord word, long bytes)
    {
        Guard.Invariant(_cursor.Object == _end.Object, "Objects are added at the end.");
        _cursor = _cursor.After(new ImageStep(ImageStepType.Object, _cursor.Offset, _cursor.Offset + bytes, word));
        _end = _cursor;
        AddEntry(_cursor);
        _words.Forget();
    }

    public override long CountFilemarksBefore(long logicalObjectIdentifier) => Find(logicalObjectIdentifier).Marks;

    public override long FindFilemark(long ordinal)
    {
        if (_lastFound.Is(ordinal))
        {
            return _lastFound.Object;
        }

        if (!_otherFound.Is(ordinal))
        {
            _otherFound = new FoundMark(ordinal, Walk(ordinal));
        }

        (_lastFound, _otherFound) = (_otherFound, _lastFound);
        return _lastFound.Object;
    }

    private static ImageStep Sound(ImageStep step) =>
        step.IsObject ? step : throw new ImageFaultException(step.Start, step.Reason ?? "the image ends sooner than it did");

    private void AddEntry(Cursor at)
    {
        if (at.Object % spacing == 0)
        {
            _offsets.Add(at.Offset);
            _marks.Add(at.Marks);
        }
    }

    private Cursor Entry(int index) => new((long)index * spacing, _offsets[index], _marks[index]);

    private long Walk(long ordinal)
    {
        // The last entry with no more marks before it than are wanted; the mark lies in its stretch.
        int low = 0;
        int high = _marks.Count;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = _marks[middle] <= ordinal ? (middle, high) : (low, middle);
        }

        Cursor at = Entry(low);
        if (_cursor.Marks <= ordinal && _cursor.Object > at.Object)
        {
            at = _cursor;
        }

        while (true)
        {
            Cursor next = at.After(Sound(Forward(at.Offset)));
            if (next.Marks > ordinal)
            {
                return at.Object;
            }

            at = next;
        }
    }

    private Cursor Find(long target)
    {
        Guard.Invariant(target >= 0 && target <= ObjectCount, "A place on an image lies between its beginning and its end.");
        Cursor best = Closer(_cursor, _end, target);
        int index = (int)(target / spacing);
        best = Closer(best, Entry(index), target);
        if (index + 1 < _offsets.Count)
        {
            best = Closer(best, Entry(index + 1), target);
        }

        while (best.Object < target)
        {
            best = best.After(Sound(Forward(best.Offset)));
        }

        while (best.Object > target)
        {
            best = best.Before(Sound(Backward(best.Offset)));
        }

        return best;
    }

    private static Cursor Closer(Cursor one, Cursor other, long target) =>
        Math.Abs(other.Object - target) < Math.Abs(one.Object - target) ? other : one;

    private ImageStep Forward(long offset)
    {
        while (true)
        {
            if (!_words.TryRead(offset, isPairBefore: false, out ImageWord word))
            {
                return offset == file.Length
                    ? new ImageStep(ImageStepType.EndOfData, offset, offset)
                    : new ImageStep(ImageStepType.CutOff, offset, offset, default, "the file ends inside a length word");
            }

            switch (word.Type)
            {
                case ImageWordType.EndOfMedium:
                    return new ImageStep(ImageStepType.EndOfData, offset, offset, word);
                case ImageWordType.Filemark:
                    return new ImageStep(ImageStepType.Object, offset, offset + ImageWord.EncodedLength, word);
                case ImageWordType.PassedMarker:
                    offset += ImageWord.EncodedLength;
                    continue;
                case ImageWordType.Unknown:
                    return new ImageStep(ImageStepType.Damaged, offset, offset, word, "a reserved marker stands where a record should begin");
            }

            ImageStep step = Record(offset, word);
            if (!step.IsObject || word.Type != ImageWordType.PassedRecord)
            {
                return step;
            }

            offset = step.Next;
        }
    }

    private ImageStep Record(long offset, ImageWord word)
    {
        long next = offset + word.RecordBytes;
        if (!_words.TryRead(next - ImageWord.EncodedLength, isPairBefore: false, out ImageWord trailer))
        {
            return IsRecordAtEndOfFile(offset)
                ? new ImageStep(ImageStepType.Damaged, offset, offset, word, "a record of " + word.Length + " bytes would end behind the file, yet others follow it")
                : new ImageStep(ImageStepType.CutOff, offset, offset, word, "the file ends inside a record of " + word.Length + " bytes");
        }

        return trailer.Value == word.Value
            ? new ImageStep(ImageStepType.Object, offset, next, word)
            : new ImageStep(ImageStepType.Damaged, offset, offset, word, "the length words of a record differ");
    }

    /// <summary>
    /// Tells a wrong length in the middle of an image from a record that its writer did not finish: only the first has whole records behind it.
    /// </summary>
    private bool IsRecordAtEndOfFile(long after)
    {
        const int MostFilemarks = 64;
        long end = file.Length;
        for (int marks = 0; marks <= MostFilemarks; marks++, end -= ImageWord.EncodedLength)
        {
            if (end - ImageWord.EncodedLength <= after || !_words.TryRead(end - ImageWord.EncodedLength, isPairBefore: true, out ImageWord trailer))
            {
                return false;
            }

            if (trailer.Type != ImageWordType.Filemark)
            {
                long start = end - trailer.RecordBytes;
                return trailer.Type is ImageWordType.Block or ImageWordType.BadBlock
                    && start > after
                    && _words.TryRead(start, isPairBefore: true, out ImageWord leader)
                    && leader.Value == trailer.Value;
            }
        }

        return false;
    }

    private ImageStep Backward(long offset)
    {
        while (true)
        {
            if (offset < ImageWord.EncodedLength || !_words.TryRead(offset - ImageWord.EncodedLength, isPairBefore: true, out ImageWord word))
            {
                throw new ImageFaultException(offset, "there is no object before this place any more");
            }

            switch (word.Type)
            {
                case ImageWordType.Filemark:
                    return new ImageStep(ImageStepType.Object, offset - ImageWord.EncodedLength, offset, word);
                case ImageWordType.PassedMarker:
                    offset -= ImageWord.EncodedLength;
                    continue;
                case ImageWordType.EndOfMedium:
                case ImageWordType.Unknown:
                    throw new ImageFaultException(offset, "a marker stands where a record should end");
            }

            long start = offset - word.RecordBytes;
            if (start < 0 || !_words.TryRead(start, isPairBefore: true, out ImageWord leader) || leader.Value != word.Value)
            {
                throw new ImageFaultException(offset, "the length words of a record differ");
            }

            if (word.Type != ImageWordType.PassedRecord)
            {
                return new ImageStep(ImageStepType.Object, start, offset, word);
            }

            offset = start;
        }
    }

    private readonly struct FoundMark(long ordinal, long logicalObjectIdentifier)
    {
        private readonly long _ordinalPlusOne = ordinal + 1;   // The default value is no mark.

        public long Object { get; } = logicalObjectIdentifier;

        public bool Is(long ordinal) => _ordinalPlusOne == ordinal + 1;
    }

    private readonly struct Cursor(long logicalObjectIdentifier, long offset, long marks)
    {
        public long Object { get; } = logicalObjectIdentifier;

        public long Offset { get; } = offset;

        public long Marks { get; } = marks;

        public Cursor After(ImageStep step) => new(Object + 1, step.Next, Marks + (step.Word.Type == ImageWordType.Filemark ? 1 : 0));

        public Cursor Before(ImageStep step) => new(Object - 1, step.Start, Marks - (step.Word.Type == ImageWordType.Filemark ? 1 : 0));
    }
}
