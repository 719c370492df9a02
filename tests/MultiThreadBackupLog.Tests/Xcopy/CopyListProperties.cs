using System;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Tests.Xcopy;

public class CopyListProperties
{
    private static readonly ListIdentifierFormat[] Formats = [ListIdentifierFormat.Lid1, ListIdentifierFormat.Lid4];

    [Fact]
    public void Any_list_comes_back_byte_for_byte_reserved_bits_and_unknown_types_included() => PropertyCheck.ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        ListIdentifierFormat format = Formats[random.Next(2)];
        byte[] list = RandomCopyList.List(format, random);
        Assert.True(CopyParameterListReader.TryParse(list, format, out CopyParameterListReader reader, out ParseFault fault), fault.ToString());
        Assert.Equal(list, ListCopy.ByViews(reader));
        Assert.Equal(list, ListCopy.ByFields(reader));
        return true;
    });

    [Fact]
    public void A_list_cut_anywhere_is_a_fault_at_or_before_the_cut() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            ListIdentifierFormat format = Formats[random.Next(2)];
            byte[] list = RandomCopyList.List(format, random);
            int whole = list.Length - CopyParameterListReader.Parse(list, format).TrailingData.Length;
            for (int length = 0; length < whole; length++)
            {
                Assert.False(CopyParameterListReader.TryParse(list.AsSpan(0, length), format, out _, out ParseFault fault));
                Assert.Equal((SenseKey.IllegalRequest, SenseCode.ParameterListLengthError), (fault.SenseKey, fault.SenseCode));
                Assert.True(fault.ByteOffset <= length);
            }

            return true;
        },
        cases: 50);

    [Fact]
    public void Every_flipped_bit_of_every_vector_gives_a_list_that_comes_back_or_a_fault()
    {
        for (int vector = 0; vector < CopyListVectors.Lists.Length; vector++)
        {
            byte[] list = (byte[])CopyListVectors.Lists[vector].Clone();
            ListIdentifierFormat format = CopyListVectors.FormatOf(Hex.Parse(CopyListVectors.All[vector].Cdb));
            for (int bit = 0; bit < list.Length * 8; bit++)
            {
                list[bit / 8] ^= (byte)(1 << (bit % 8));
                CopyListFuzz.Check(list, format);
                list[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Every_cut_of_every_vector_is_a_parameter_list_length_error()
    {
        for (int vector = 0; vector < CopyListVectors.Lists.Length; vector++)
        {
            byte[] list = CopyListVectors.Lists[vector];
            ListIdentifierFormat format = CopyListVectors.FormatOf(Hex.Parse(CopyListVectors.All[vector].Cdb));
            for (int length = 0; length < list.Length; length++)
            {
                Assert.False(CopyParameterListReader.TryParse(list.AsSpan(0, length), format, out _, out ParseFault fault));
                Assert.Equal(SenseCode.ParameterListLengthError, fault.SenseCode);
            }
        }
    }

    /// <summary>A guard against a harness that tests nothing: of the hostile lists many cannot be walked, many can and must be refused, and many are taken.</summary>
    [Fact]
    public void Hostile_lists_go_every_way()
    {
        const int Lists = 2_000;
        var parameters = new OperatingParameters();
        int walked = 0;
        int taken = 0;
        for (int seed = 0; seed < Lists; seed++)
        {
            var random = new Random(seed);
            ListIdentifierFormat format = Formats[random.Next(2)];
            if (CopyParameterListReader.TryParse(CopyListFuzz.Next(random, format), format, out CopyParameterListReader reader, out _))
            {
                walked++;
                taken += parameters.TryValidate(reader, out _) ? 1 : 0;
            }
        }

        Assert.InRange(walked, Lists / 4, Lists * 3 / 4);
        Assert.InRange(taken, Lists / 50, walked / 2);
    }

    /// <summary>The fuzz harness: run alone with <c>--filter Random_bytes</c> and <c>MTBL_CASES=100</c> for ten million cases.</summary>
    [Fact]
    public void Random_bytes_and_mangled_lists_give_a_value_or_a_fault() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            var random = new Random(seed);
            ListIdentifierFormat format = Formats[random.Next(2)];
            CopyListFuzz.Check(CopyListFuzz.Next(random, format), format);
            return true;
        },
        cases: 100_000);
}
