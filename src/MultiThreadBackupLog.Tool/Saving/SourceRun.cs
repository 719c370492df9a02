using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tool.Sources;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Saving;

/// <summary>One source on a thread of its own, filling the blocks of one stream.</summary>
internal sealed class SourceRun : IDisposable
{
    private readonly BackupSource _source;
    private readonly ProblemList _problems;
    private readonly BlockStreamWriter _writer;
    private readonly TapeBlocks _blocks;
    private readonly CancellationToken _cancellationToken;
    private volatile bool _isEnded;

    public SourceRun(BackupSource source, ProblemList problems, BackupSession session, int blockLength, CancellationToken cancellationToken)
    {
        _source = source;
        _problems = problems;
        _writer = session.OpenStream(Describe(source, blockLength));
        _blocks = new TapeBlocks(_writer, cancellationToken);
        _cancellationToken = cancellationToken;
    }

    public ProblemList Problems => _problems;

    public string Name => _source.Name;

    public ProgressItem Progress => new(_source.Name, _blocks.WrittenBytes, _source.ExpectedBytes, _isEnded);

    /// <summary>Reads the source to its end. Whatever goes wrong with it is told, and ends this stream only.</summary>
    public Task RunAsync() => Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose() => _writer.Dispose();

    private static StreamDescription Describe(BackupSource source, int blockLength)
    {
        byte[] designator = Encoding.UTF8.GetBytes(source.FullPath);
        return new StreamDescription(source.Name)
        {
            HostIdentifier = Environment.MachineName,
            ApplicationIdentifier = source.ApplicationIdentifier,
            SourceDesignator = designator.AsMemory(0, Math.Min(designator.Length, StreamDescription.MaximumTextLength)),
            BlockLength = blockLength,
            StartTime = DateTimeOffset.UtcNow,
        };
    }

    private void Run()
    {
        try
        {
            _source.WriteTo(_blocks, _cancellationToken);
            _blocks.Finish();
            _writer.Complete();
        }
        catch (BlockStreamException)
        {
            // The tape's trouble: the session's report tells it, also for the streams whose source was read to its end by then.
            _writer.Dispose();
        }
        catch (OperationCanceledException e) when (_cancellationToken.IsCancellationRequested)
        {
            _writer.Fail(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Fail(_source.FullPath, e.Message);
            _writer.Fail(e);
        }
        catch (Exception e)
        {
            // An end of the stream is what lets the session end; the exception itself goes to whoever waits for this run.
            _writer.Fail(e);
            throw;
        }
        finally
        {
            _isEnded = true;
        }
    }
}
