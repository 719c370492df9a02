using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>A file whose power can fail between any two operations: it knows what it may then hold.</summary>
/// <remarks>
/// <para>What was written since the last synchronisation is pending. At a crash each pending operation is lost, kept, or torn: of a write any
/// of its sectors of 512 bytes may have reached the disk and any may not, whatever came before or after it (so, reordered), and the file
/// may have become longer without the bytes that made it so. A change of length is kept or lost.</para>
/// <para>Where the file is longer than what reached it, each part by which it grew holds zeros or what the disk held there before: <paramref name="stale"/>.</para>
/// <para>Not simulated, because no program can defend itself: a disk that acknowledges a synchronisation and does not do it, a sector that
/// is neither old nor new, bytes that change without being written. The last is what the tests of damaged sectors are for.</para>
/// </remarks>
internal sealed class SimulatedFile(byte[] stale, string name = "simulated") : LogFile
{
    public const int SectorLength = 512;

    private readonly List<Pending> _pending = [];
    private byte[] _durable = [];
    private byte[] _current = [];

    public override string Name => name;

    /// <summary>Gets how many operations have changed the file or made it durable.</summary>
    public int OperationCount { get; private set; }

    /// <summary>Gets or sets who looks on when an operation has begun and nothing of it is certain, and again when it is over.</summary>
    public Action? Watch { get; set; }

    /// <summary>Gets or sets the operation, counted from 0, that fails after doing half of its work; -1 is none.</summary>
    public int FailingOperation { get; set; } = -1;

    /// <summary>Gets or sets the byte of which a write writes another bit; -1 is none.</summary>
    public long DamagedOffset { get; set; } = -1;

    /// <summary>Gets what the file holds for those who read it now.</summary>
    public byte[] Current => _current;

    public bool IsDisposed { get; private set; }

    public override void Write(long offset, byte[] bytes, int count)
    {
        bool fails = OperationCount++ == FailingOperation;
        byte[] written = bytes.AsSpan(0, fails ? count / 2 : count).ToArray();
        if (DamagedOffset >= offset && DamagedOffset < offset + written.Length)
            written[DamagedOffset - offset] ^= 4;

        _pending.Add(new Pending(offset, written, Math.Max(_current.Length, (int)offset + written.Length)));
        _current = Resized(_current, Math.Max(_current.Length, (int)offset + written.Length), []);
        written.CopyTo(_current, offset);
        Watch?.Invoke();
        if (fails)
            throw new IOException("The disk is full.");
    }

    public override void SetLength(long length)
    {
        bool fails = OperationCount++ == FailingOperation;
        if (!fails)
        {
            _pending.Add(new Pending(0, null, (int)length));
            _current = Resized(_current, (int)length, []);
        }

        Watch?.Invoke();
        if (fails)
            throw new IOException("The length cannot be changed.");
    }

    public override void Synchronize()
    {
        bool fails = OperationCount++ == FailingOperation;
        Watch?.Invoke(); // It has begun, and anything may have reached the disk or not.
        if (fails)
            throw new IOException("The disk does not answer.");

        _pending.Clear();
        _durable = _current;
        Watch?.Invoke();
    }

    public override int Read(long offset, Span<byte> destination)
    {
        int count = (int)Math.Max(0, Math.Min(destination.Length, _current.Length - offset));
        _current.AsSpan((int)offset, count).CopyTo(destination);
        return count;
    }

    public override void Dispose() => IsDisposed = true;

    /// <summary>Gives everything that the file may hold after a crash now, each state once.</summary>
    /// <remarks>
    /// Not the 2^n ways in which n pending parts are kept or lost, of which most lead to the same bytes (zeros written over zeros, a length that a write gives as well),
    /// but the states that come of them: part by part, each state there was with and without it.
    /// </remarks>
    public List<byte[]> CrashImages()
    {
        var images = new List<byte[]> { _durable };
        var seen = new HashSet<(int, int, uint)> { Fingerprint(_durable) };
        byte[][] grounds = stale.Length == 0 ? [[]] : [[], stale];
        foreach (Atom atom in _pending.SelectMany(AtomsOf))
        {
            for (int index = images.Count - 1; index >= 0; index--)
            {
                foreach (byte[] underneath in grounds)
                {
                    byte[] image = With(images[index], atom, underneath);
                    if (seen.Add(Fingerprint(image)))
                        images.Add(image);
                }
            }
        }

        Assert.True(images.Count < 100_000, "Too much is pending to try it all.");
        return images;
    }

    // Two that are taken for one would only mean that one of them is not tried.
    private static (int Length, int Hash, uint Checksum) Fingerprint(byte[] image)
    {
        var hash = default(HashCode);
        hash.AddBytes(image);
        return (image.Length, hash.ToHashCode(), Crc32C.Compute(image));
    }

    private static IEnumerable<Atom> AtomsOf(Pending pending)
    {
        if (pending.Bytes is null)
        {
            yield return new Atom(0, null, pending.LengthAfter, IsExact: true);
            yield break;
        }

        for (int from = 0; from < pending.Bytes.Length;)
        {
            int count = Math.Min(pending.Bytes.Length - from, SectorLength - (int)((pending.Offset + from) % SectorLength));
            yield return new Atom(pending.Offset + from, pending.Bytes.AsMemory(from, count), 0, IsExact: false);
            from += count;
        }

        yield return new Atom(0, null, pending.LengthAfter, IsExact: false);
    }

    private static byte[] With(byte[] image, Atom atom, byte[] underneath)
    {
        int end = atom.Bytes is { } bytes ? (int)atom.Offset + bytes.Length : (int)atom.Length;
        if (end > image.Length || (atom.IsExact && end < image.Length))
            image = Resized(image, end, underneath);
        else if (atom.Bytes is not null)
            image = (byte[])image.Clone();

        atom.Bytes?.Span.CopyTo(image.AsSpan((int)atom.Offset));
        return image;
    }

    private static byte[] Resized(byte[] bytes, int length, byte[] underneath)
    {
        var resized = new byte[length];
        if (underneath.Length > bytes.Length && length > bytes.Length)
            underneath.AsSpan(bytes.Length, Math.Min(underneath.Length, length) - bytes.Length).CopyTo(resized.AsSpan(bytes.Length));

        bytes.AsSpan(0, Math.Min(bytes.Length, length)).CopyTo(resized);
        return resized;
    }

    private sealed record Pending(long Offset, byte[]? Bytes, int LengthAfter);

    private readonly record struct Atom(long Offset, ReadOnlyMemory<byte>? Bytes, long Length, bool IsExact);
}
