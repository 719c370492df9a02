using System;
using System.Globalization;
using System.Text;

namespace MultiThreadBackupLog.Log;

/// <summary>Checks of texts and byte strings that go into a log, whose records are bounded.</summary>
internal static class LogText
{
    public static string Checked(string value, int maximumLengthBytes, string parameter)
    {
        if (value is null)
        {
            throw new ArgumentNullException(parameter);
        }

        int lengthBytes = Encoding.UTF8.GetByteCount(value);
        return lengthBytes <= maximumLengthBytes
            ? value
            : throw new ArgumentException(
                string.Format(CultureInfo.InvariantCulture, "The text has {0} bytes, more than {1}.", lengthBytes, maximumLengthBytes),
                parameter);
    }
}
