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
/// <para>Where the file is longer than what reached it, it holds zeros or what the disk held there before: <paramref name="stale"/>.</para>
/// <para>Not simulated, because no program can defend itself: a disk that acknowledges a synchronisation and does not do it, a sector that
/// is neither old nor new, bytes that change without being written. The last is what the tests of damaged sectors are for.</para>
/// </remarks>
internal sealed class SimulatedFile(byte[] stale) : LogFile
{
    public const int SectorLength = 512;

    private readonly List<Pending> _pending = [];
    private byte[] _durable = [];
    private byte[] _current = [];

    public override string Name => "simulated";

    /// <summary>Gets how many operations have changed the file or made it durable.</summary>
    public int OperationCount { get; private set; }

    /// <summary>Gets or sets who looks on when an operation has begun and nothing of it is certain, and again when it is over.</summary>
    public Action? Watch { get; set; }

    /// <summary>Gets or sets the operation, counted from 0, that fails after doing half of its work; -1 is none.</summary>
    public int FailingOperation { get; set; } = -1;

    /// <summary>Gets what the file holds for those who read it now.</summary>
    public byte[] Current => _current;

    public bool IsDisposed { get; private set; }

    public override void Write(long offset, byte[] bytes, int count)
    {
        bool fails = OperationCount++ == FailingOperation;
        byte[] written = bytes.AsSpan(0, fails ? count / 2 : count).ToArray();
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

    /// <summary>Gives everything that the file may hold after a crash now, most of it once.</summary>
    /// <param name="limit">Where there are more, so many of them, spread evenly over all.</param>
    public IEnumerable<byte[]> CrashImages(int limit)
    {
        // One atom each: a sector of a write, the length that a write gives the file, a change of length.
        List<Atom> atoms = _pending.SelectMany(AtomsOf).ToList();
        Assert.True(atoms.Count < 31, "Too much is pending to try it all.");
        int states = 1 << atoms.Count;
        int stride = Math.Max(1, (states + limit - 1) / limit) | 1; // Odd, so that it meets every atom in both states.
        var seen = new HashSet<(int, int, uint)>();
        foreach (byte[] underneath in stale.Length == 0 ? [[]] : new[] { [], stale })
        {
            for (long state = 0; state < states; state += stride)
            {
                byte[] image = Image(atoms, (int)state, underneath);
                if (seen.Add(Fingerprint(image)))
                    yield return image;
            }

            byte[] all = Image(atoms, states - 1, underneath);
            if (seen.Add(Fingerprint(all)))
                yield return all;
        }
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

    private byte[] Image(List<Atom> atoms, int state, byte[] underneath)
    {
        byte[] image = _durable;
        bool isOwn = false;
        for (int index = 0; index < atoms.Count; index++)
        {
            if ((state >> index & 1) == 0)
                continue;

            Atom atom = atoms[index];
            int end = atom.Bytes is { } bytes ? (int)atom.Offset + bytes.Length : (int)atom.Length;
            if (end > image.Length || (atom.IsExact && end < image.Length))
            {
                image = Resized(image, end, underneath);
                isOwn = true;
            }

            if (atom.Bytes is { } written)
            {
                image = isOwn ? image : (byte[])image.Clone();
                isOwn = true;
                written.Span.CopyTo(image.AsSpan((int)atom.Offset));
            }
        }

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
