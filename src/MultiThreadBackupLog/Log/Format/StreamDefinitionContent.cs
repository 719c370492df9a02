namespace MultiThreadBackupLog.Log.Format;

/// <summary>The content of a stream definition.</summary>
internal sealed class StreamDefinitionContent
{
    public StreamDefinitionContent(StreamId stream, StreamDescription description)
    {
        Stream = stream;
        Description = description;
    }

    public StreamId Stream { get; }

    public StreamDescription Description { get; }
}
