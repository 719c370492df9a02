using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using MultiThreadBackupLog.Tool.FileSystem;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Demonstration;

/// <summary>One source read alone and only summed: what a backup of it has to give back, known without tape, log or plan.</summary>
internal sealed class SinglePass : BlockFillStream
{
    private readonly byte[] _block;
    private readonly BlockRange _range;
    private readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _blocks;

    private SinglePass(int payloadLength, BlockRange range)
    {
        _block = new byte[payloadLength];
        _range = range;
    }

    /// <summary>Reads a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="problems">Where to tell of single files.</param>
    /// <param name="payloadLength">How many of its bytes a block of the backup holds.</param>
    /// <param name="range">Blocks that are summed apart as well.</param>
    /// <returns>The SHA-256 of all bytes, and that of the bytes of the range.</returns>
    public static (string All, string Part) Sum(SourceArgument source, ProblemList problems, int payloadLength, BlockRange range)
    {
        using var pass = new SinglePass(payloadLength, range);
        source.Open(problems, new HashSet<FileIdentity>()).WriteTo(pass, CancellationToken.None);
        pass.Finish();
        return (Convert.ToHexStringLower(pass._all.GetHashAndReset()), Convert.ToHexStringLower(pass._part.GetHashAndReset()));
    }

    protected override Memory<byte> GetBlock() => _block;

    protected override void PublishBlock(int lengthBytes)
    {
        _all.AppendData(_block, 0, lengthBytes);
        if (_blocks >= _range.FirstBlock && _blocks < _range.EndBlock)
        {
            _part.AppendData(_block, 0, lengthBytes);
        }

        _blocks++;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _all.Dispose();
            _part.Dispose();
        }

        base.Dispose(disposing);
    }
}
