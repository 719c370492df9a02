using System;

namespace MultiThreadBackupLog.Log.Format;

/// <summary>Numbers of 0 to 2^63 - 1 in 1 to 9 bytes: seven bits a byte, least significant first, the top bit set on all but the last.</summary>
/// <remarks>Each number has one encoding: a reader refuses one whose last byte adds nothing.</remarks>
internal static class VarInt
{
    public const int MaximumLength = 9;

    /// <summary>Writes a number; returns the bytes used.</summary>
    public static int Write(Span<byte> destination, long value)
    {
        ulong rest = (ulong)value;
        int length = 0;
        while (rest >= 0x80)
        {
            destination[length++] = (byte)((rest & 0x7F) | 0x80);
            rest >>= 7;
        }

        destination[length++] = (byte)rest;
        return length;
    }

    /// <summary>Reads a number and moves on past it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out long value)
    {
        long result = 0;
        int at = position;
        for (int shift = 0; shift < 7 * MaximumLength; shift += 7)
        {
            if ((uint)at >= (uint)source.Length)
                break;

            byte current = source[at++];
            result |= (long)(current & 0x7F) << shift;
            if (current < 0x80)
            {
                if (current == 0 && shift != 0)
                    break;

                value = result;
                position = at;
                return true;
            }
        }

        value = 0;
        return false;
    }
}
