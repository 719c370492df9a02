using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>Opens a tape image to read from; what is wrong with it is said, and what is whole of it is the tape.</summary>
internal static class TapeFile
{
    public static TapeImage OpenToRead(string path, ToolConsole console)
    {
        TapeImage image = TapeImage.OpenReadOnly(path);
        if (!image.Check.IsWhole)
        {
            console.Message(Printable.Text("the image is damaged: " + image.Check));
            image.AcceptCut();
        }

        return image;
    }
}
