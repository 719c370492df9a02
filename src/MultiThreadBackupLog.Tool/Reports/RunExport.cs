using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using MultiThreadBackupLog.Log;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>Writes the runs of a tape for other programs, one a line, in the order of the tape.</summary>
/// <remarks>Lines are put together in one buffer and go out when it is full: a log may have tens of millions of runs.</remarks>
internal sealed class RunExport
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    private readonly TextWriter _output;
    private readonly bool _isCsv;
    private readonly Dictionary<int, string> _names = []; // Quoted, by ordinal.
    private char[] _buffer = new char[64 * 1024];
    private int _length;

    private RunExport(TextWriter output, bool isCsv)
    {
        _output = output;
        _isCsv = isCsv;
    }

    /// <summary>Writes all runs.</summary>
    /// <param name="tape">The tape, at its beginning.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isCsv">RFC 4180 with a header line; otherwise one JSON object a line.</param>
    public static void Write(WriteLogTapeReader tape, TextWriter output, bool isCsv)
    {
        var export = new RunExport(output, isCsv);
        if (isCsv)
        {
            export.Add("firstLogicalObjectIdentifier,stream,streamName,firstBlock,blockCount,blockLengthBytes,byteCount,notBefore\r\n");
        }

        while (tape.Read(out TapeExtent extent))
        {
            if (extent.Type == TapeExtentType.Run)
            {
                export.Write(extent.Run, tape);
            }
        }

        output.Write(export._buffer, 0, export._length);
        output.Flush();
    }

    private void Write(in WriteRun run, WriteLogTapeReader tape)
    {
        Add(_isCsv ? "" : "{\"firstLogicalObjectIdentifier\":", run.FirstLogicalObjectIdentifier);
        Add(_isCsv ? "," : ",\"stream\":", run.Stream.Ordinal);
        Add(_isCsv ? "," : ",\"streamName\":");
        Add(NameOf(run.Stream, tape));
        Add(_isCsv ? "," : ",\"firstBlock\":", run.FirstBlock);
        Add(_isCsv ? "," : ",\"blockCount\":", run.BlockCount);
        Add(_isCsv ? "," : ",\"blockLengthBytes\":", run.BlockLengthBytes);
        Add(_isCsv ? "," : ",\"byteCount\":", run.BlockCount * run.BlockLengthBytes);
        Add(_isCsv ? "," : ",\"notBefore\":");
        if (tape.NotBefore is { } time)
        {
            Add(_isCsv ? "" : "\"");
            Room(TimeFormat.Length);
            time.UtcDateTime.TryFormat(_buffer.AsSpan(_length), out int written, TimeFormat, CultureInfo.InvariantCulture);
            _length += written;
            Add(_isCsv ? "" : "\"");
        }
        else
        {
            Add(_isCsv ? "" : "null");
        }

        Add(_isCsv ? "\r\n" : "}\n");
    }

    private string NameOf(StreamId stream, WriteLogTapeReader tape)
    {
        if (!_names.TryGetValue(stream.Ordinal, out string? name))
        {
            string plain = tape.TryGetDescription(stream, out StreamDescription? description) ? description.Name : string.Empty;
            name = _isCsv ? Csv(plain) : "\"" + JsonEncodedText.Encode(plain, JavaScriptEncoder.Default) + "\"";
            _names.Add(stream.Ordinal, name);
        }

        return name;
    }

    private static string Csv(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private void Add(string before, long number)
    {
        Add(before);
        Room(20);
        number.TryFormat(_buffer.AsSpan(_length), out int written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Add(string text)
    {
        Room(text.Length);
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    private void Room(int length)
    {
        if (_buffer.Length - _length >= length)
        {
            return;
        }

        _output.Write(_buffer, 0, _length);
        _length = 0;
        if (length > _buffer.Length)
        {
            _buffer = new char[length];
        }
    }
}
