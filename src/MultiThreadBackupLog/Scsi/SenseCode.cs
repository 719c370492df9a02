using System.Globalization;

namespace MultiThreadBackupLog.Scsi;

/// <summary>An ADDITIONAL SENSE CODE with its qualifier, without a sense key (SPC-4 clause 4.5.6).</summary>
/// <remarks>The default value is 00h/00h, no additional sense information. Immutable; safe to share between threads.</remarks>
public readonly record struct SenseCode
{
    /// <summary>Makes a code.</summary>
    /// <param name="additionalSenseCode">ADDITIONAL SENSE CODE (ASC).</param>
    /// <param name="additionalSenseCodeQualifier">ADDITIONAL SENSE CODE QUALIFIER (ASCQ).</param>
    public SenseCode(byte additionalSenseCode, byte additionalSenseCodeQualifier)
    {
        AdditionalSenseCode = additionalSenseCode;
        AdditionalSenseCodeQualifier = additionalSenseCodeQualifier;
    }

    /// <summary>Gets the ADDITIONAL SENSE CODE (ASC).</summary>
    public byte AdditionalSenseCode { get; }

    /// <summary>Gets the ADDITIONAL SENSE CODE QUALIFIER (ASCQ).</summary>
    public byte AdditionalSenseCodeQualifier { get; }

    /// <summary>Gets the name that T10 gives to the code, in capitals, or null where this library does not know one.</summary>
    public string? Name => SenseCodeNames.Find(this);

    internal static SenseCode OperationInProgress => new(0x00, 0x16);

    internal static SenseCode ExtendedCopyInformationAvailable => new(0x00, 0x20);

    internal static SenseCode UnreachableCopyTarget => new(0x08, 0x04);

    internal static SenseCode ThirdPartyDeviceFailure => new(0x0D, 0x01);

    internal static SenseCode CopyTargetDeviceNotReachable => new(0x0D, 0x02);

    internal static SenseCode IncorrectCopyTargetDeviceType => new(0x0D, 0x03);

    internal static SenseCode CopyTargetDeviceDataUnderrun => new(0x0D, 0x04);

    internal static SenseCode CopyTargetDeviceDataOverrun => new(0x0D, 0x05);

    internal static SenseCode ParameterListLengthError => new(0x1A, 0x00);

    internal static SenseCode InvalidCommandOperationCode => new(0x20, 0x00);

    internal static SenseCode InvalidFieldInCdb => new(0x24, 0x00);

    internal static SenseCode InvalidFieldInParameterList => new(0x26, 0x00);

    internal static SenseCode TooManyTargetDescriptors => new(0x26, 0x06);

    internal static SenseCode UnsupportedTargetDescriptorTypeCode => new(0x26, 0x07);

    internal static SenseCode TooManySegmentDescriptors => new(0x26, 0x08);

    internal static SenseCode UnsupportedSegmentDescriptorTypeCode => new(0x26, 0x09);

    internal static SenseCode UnexpectedInexactSegment => new(0x26, 0x0A);

    internal static SenseCode InlineDataLengthExceeded => new(0x26, 0x0B);

    internal static SenseCode InvalidOperationForCopySourceOrDestination => new(0x26, 0x0C);

    internal static SenseCode CopySegmentGranularityViolation => new(0x26, 0x0D);

    internal static SenseCode CommandsClearedByDeviceServer => new(0x2F, 0x02);

    internal static SenseCode AccessDeniedNoAccessRights => new(0x20, 0x02);

    internal static SenseCode CommandSequenceError => new(0x2C, 0x00);

    internal static SenseCode PowerOnResetOrBusDeviceResetOccurred => new(0x29, 0x00);

    internal static SenseCode InternalTargetFailure => new(0x44, 0x00);

    /// <summary>Gives the code and its name.</summary>
    /// <returns>For example <c>26h/09h UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE</c>.</returns>
    public override string ToString()
    {
        string code = string.Format(CultureInfo.InvariantCulture, "{0:X2}h/{1:X2}h", AdditionalSenseCode, AdditionalSenseCodeQualifier);
        return Name is { } name ? code + " " + name : code;
    }
}
