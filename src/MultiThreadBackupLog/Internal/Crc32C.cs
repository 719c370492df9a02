using System;
#if NET
using System.Numerics;
#endif
using System.Buffers.Binary;

namespace MultiThreadBackupLog.Internal;

/// <summary>CRC32C (Castagnoli, RFC 3720 appendix B.4), by the processor's instruction where there is one.</summary>
/// <remarks>
/// A value is the finished checksum, so a sum over pieces is <c>Append(Append(0, a), b)</c>. The wanted package for this
/// (System.IO.Hashing) has CRC32 but not CRC32C.
/// </remarks>
internal static class Crc32C
{
#if NET
    // The instruction begins anew each cycle and takes three, and a sum over one piece waits for every result. So three pieces are
    // summed at a time; the sum over all of them is made of the three, since a state behind zeros is a linear map of the state before.
    private const int PieceBytes = 1024;
    private static readonly uint[] BehindZeros = MakeBehindZeros();
#else
    private static readonly uint[] Table = MakeTable();
#endif

    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        uint state = ~crc;
#if NET
        for (; data.Length >= 3 * PieceBytes; data = data.Slice(3 * PieceBytes))
        {
            state = AppendThreePieces(state, data.Slice(0, 3 * PieceBytes));
        }

        while (data.Length >= 8)
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data.Slice(8);
        }

        foreach (byte value in data)
        {
            state = BitOperations.Crc32C(state, value);
        }
#else
        // Eight tables, eight bytes a turn: there are no intrinsics in netstandard2.0.
        uint[] table = Table;
        while (data.Length >= 8)
        {
            uint low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(data);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data.Slice(4));
            state = table[(7 * 256) + (int)(low & 0xFF)]
                ^ table[(6 * 256) + (int)((low >> 8) & 0xFF)]
                ^ table[(5 * 256) + (int)((low >> 16) & 0xFF)]
                ^ table[(4 * 256) + (int)(low >> 24)]
                ^ table[(3 * 256) + (int)(high & 0xFF)]
                ^ table[(2 * 256) + (int)((high >> 8) & 0xFF)]
                ^ table[256 + (int)((high >> 16) & 0xFF)]
                ^ table[(int)(high >> 24)];
            data = data.Slice(8);
        }

        foreach (byte value in data)
        {
            state = (state >> 8) ^ table[(int)((state ^ value) & 0xFF)];
        }
#endif
        return ~state;
    }

#if NET
    private static uint AppendThreePieces(uint state, ReadOnlySpan<byte> pieces)
    {
        uint second = 0;
        uint third = 0;
        while (pieces.Length >= (2 * PieceBytes) + 8)
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(pieces));
            second = BitOperations.Crc32C(second, BinaryPrimitives.ReadUInt64LittleEndian(pieces.Slice(PieceBytes)));
            third = BitOperations.Crc32C(third, BinaryPrimitives.ReadUInt64LittleEndian(pieces.Slice(2 * PieceBytes)));
            pieces = pieces.Slice(8);
        }

        return PassZeros(PassZeros(state) ^ second) ^ third;
    }

    /// <summary>Gives the state behind a piece of zeros.</summary>
    private static uint PassZeros(uint state)
    {
        uint[] table = BehindZeros;
        return table[(int)(state & 0xFF)]
            ^ table[256 + (int)((state >> 8) & 0xFF)]
            ^ table[(2 * 256) + (int)((state >> 16) & 0xFF)]
            ^ table[(3 * 256) + (int)(state >> 24)];
    }

    private static uint[] MakeBehindZeros()
    {
        var table = new uint[4 * 256];
        for (int bit = 0; bit < 32; bit++)
        {
            uint state = 1u << bit;
            for (int passed = 0; passed < PieceBytes; passed += 8)
            {
                state = BitOperations.Crc32C(state, 0UL);
            }

            // Every value of the state's byte that has the bit.
            for (int value = 0; value < 256; value++)
            {
                table[((bit / 8) * 256) + value] ^= ((value >> (bit % 8)) & 1) != 0 ? state : 0;
            }
        }

        return table;
    }
#else
    private static uint[] MakeTable()
    {
        const uint ReversedPolynomial = 0x82F63B78;
        var table = new uint[8 * 256];
        for (uint index = 0; index < 256; index++)
        {
            uint value = index;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ ReversedPolynomial : value >> 1;
            }

            table[index] = value;
        }

        for (int slice = 1; slice < 8; slice++)
        {
            for (int index = 0; index < 256; index++)
            {
                uint previous = table[((slice - 1) * 256) + index];
                table[(slice * 256) + index] = (previous >> 8) ^ table[(int)(previous & 0xFF)];
            }
        }

        return table;
    }
#endif
}
