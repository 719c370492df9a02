using System.Linq;
using MultiThreadBackupLog.Xcopy;

namespace MultiThreadBackupLog.Copying;

/// <summary>What this copy manager can do, as its operating parameters say it.</summary>
internal static class CopyLimits
{
    /// <summary>The longest tape block by default, in bytes.</summary>
    public const int MaximumTransferLength = 1 << 20;

    // Reservations belong to the host that holds the device, and RODs to copy managers of disk arrays; 17h to 19h, ECh are of SPC-5.
    private static readonly byte[] NotExecuted = [0x14, 0x15, 0xBE, 0xBF, 0xFE];

    /// <summary>Declares what is executed.</summary>
    public static OperatingParameters CreateParameters()
    {
        var parameters = new OperatingParameters { MaximumStreamDeviceTransferSizeBytes = MaximumTransferLength };
        parameters.ImplementedTypeCodes = parameters.ImplementedTypeCodes.Where(code => !NotExecuted.Contains(code)).ToArray();
        return parameters;
    }
}
