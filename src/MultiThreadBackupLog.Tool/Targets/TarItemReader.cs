using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>Reads the entries of a tar archive that arrives as a stream.</summary>
/// <remarks>
/// <para>The reader of the base class library ends at a name with a line feed in it, which a backup has to bring back.</para>
/// <para>A damaged header is told and the next one is looked for, so that a hole in an archive costs what lay in the hole. Zero blocks do
/// not end the archive: the stream does.</para>
/// </remarks>
internal sealed class TarItemReader
{
    // What an extended header may hold: a path and a link of 4 KiB each, and some more.
    private const int MaximumExtendedLength = 1 << 20;

    private readonly Stream _archive;
    private readonly Action<string> _tellDamage;
    private readonly byte[] _header = new byte[TarHeader.EncodedLength];
    private readonly byte[] _skipped = new byte[64 * 1024];
    private long _contentBytes;
    private long _paddingBytes;
    private long _offset;

    public TarItemReader(Stream archive, Action<string> tellDamage)
    {
        _archive = archive;
        _tellDamage = tellDamage;
    }

    /// <summary>Gets whether any entry was found: bytes without one are no archive.</summary>
    public bool HasSeenItem { get; private set; }

    /// <summary>Moves to the next entry, over what was not read of the last one.</summary>
    /// <returns>The entry, or null at the end.</returns>
    public TarItem? ReadNext()
    {
        var records = new Dictionary<string, string>(StringComparer.Ordinal);
        while (ReadHeader())
        {
            var header = new TarHeader(_header);
            char type = header.Type;
            switch (type)
            {
                case 'x':
                case 'L':
                case 'K':
                    ReadExtended(type, records);
                    break;
                case 'g':
                    break; // Comments of a whole archive; nothing that an entry needs.
                default:
                    HasSeenItem = true;
                    return Item(header, records);
            }
        }

        return null;
    }

    /// <summary>Reads content of the current entry.</summary>
    /// <returns>The bytes read; 0 at the end of the content.</returns>
    /// <exception cref="EndOfStreamException">The archive ends within the content.</exception>
    public int ReadContent(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, _contentBytes);
        if (wanted == 0)
        {
            return 0;
        }

        int read = _archive.Read(buffer[..wanted]);
        if (read == 0)
        {
            _contentBytes = 0;
            _paddingBytes = 0;
            throw new EndOfStreamException("the archive ends within it");
        }

        _offset += read;
        _contentBytes -= read;
        return read;
    }

    private static bool IsTime(string text, out DateTimeOffset time)
    {
        time = default;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds))
        {
            return false;
        }

        decimal least = DateTimeOffset.MinValue.ToUnixTimeSeconds();
        decimal most = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        decimal bounded = Math.Clamp(seconds, least, most);
        time = DateTimeOffset.UnixEpoch.AddTicks((long)decimal.Floor(bounded * TimeSpan.TicksPerSecond));
        return true;
    }

    private static uint Number(Dictionary<string, string> records, string key, long otherwise) =>
        records.TryGetValue(key, out string? text) && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number
        : otherwise is >= 0 and < uint.MaxValue ? (uint)otherwise
        : 65534;

    private static TarItemKind KindOf(char type, string name) => type switch
    {
        '0' or '\0' or '7' => name.EndsWith('/') ? TarItemKind.Directory : TarItemKind.RegularFile,
        '1' => TarItemKind.HardLink,
        '2' => TarItemKind.SymbolicLink,
        '5' => TarItemKind.Directory,
        _ => TarItemKind.Other,
    };

    private TarItem Item(TarHeader header, Dictionary<string, string> records)
    {
        string name = records.TryGetValue("path", out string? path) ? path : PaxRecords.Text(header.Name());
        TarItemKind kind = records.ContainsKey("GNU.sparse.major") ? TarItemKind.Other : KindOf(header.Type, name);
        if (records.TryGetValue("size", out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            && length <= TarHeader.MaximumLength)
        {
            SetContent(length);
        }

        return new TarItem
        {
            Kind = kind,
            Name = name,
            LinkName = records.TryGetValue("linkpath", out string? link) ? link : PaxRecords.Text(header.LinkName),
            Length = _contentBytes,
            Mode = header.Mode,
            User = Number(records, "uid", header.User),
            Group = Number(records, "gid", header.Group),
            ModificationTime = records.TryGetValue("mtime", out string? time) && IsTime(time, out DateTimeOffset exact) ? exact
                : IsTime(header.ModificationSeconds.ToString(CultureInfo.InvariantCulture), out DateTimeOffset whole) ? whole
                : DateTimeOffset.UnixEpoch,
        };
    }

    // Finds the next intact header. What lies before it and is neither intact nor zero is damage, told once.
    private bool ReadHeader()
    {
        Skip(_contentBytes + _paddingBytes);
        _contentBytes = 0;
        _paddingBytes = 0;
        bool isTold = false;
        while (true)
        {
            long start = _offset;
            int read = _archive.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false);
            _offset += read;
            if (read < _header.Length)
            {
                if (read > 0)
                {
                    _tellDamage("the archive ends within a header, at its byte " + start);
                }

                return false;
            }

            var header = new TarHeader(_header);
            if (!header.IsZero && header.IsIntact() && header.TryLength(out long length))
            {
                SetContent(length);
                return true;
            }

            if (!header.IsZero && !isTold)
            {
                isTold = true;
                _tellDamage("there is no header at byte " + start + " of the archive; looking for the next one");
            }
        }
    }

    private void SetContent(long length)
    {
        _contentBytes = length;
        _paddingBytes = -length & (TarHeader.EncodedLength - 1);
    }

    private void ReadExtended(char type, Dictionary<string, string> records)
    {
        if (_contentBytes > MaximumExtendedLength)
        {
            _tellDamage("an extended header of " + _contentBytes + " bytes at byte " + _offset + " of the archive was passed over");
            return;
        }

        var bytes = new byte[(int)_contentBytes];
        for (int filled = 0; filled < bytes.Length;)
        {
            filled += ReadContent(bytes.AsSpan(filled));
        }

        if (type == 'x')
        {
            if (!PaxRecords.TryRead(bytes, records))
            {
                // The entry would come back under a name that was cut: NUL makes it one that is refused.
                _tellDamage("an extended header before byte " + _offset + " of the archive is damaged");
                records["path"] = "\0";
            }
        }
        else
        {
            records[type == 'L' ? "path" : "linkpath"] = PaxRecords.Text(bytes.AsSpan().TrimEnd((byte)0));
        }
    }

    private void Skip(long bytes)
    {
        while (bytes > 0)
        {
            int read = _archive.Read(_skipped.AsSpan(0, (int)Math.Min(bytes, _skipped.Length)));
            if (read == 0)
            {
                _tellDamage("the archive ends " + bytes + " bytes early");
                return;
            }

            _offset += read;
            bytes -= read;
        }
    }
}
