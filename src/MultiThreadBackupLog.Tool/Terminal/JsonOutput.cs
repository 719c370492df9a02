using System;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>Results as JSON with camelCase names, written without reflection, for other programs.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes one document.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="write">Writes its value. What is written goes out piece by piece, however long it gets.</param>
    public static void Write(ToolConsole console, Action<Utf8JsonWriter> write)
    {
        using var text = new Utf8ToText(console.Output);
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            write(writer);
        }

        console.Output.WriteLine();
    }

    // Between the JSON writer, which has bytes and flushes whole characters only when told, and the console, which has text.
    private sealed class Utf8ToText : Stream
    {
        private readonly TextWriter _text;
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private char[] _characters = [];

        public Utf8ToText(TextWriter text) => _text = text;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_characters.Length < buffer.Length)
            {
                _characters = new char[buffer.Length];
            }

            int count = _decoder.GetChars(buffer, _characters, flush: false);
            _text.Write(_characters, 0, count);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
