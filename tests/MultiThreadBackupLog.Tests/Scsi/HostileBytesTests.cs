using System;
using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Scsi.Commands;
using MultiThreadBackupLog.Scsi.Data;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Scsi;

/// <summary>
/// Bytes from outside give a value or a fault and never an exception: every vector cut at every length and with every bit flipped,
/// and random bytes, given to every public structure, whether it is theirs or not.
/// </summary>
public class HostileBytesTests
{
    private const int RandomBuffers = 100_000;

    private static readonly byte[][] Vectors = CommandVectorTests.Rows
        .Concat(PageDataTests.Rows)
        .Concat(PageDataTests.ModeRows)
        .Select(row => Hex.Parse((string)row[2]))
        .Concat(SenseDataTests.Rows.Select(row => Hex.Parse((string)row[3])))
        .ToArray();

    [Theory]
    [MemberData(nameof(WireStruct.Names), MemberType = typeof(WireStruct))]
    public void Every_vector_cut_or_with_a_flipped_bit_is_a_value_or_a_fault(string name)
    {
        WireStruct wire = WireStruct.Of(name);
        var seen = new HashSet<object>();
        foreach (byte[] vector in Vectors)
        {
            for (int length = 0; length < vector.Length; length++)
            {
                Try(wire, vector.AsSpan(0, length), seen);
            }

            for (int bit = 0; bit < vector.Length * 8; bit++)
            {
                vector[bit / 8] ^= (byte)(0x80 >> (bit % 8));
                Try(wire, vector, seen);
                vector[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            }
        }
    }

    [Fact]
    public void Every_vector_cut_or_with_a_flipped_bit_is_decoded_or_a_fault()
    {
        foreach (byte[] vector in Vectors)
        {
            for (int bit = 0; bit < vector.Length * 8; bit++)
            {
                byte[] bytes = (byte[])vector.Clone();
                bytes[bit / 8] ^= (byte)(0x80 >> (bit % 8));
                TryOthers(bytes);
                TryOthers(bytes.AsSpan(0, bit / 8));
            }
        }
    }

    [Fact]
    public void Random_bytes_are_a_value_or_a_fault_for_every_structure()
    {
        const int BuffersOfASeed = 100;
        byte[] openings = [.. ScsiCommandDecoder.Standard.Layouts.Select(layout => (byte)layout.Fields[0].Constant!.Value), 0x70, 0x71, 0x72, 0x73, 0xF0];
        PropertyCheck.ForAllSeeds(
            seed =>
            {
                var random = new Random(seed);
                for (int index = 0; index < BuffersOfASeed; index++)
                {
                    var bytes = new byte[random.Next(random.Next(2) == 0 ? 40 : 400)];
                    random.NextBytes(bytes);
                    if (bytes.Length > 0 && random.Next(2) == 0)
                    {
                        bytes[0] = openings[random.Next(openings.Length)];
                    }

                    Try(WireStruct.All[random.Next(WireStruct.All.Count)], bytes, []);
                    TryOthers(bytes);
                }

                return true;
            },
            RandomBuffers / BuffersOfASeed);
    }

    [Fact]
    public void Structures_OfTheLibrary_AreFoundByTheirShape()
    {
        // A guard against a harness that tests nothing: the CDBs and data of this folder are there.
        Assert.Contains(WireStruct.All, wire => wire.Type == typeof(SenseData));
        Assert.Contains(WireStruct.All, wire => wire.Type == typeof(ThirdPartyCopyPage));
        Assert.True(WireStruct.All.Count(wire => wire.Type.Namespace == typeof(Space6Command).Namespace) >= 32);
        Assert.True(Vectors.Length >= 100);
    }

    private static void Try(WireStruct wire, ReadOnlySpan<byte> bytes, HashSet<object> seen)
    {
        if (!wire.TryParse(bytes, out object value, out ParseFault fault))
        {
            byte[] refused = bytes.ToArray();
            if (refused.Length < 4)
            {
                // Exceptions are slow, so the throwing twin is asked about the shortest ones only.
                Assert.Equal(fault, Assert.Throws<ParseException>(() => wire.Parse(refused)).Fault);
            }

            Assert.NotEmpty(fault.Reason);
            Assert.InRange(fault.ByteOffset, 0, bytes.Length);
            return;
        }

        byte[] written = wire.Write(value);
        Assert.True(bytes.StartsWith(written), wire.Type.Name + " changed bytes: " + Hex.Format(bytes) + " became " + Hex.Format(written));
        if (seen.Add(value))
        {
            WireStruct.Touch(value);
        }
    }

    // What takes more than bytes, and so is not found by its shape.
    private static void TryOthers(ReadOnlySpan<byte> bytes)
    {
        if (ScsiCommandDecoder.Standard.TryDecode(bytes, out ScsiCommandDescription? command, out ParseFault fault))
        {
            Assert.StartsWith(command.Name + ": OPERATION CODE", command.ToString(), StringComparison.Ordinal);
        }
        else
        {
            Assert.NotEmpty(fault.Reason);
        }

        foreach (ModeParameterForm form in new[] { ModeParameterForm.Six, ModeParameterForm.Ten })
        {
            if (ModeParameters.TryParse(bytes, form, out ModeParameters parameters, out fault))
            {
                WireStruct.Touch(parameters);
                var written = new byte[parameters.EncodedLength];
                parameters.Write(written);
                Assert.True(bytes.StartsWith(written));
            }
            else
            {
                Assert.NotEmpty(fault.Reason);
            }
        }
    }
}
