using System;
using System.IO;
using System.Linq;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Where bytes of a log are read from: all that is asked for, or up to the end, and who closes what.</summary>
public class LogSourceTests
{
    private static readonly byte[] _bytes = Enumerable.Range(0, 200_000).Select(index => (byte)(index * 7 % 251)).ToArray();

    [Fact]
    public void Read_AnyOffset_GivesWhatThereIs()
    {
        using var memory = new MemoryLogSource(_bytes);
        using var stream = new StreamLogSource(new MemoryStream(_bytes), ownsStream: true);
        using var slow = new StreamLogSource(new SlowStream(_bytes), ownsStream: true);
        using var store = new MemoryLogStore();
        for (int at = 0; at < _bytes.Length; at += 7_000)
            store.Append(_bytes.AsSpan(at, Math.Min(7_000, _bytes.Length - at)));

        // The segments of the store end at 4 KiB, 12 KiB, 28 KiB and so on.
        foreach (long offset in new long[] { 0, 1, 4_095, 4_096, 4_097, 12_287, 100_000, _bytes.Length - 5, _bytes.Length - 1, _bytes.Length, _bytes.Length + 1, int.MaxValue })
        {
            foreach (int wanted in new[] { 0, 1, 5, 4_096, 4_097, 70_000, 200_001 })
            {
                byte[] expected = _bytes.Skip((int)offset).Take(wanted).ToArray();
                foreach (LogSource source in new LogSource[] { memory, stream, slow, store })
                {
                    var read = new byte[wanted];
                    Assert.Equal(_bytes.Length, source.Length);
                    Assert.Equal(expected.Length, source.Read(offset, read));
                    Assert.True(expected.AsSpan().SequenceEqual(read.AsSpan(0, expected.Length)), source + " at " + offset);
                    Assert.Equal(-1, read.AsSpan(expected.Length).IndexOfAnyExcept((byte)0));
                }
            }
        }
    }

    [Fact]
    public void Read_StreamThatBecameShorter_EndsWhereItEndsNow()
    {
        using var stream = new MemoryStream();
        stream.Write(_bytes, 0, 100);
        using var source = new StreamLogSource(stream, ownsStream: false);
        stream.SetLength(60);
        Assert.Equal(20, source.Read(40, new byte[60]));
        Assert.Equal(0, source.Read(80, new byte[20]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_StreamOfItsOwnOrAnothers_ClosesItsOwn(bool ownsStream)
    {
        using var stream = new MemoryStream([1, 2, 3]);
        new StreamLogSource(stream, ownsStream).Dispose();
        Assert.Equal(!ownsStream, stream.CanRead);
    }

    /// <summary>A stream that gives a little at a time, as one over a network does.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1_000));
    }
}
