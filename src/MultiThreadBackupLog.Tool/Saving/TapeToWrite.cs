using System;
using System.IO;
using MultiThreadBackupLog.Backup;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Saving;

/// <summary>Opens the image that a backup goes to, or makes it; an image that was made for nothing goes away again.</summary>
internal sealed class TapeToWrite : IDisposable
{
    private readonly string _path;
    private readonly bool _isNew;
    private bool _isUsed;

    private TapeToWrite(string path, TapeImage image, bool isNew)
    {
        _path = path;
        Image = image;
        _isNew = isNew;
    }

    public TapeImage Image { get; }

    /// <exception cref="ToolFailureException">The image is damaged in a way that appending to it would make worse.</exception>
    /// <exception cref="IOException">The file cannot be opened or made.</exception>
    public static TapeToWrite Open(BackupSettings settings, ToolConsole console)
    {
        // Room for the end of the session behind the early warning: the last increment, the closing copy and filemarks.
        const long LeastEndZoneBytes = 256 * 1024;
        var options = new TapeImageOptions();
        if (settings.CapacityBytes is { } capacity)
        {
            options.CapacityBytes = capacity;
            options.EarlyWarningBytes = Math.Min(capacity / 2, Math.Max(LeastEndZoneBytes, capacity / 50));
        }

        bool isNew = !File.Exists(settings.TapePath);
        TapeImage image = isNew ? TapeImage.Create(settings.TapePath, options) : TapeImage.Open(settings.TapePath, options);
        try
        {
            if (image.Check is { WholeObjects: 0, FileBytes: > 0 })
            {
                // Not one object in it: most likely another file, named by mistake. Overwriting a tape is asked for, not overwriting anything.
                throw new ToolFailureException(
                    "'" + settings.TapePath + "' has " + image.Check.FileBytes + " bytes and is no tape image. Delete it if it is to become one; nothing was written.");
            }

            if (!image.Check.IsWhole)
            {
                AcceptOrRefuse(image, settings, console);
            }

            return new TapeToWrite(settings.TapePath, image, isNew);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Says that a session has begun on the image.</summary>
    public void MarkUsed() => _isUsed = true;

    public void Dispose()
    {
        Image.Dispose();
        if (_isNew && !_isUsed)
        {
            File.Delete(_path);
        }
    }

    private static void AcceptOrRefuse(TapeImage image, BackupSettings settings, ToolConsole console)
    {
        switch (settings.Placement)
        {
            case BackupPlacement.Overwrite:
                image.AcceptCut();
                break;

            // What was being written when its writer died was never whole, so nothing is lost by going on in its place.
            case BackupPlacement.Append when image.Check.IsCutOff:
                console.Message(Printable.Text("the image ends within an object, which is cut away: " + image.Check));
                image.AcceptCut();
                break;
            case BackupPlacement.Append:
                throw new ToolFailureException(
                    "The image is damaged, and appending would cut off what lies behind the damage: " + image.Check + ". Nothing was written.");
            default:
                throw new ToolFailureException("The image is damaged: " + image.Check + ". Nothing was written.");
        }
    }
}
