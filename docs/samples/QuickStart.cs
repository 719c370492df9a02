using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Planning;
using MultiThreadBackupLog.Restore;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Samples;

/// <summary>The quick start of the README, word for word; a test runs it and compares the two texts.</summary>
public static class QuickStart
{
    public static RestoreReport Run(string folder, IReadOnlyList<string> files, string wantedName, Stream restored)
    {
        // begin of the quick start
        using var tape = TapeImage.Create(Path.Combine(folder, "backup.tap"));
        var options = new BackupSessionOptions { HasBlockTrailers = true, LogPath = Path.Combine(folder, "backup.wlog") };
        using (BackupSession session = BackupSession.Start(tape, options))
        {
            Task.WaitAll(files.Select(file => Task.Run(() =>
            {
                using FileStream source = File.OpenRead(file);
                using BlockStreamWriter writer = session.OpenStream(new StreamDescription(Path.GetFileName(file)));
                while (source.ReadAtLeast(writer.GetBlock().Span, writer.MaximumBlockLength, throwOnEndOfStream: false) is > 0 and int length)
                    writer.Publish(length);
                writer.Complete();
            })).ToArray());
            session.Complete(); // Returns a report: what is on the medium, run lengths, streams that failed.
        }

        using WriteLogSnapshot log = WriteLogSnapshot.OpenFile(options.LogPath);
        WriteLogIndex index = WriteLogIndex.Build(log);
        StreamId wanted = index.FindStreams(wantedName).Single().Id;
        RestorePlan plan = RestorePlanner.Plan(index, new RestoreSelection().AddAll(wanted), TapeDriveModel.NoSeekCost);
        return new RestoreSession(tape, plan).AddSink(wanted, BlockSink.ToStream(restored)).Run();
        // end of the quick start
    }
}
