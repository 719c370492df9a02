using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Types of sense data descriptors (SPC-4 clause 4.5.2.1).</summary>
internal enum SenseDescriptorType
{
    Information = 0x00,
    CommandSpecific = 0x01,
    SenseKeySpecific = 0x02,
    FieldReplaceableUnit = 0x03,
    Stream = 0x04,
    Block = 0x05,
    Forwarded = 0x0C,
}

/// <summary>One descriptor of sense data in descriptor format, its two header bytes included.</summary>
internal readonly struct SenseDescriptor
{
    public SenseDescriptor(SenseDescriptorType type, ReadOnlyMemory<byte> content, int byteOffset)
    {
        Type = type;
        Content = content;
        ByteOffset = byteOffset;
    }

    public SenseDescriptorType Type { get; }

    public ReadOnlyMemory<byte> Content { get; }

    public int ByteOffset { get; }
}
