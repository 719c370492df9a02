using System;
using System.Globalization;

namespace MultiThreadBackupLog.Tool.Terminal;

/// <summary>A-B as people write blocks: numbered from 0, both ends included.</summary>
internal static class BlockSpan
{
    public static bool TryParse(string text, out BlockRange blocks)
    {
        blocks = default;
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0
            || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            || last < first || last == long.MaxValue)
        {
            return false;
        }

        blocks = BlockRange.FromBounds(first, last + 1);
        return true;
    }
}
