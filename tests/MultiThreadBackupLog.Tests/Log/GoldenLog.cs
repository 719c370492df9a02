using System;
using MultiThreadBackupLog.Log;
using MultiThreadBackupLog.Tests.Support;

namespace MultiThreadBackupLog.Tests.Log;

/// <summary>The worked example of docs/write-log-format.md; its bytes were computed by a program of its own, not by this library.</summary>
internal static class GoldenLog
{
    public const string FirstPage = """
        4D54574C 01 01 0064 00000000 00000000 0000000000000014 B5D6F0FA 039A19B7
        00112233445566778899AABBCCDDEEFF
        01 52
        01 00000000000000000000000000000000 00000000000000000000000000000000
           00000000000000000000000000000000 00000000000000000000000000000000
        00 00 14 00 01 904E 80C0B084A1F19DEF08 00
        """;

    public const string SecondPage = """
        4D54574C 01 01 003C 00000001 039A19B7 0000000000000014 B3DC954C 60CAB814
        02 15 00 808004 00 00 81C0B084A1F19DEF08 01 61 00 00 00 00
        09 00
        62 00 808004
        03 02 01 01
        82
        06 01 1B
        07 08 00 01 06 808018 01 00
        09 FA01
        08 07 01 06 808018 01 00
        """;

    public static byte[] Bytes => Hex.Parse(FirstPage + SecondPage);

    /// <summary>Writes the same log with the library.</summary>
    public static byte[] Write()
    {
        var time = new ManualTime();
        using WriteLog log = WriteLog.CreateInMemory(new WriteLogOptions
        {
            LogIdentifier = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            OriginLogicalObjectIdentifier = 20,
            HasBlockTrailers = true,
            TimeProvider = time,
        });
        StreamId stream = log.DefineStream(new StreamDescription("a") { BlockLength = 65_536 });
        log.AppendBlocks(stream, 65_536, 3);
        log.AppendFilemarks(stream, 1);
        log.AppendBlocks(stream, 65_536, 3);
        log.MarkOnMedium(27);
        log.EndStream(stream, StreamEndType.Completed);
        time.Advance(TimeSpan.FromMilliseconds(250));
        log.Close();
        return LogRecords.Bytes(log.Snapshot());
    }
}
