using System;
using System.Collections.Generic;

namespace MultiThreadBackupLog.Scsi;

/// <content>Sense data of others, that a copy manager forwards.</content>
public readonly partial record struct SenseData
{
    /// <summary>Gives the status and sense data of copy source and destination that the record forwards.</summary>
    /// <returns>None, one or more; in the fixed format only with COPY ABORTED. What lies outside the record is left out.</returns>
    public IReadOnlyList<ForwardedSense> GetForwardedSense()
    {
        var forwarded = new List<ForwardedSense>();
        if (!IsFixed)
        {
            foreach (SenseDescriptor descriptor in Descriptors())
            {
                ReadOnlySpan<byte> content = descriptor.Content.Span;
                if (descriptor.Type == SenseDescriptorType.Forwarded && content.Length >= 4)
                {
                    forwarded.Add(CopySense.Create(
                        (ForwardedSenseSource)SenseFields.ForwardedSource.Get(content),
                        content[3],
                        content.Slice(4),
                        SenseFields.ForwardedTruncated.GetFlag(content)));
                }
            }
        }
        else if (Key == SenseKey.CopyAborted)
        {
            foreach (ForwardedSenseSource source in new[] { ForwardedSenseSource.CopySource, ForwardedSenseSource.CopyDestination })
            {
                if (CopySense.TryReadArea(_bytes.Span, source, out ForwardedSense area))
                {
                    forwarded.Add(area);
                }
            }
        }

        return forwarded;
    }
}
