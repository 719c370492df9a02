using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Log.Format;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>Records in as many pages as they need, behind a log with the origin 10 and the streams 0 and 1.</summary>
internal sealed class ForgedPages
{
    private readonly List<byte> _bytes = [.. ForgedLogTests.Forge([])];
    private readonly List<byte> _page = [];
    private uint _checksum;
    private uint _sequence = 1;
    private long _first = 10;
    private long _next = 10;

    public ForgedPages() => _checksum = ForgedLogTests.PageChecksumOf([.. _bytes]);

    public void Add(byte[] record, long nextObject)
    {
        if (_page.Count + record.Length > 60_000)
            EndPage();

        _page.AddRange(record);
        _next = nextObject;
    }

    public void EndPage()
    {
        if (_page.Count == 0)
            return;

        byte[] page = ForgedLogTests.Page([.. _page], _sequence++, _checksum, _first);
        _checksum = ForgedLogTests.PageChecksumOf(page);
        _bytes.AddRange(page);
        _page.Clear();
        _first = _next;
    }

    public byte[] ToArray()
    {
        EndPage();
        return [.. _bytes];
    }

    public static byte[] Number(long value)
    {
        var bytes = new byte[VarInt.MaximumLength];
        return bytes[..VarInt.Write(bytes, value)];
    }

    public static byte[] Record(byte number, params long[] values)
    {
        byte[] content = values.SelectMany(Number).ToArray();
        return [number, .. Number(content.Length), .. content];
    }
}
