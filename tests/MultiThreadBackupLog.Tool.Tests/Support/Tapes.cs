using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Multiplexing;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tool.Tests.Support;

/// <summary>Tapes of the tool's own making, and such as the tool would not make but may meet.</summary>
internal static class Tapes
{
    public static Task<ToolRun> BackUp(TemporaryFolder folder, params IEnumerable<string> arguments) =>
        ToolRun.Done(["backup", "--tape", folder["tape"], "--log", folder["log"], .. arguments]);

    public static Task<ToolRun> Restore(TemporaryFolder folder, params IEnumerable<string> arguments) =>
        ToolRun.Of(["restore", "--tape", folder["tape"], "--to", folder["out"], .. arguments]);

    /// <summary>Writes a tape whose streams have any descriptions, one block each with the stream's ordinal as its text.</summary>
    public static void Write(TemporaryFolder folder, params StreamDescription[] streams)
    {
        using TapeImage image = TapeImage.Create(folder["tape"]);
        using BackupSession session = BackupSession.Start(image, new BackupSessionOptions { LogPath = folder["log"], HasBlockTrailers = true });
        foreach (StreamDescription stream in streams)
        {
            using BlockStreamWriter writer = session.OpenStream(stream);
            byte[] content = Encoding.UTF8.GetBytes("content of " + writer.Id);
            content.CopyTo(writer.GetBlock());
            writer.Publish(content.Length);
            writer.Complete();
        }

        Assert.True(session.Complete().IsSuccess);
    }

    /// <summary>Changes a byte of an image, the one at the beginning of some bytes that lie in it once.</summary>
    public static void Damage(string image, ReadOnlySpan<byte> content)
    {
        byte[] bytes = File.ReadAllBytes(image);
        int at = bytes.AsSpan().IndexOf(content);
        Assert.True(at >= 0);
        bytes[at] ^= 1;
        File.WriteAllBytes(image, bytes);
    }

    public static string[] Names(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();
}
