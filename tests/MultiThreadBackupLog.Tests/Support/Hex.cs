using System;
using System.Linq;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>Bytes as hex text in tests; white space is ignored.</summary>
internal static class Hex
{
    public static byte[] Parse(string text) =>
        Convert.FromHexString(new string(text.Where(c => !char.IsWhiteSpace(c)).ToArray()));

    public static string Format(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);
}
