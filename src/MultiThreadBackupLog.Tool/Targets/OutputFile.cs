using System;
using System.IO;

namespace MultiThreadBackupLog.Tool.Targets;

/// <summary>A file that has its name only when it is whole: until then it is called NAME.partial, and stays so when something is missing.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly bool _replacesExisting;
    private readonly FileStream _file;
    private long _length;

    /// <param name="path">The name in the end.</param>
    /// <param name="replacesExisting">Whether a file of that name, or left over under the partial name, is replaced.</param>
    /// <exception cref="IOException">There is such a file already, or it cannot be made.</exception>
    public OutputFile(string path, bool replacesExisting)
    {
        OutputName.Demand(path, replacesExisting);
        _path = path;
        _replacesExisting = replacesExisting;
        _file = new FileStream(OutputName.Partial(path), new FileStreamOptions
        {
            Mode = replacesExisting ? FileMode.Create : FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
        });
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _length += bytes.Length;
    }

    /// <summary>Leaves room for bytes that cannot be had, so that what follows lies where it belongs. They read as zeros.</summary>
    public void WriteGap(long bytes)
    {
        _length += bytes;
        _file.SetLength(_length);
        _file.Position = _length;
    }

    /// <summary>The file is whole: it is made safe and gets its name.</summary>
    public void Commit()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(OutputName.Partial(_path), _path, _replacesExisting);
    }

    /// <summary>Lets go of the file; without <see cref="Commit"/> it keeps the partial name, and an empty one goes away.</summary>
    public void Dispose()
    {
        if (!_file.SafeFileHandle.IsClosed)
        {
            _file.Dispose();
            if (_length == 0)
            {
                File.Delete(OutputName.Partial(_path));
            }
        }
    }
}
