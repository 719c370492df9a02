using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tool.Terminal;

namespace MultiThreadBackupLog.Tool.Restoring;

/// <summary>Which streams a user means. A name that fits several is an error that lists them: restoring by it would mix two copies.</summary>
internal sealed class StreamChoice
{
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<string> _devices;
    private readonly IReadOnlyList<int> _ordinals;

    public StreamChoice(IReadOnlyList<string> names, IReadOnlyList<string> devices, IReadOnlyList<int> ordinals, BlockRange? blocks)
    {
        _names = names;
        _devices = devices;
        _ordinals = ordinals;
        Blocks = blocks;
    }

    /// <summary>Gets the blocks that are wanted of each stream, or null for all.</summary>
    public BlockRange? Blocks { get; }

    /// <summary>Finds the streams in a log, each once, by ascending ordinal.</summary>
    /// <exception cref="ToolFailureException">Something that was asked for is not there, or not one stream.</exception>
    public IReadOnlyList<WriteLogStream> Resolve(WriteLogIndex index)
    {
        if (_names.Count + _devices.Count + _ordinals.Count == 0)
        {
            return index.Streams.Count > 0 ? index.Streams : throw new ToolFailureException("The log has no streams.");
        }

        var chosen = new SortedDictionary<StreamId, WriteLogStream>();
        foreach (string name in _names)
        {
            Add(chosen, One(index, "name '" + name + "'", index.FindStreams(name)));
        }

        foreach (string device in _devices)
        {
            Add(chosen, One(index, "device '" + device + "'", FindByDevice(index, device)));
        }

        foreach (int ordinal in _ordinals)
        {
            Add(chosen, One(index, "ordinal " + ordinal, index.Streams.Where(stream => stream.Id.Ordinal == ordinal).ToArray()));
        }

        return chosen.Values.ToArray();
    }

    private static void Add(SortedDictionary<StreamId, WriteLogStream> chosen, WriteLogStream stream) => chosen[stream.Id] = stream;

    private static IReadOnlyList<WriteLogStream> FindByDevice(WriteLogIndex index, string device)
    {
        IReadOnlyList<WriteLogStream> found = index.FindStreamsByDevice(Encoding.UTF8.GetBytes(device));
        if (found.Count == 0 && device.Length > 0 && device.Length % 2 == 0 && device.All(char.IsAsciiHexDigit))
        {
            found = index.FindStreamsByDevice(Convert.FromHexString(device));
        }

        return found;
    }

    private static WriteLogStream One(WriteLogIndex index, string what, IReadOnlyList<WriteLogStream> found)
    {
        const int MaximumListed = 20;
        if (found.Count == 1)
        {
            return found[0];
        }

        IReadOnlyList<WriteLogStream> listed = found.Count > 0 ? found : index.Streams;
        string list = string.Join(", ", listed.Take(MaximumListed).Select(stream =>
            stream.Id + " '" + stream.Description.Name + "' of '" + Encoding.UTF8.GetString(stream.Description.SourceDesignator.Span) + "'"
            + (stream.Description.StartTime is { } time ? " at " + time.ToString("u", System.Globalization.CultureInfo.InvariantCulture) : string.Empty)));
        string more = listed.Count > MaximumListed ? ", and " + (listed.Count - MaximumListed) + " more" : string.Empty;
        throw new ToolFailureException(found.Count > 0
            ? "The " + what + " fits " + found.Count + " streams; choose by --ordinal: " + list + more + "."
            : "The log has no stream of the " + what + ". It has: " + list + more + ".");
    }
}
