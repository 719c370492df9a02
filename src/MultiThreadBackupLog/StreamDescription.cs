using System;

namespace MultiThreadBackupLog;

/// <summary>Says whose blocks a stream holds: the attributes that the write log keeps beside the stream's ordinal.</summary>
/// <remarks>
/// <para>None of the attributes needs to be unique; <see cref="StreamId"/> is the key.</para>
/// <para>The description is copied when a stream is opened. Not safe to change from several threads.</para>
/// </remarks>
public sealed class StreamDescription
{
    /// <summary>The greatest length of each text, in bytes of UTF-8, and of <see cref="SourceDesignator"/>, in bytes.</summary>
    public const int MaximumTextLength = 4096;

    private string _name = string.Empty;
    private string _hostIdentifier = string.Empty;
    private string _targetPort = string.Empty;
    private string _applicationIdentifier = string.Empty;
    private ReadOnlyMemory<byte> _sourceDesignator;
    private int _blockLength;

    /// <summary>Describes a stream by its name alone.</summary>
    /// <param name="name">A name for people, for example that of the disk or directory; may be empty.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is too long.</exception>
    public StreamDescription(string name) => Name = name;

    private StreamDescription(StreamDescription other)
    {
        _name = other._name;
        _hostIdentifier = other._hostIdentifier;
        _targetPort = other._targetPort;
        _applicationIdentifier = other._applicationIdentifier;
        _sourceDesignator = other._sourceDesignator.ToArray();
        _blockLength = other._blockLength;
        ListIdentifier = other.ListIdentifier;
        ListIdentifierFormat = other.ListIdentifierFormat;
        StartTime = other.StartTime;
    }

    /// <summary>Gets or sets a name for people. Default: empty.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaximumTextLength"/> bytes.</exception>
    public string Name
    {
        get => _name;
        set => _name = Checked(value, nameof(Name));
    }

    /// <summary>Gets or sets the host, as the name of its initiator port. Default: empty, not known.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaximumTextLength"/> bytes.</exception>
    public string HostIdentifier
    {
        get => _hostIdentifier;
        set => _hostIdentifier = Checked(value, nameof(HostIdentifier));
    }

    /// <summary>Gets or sets the target port through which the host asked; with the host it makes the I_T nexus. Default: empty.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaximumTextLength"/> bytes.</exception>
    public string TargetPort
    {
        get => _targetPort;
        set => _targetPort = Checked(value, nameof(TargetPort));
    }

    /// <summary>Gets or sets an identifier that the application chose, which several copy commands may share. Default: empty.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaximumTextLength"/> bytes.</exception>
    public string ApplicationIdentifier
    {
        get => _applicationIdentifier;
        set => _applicationIdentifier = Checked(value, nameof(ApplicationIdentifier));
    }

    /// <summary>Gets or sets the LIST IDENTIFIER of the copy command; its form is <see cref="ListIdentifierFormat"/>. Default: 0.</summary>
    public uint ListIdentifier { get; set; }

    /// <summary>Gets or sets the form of <see cref="ListIdentifier"/>. Default: none.</summary>
    public ListIdentifierFormat ListIdentifierFormat { get; set; }

    /// <summary>Gets or sets the designator of the source device, as in VPD page 83h, or bytes of the application's own. Default: empty.</summary>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaximumTextLength"/> bytes.</exception>
    public ReadOnlyMemory<byte> SourceDesignator
    {
        get => _sourceDesignator;
        set
        {
            if (value.Length > MaximumTextLength)
            {
                throw new ArgumentException("The source designator has " + value.Length + " bytes, more than " + MaximumTextLength + ".", nameof(SourceDesignator));
            }

            _sourceDesignator = value;
        }
    }

    /// <summary>Gets or sets the usual length of the stream's blocks on tape in bytes; each run has its own exact one. Default: 0, not said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int BlockLength
    {
        get => _blockLength;
        set => _blockLength = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(BlockLength), value, "A block length is not negative.");
    }

    /// <summary>Gets or sets when the stream began. Default: null; the log then takes the time of opening, where it keeps times.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>Makes a copy that later changes of this one do not touch.</summary>
    /// <returns>The copy.</returns>
    public StreamDescription Clone() => new(this);

    private static string Checked(string value, string property)
    {
        if (value is null)
        {
            throw new ArgumentNullException(property);
        }

        int lengthBytes = System.Text.Encoding.UTF8.GetByteCount(value);
        return lengthBytes <= MaximumTextLength
            ? value
            : throw new ArgumentException("The text has " + lengthBytes + " bytes, more than " + MaximumTextLength + ".", property);
    }
}
