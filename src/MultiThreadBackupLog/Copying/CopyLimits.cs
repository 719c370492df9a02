using System.Collections.Generic;
using System.Linq;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.WriteLogCommands;

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
        parameters.ImplementedTypeCodes = Executed(parameters.ImplementedTypeCodes);
        return parameters;
    }

    /// <summary>Leaves out what is not executed. Vendor specific codes stay: a host may register devices under CSCD types of its own.</summary>
    public static byte[] Executed(IEnumerable<byte> typeCodes) => typeCodes.Where(code => code >= 0xC0 ? !NotExecuted.Contains(code) : IsExecuted(code)).ToArray();

    /// <summary>Says whether segments of a type are executed.</summary>
    public static bool IsExecuted(byte segmentTypeCode) =>
        segmentTypeCode is <= 0x13 or 0x16 || IsVendorSegment(segmentTypeCode);

    /// <summary>Says whether a vendor specific code is one of our segments, and so no CSCD's.</summary>
    public static bool IsVendorSegment(byte typeCode) => typeCode is >= WriteLogInitiateSegment.TypeCode and <= WriteLogStreamSegment.TypeCode;
}
