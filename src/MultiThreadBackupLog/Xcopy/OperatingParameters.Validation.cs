using System.Globalization;
using MultiThreadBackupLog.Internal;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Xcopy;

// What a copy manager must find wrong before the first segment runs (SPC-4 clause 5.17.7.3): ILLEGAL REQUEST, never COPY ABORTED.
public sealed partial class OperatingParameters
{
    /// <summary>Says whether a copy manager that declared these parameters takes a list, as far as that shows before the first segment
    /// runs.</summary>
    /// <param name="list">The list.</param>
    /// <param name="fault">On failure the reason, the byte offset in the list, and what the copy manager reports.</param>
    /// <returns><see langword="false"/> where the list must be refused. Nothing is allocated where it is taken.</returns>
    /// <remarks>
    /// What shows only when a segment runs is not looked for: a device that is not in the list or not reached (COPY ABORTED 08h/04h),
    /// inline data beyond
    /// their end (26h/0Bh), a tape function on another device (26h/0Ch), a granularity (26h/0Dh), residue (26h/0Ah).
    /// </remarks>
    public bool TryValidate(in CopyParameterListReader list, out ParseFault fault) =>
        TryValidateHeader(list.Header, out fault)
        && TryValidateCounts(list, out fault)
        && TryValidateCscds(list, out fault)
        && TryValidateSegments(list, out fault);

    private bool TryValidateHeader(in CopyParameterListHeader header, out ParseFault fault)
    {
        HeaderFields fields = header.Fields;
        fault = default;
        if (header.ListIdUsage == CopyParameterListHeader.NoListIdentifier)
        {
            if (header.ListIdentifier != 0)
            {
                fault = ParseFault.InData("LIST ID USAGE is 11b, so that LIST IDENTIFIER must be 0", fields.ListIdentifier.ByteOffset);
                return false;
            }

            if (!SupportsNoListIdentifier)
            {
                fault = ParseFault.InData(
                    "LIST ID USAGE is 11b, which is not supported (SNLID 0)",
                    HeaderFields.ListIdUsage.ByteOffset,
                    HeaderFields.ListIdUsage.Bit);
                return false;
            }
        }

        // The standard names INVALID FIELD IN CDB for this one, although the fields lie in the parameter list.
        if (header.Immed && (header.GSense || header.ListIdUsage == CopyParameterListHeader.NoListIdentifier))
        {
            fault = ParseFault.InData(
                "IMMED is 1 together with G_SENSE 1 or LIST ID USAGE 11b",
                HeaderFields.Immed.ByteOffset,
                HeaderFields.Immed.Bit,
                SenseCode.InvalidFieldInCdb);
            return false;
        }

        return true;
    }

    private bool TryValidateCounts(in CopyParameterListReader list, out ParseFault fault)
    {
        CopyParameterListHeader header = list.Header;
        fault = default;
        if (header.CscdDescriptorListLength + (long)header.SegmentDescriptorListLength > MaximumDescriptorListLengthBytes)
        {
            fault = ParseFault.InData(
                "the descriptor lists are longer than " + Text(MaximumDescriptorListLengthBytes) + " bytes",
                header.Fields.SegmentListLength.ByteOffset,
                null,
                SenseCode.ParameterListLengthError);
            return false;
        }

        if (header.InlineDataLength > MaximumInlineDataLengthBytes)
        {
            fault = ParseFault.InData(
                "the inline data are longer than " + Text(MaximumInlineDataLengthBytes) + " bytes",
                header.Fields.InlineDataLength.ByteOffset,
                null,
                SenseCode.ParameterListLengthError);
            return false;
        }

        if (list.CscdDescriptorCount > MaximumCscdDescriptorCount)
        {
            fault = ParseFault.InData(
                "more than " + Text(MaximumCscdDescriptorCount) + " CSCD descriptors",
                header.Fields.CscdListLength.ByteOffset,
                null,
                SenseCode.TooManyTargetDescriptors);
            return false;
        }

        if (list.SegmentDescriptorCount > MaximumSegmentDescriptorCount)
        {
            fault = ParseFault.InData(
                "more than " + Text(MaximumSegmentDescriptorCount) + " segment descriptors",
                header.Fields.SegmentListLength.ByteOffset,
                null,
                SenseCode.TooManySegmentDescriptors);
            return false;
        }

        return true;
    }

    private bool TryValidateCscds(in CopyParameterListReader list, out ParseFault fault)
    {
        fault = default;
        foreach (CscdDescriptor descriptor in list.CscdDescriptors)
        {
            // Codes below C0h are of segments, even where they are implemented.
            if (descriptor.TypeCode < 0xC0 || !_isImplemented[descriptor.TypeCode])
            {
                fault = ParseFault.InData(
                    "CSCD descriptor type " + HexText.Code(descriptor.TypeCode, 8) + " is not supported",
                    descriptor.ByteOffset,
                    null,
                    SenseCode.UnsupportedTargetDescriptorTypeCode);
                return false;
            }

            if (descriptor.TypeCode >= 0xE0 && !TryValidateDevice(descriptor, out fault))
            {
                fault = fault.Shift(descriptor.ByteOffset);
                return false;
            }
        }

        return true;
    }

    private static bool TryValidateDevice(in CscdDescriptor descriptor, out ParseFault fault)
    {
        fault = default;
        CscdDevice device = descriptor.Device;
        bool hasLuIdentifier = descriptor.TypeCode is not (
            IdentificationCscdDescriptor.TypeCode or IPCopyServiceCscdDescriptor.TypeCode or RodCscdDescriptor.TypeCode);
        if (hasLuIdentifier && device.LuIdType != 0)
        {
            fault = ParseFault.InData(
                "LU ID TYPE is " + Text(device.LuIdType) + "; only logical unit numbers are supported",
                CscdFields.LuIdType.ByteOffset,
                CscdFields.LuIdType.Bit);
            return false;
        }

        if (descriptor.TypeCode != RodCscdDescriptor.TypeCode
            && device.PeripheralDeviceType == PeripheralDeviceType.SequentialAccess
            && device.IsFixed != (device.BlockLengthBytes != 0))
        {
            fault = ParseFault.InData(
                device.IsFixed ? "FIXED is 1, so that STREAM BLOCK LENGTH must not be 0" : "FIXED is 0, so that STREAM BLOCK LENGTH must be 0",
                CscdFields.BlockLength.ByteOffset);
            return false;
        }

        return true;
    }

    private bool TryValidateSegments(in CopyParameterListReader list, out ParseFault fault)
    {
        fault = default;
        bool isNothingKept = list.Header.ListIdUsage == CopyParameterListHeader.NoListIdentifier;
        ulong maximumMoved = MaximumSegmentLengthBytes == 0 ? ulong.MaxValue : MaximumSegmentLengthBytes;
        ulong maximumTransfer = MaximumStreamDeviceTransferSizeBytes == 0 ? ulong.MaxValue : MaximumStreamDeviceTransferSizeBytes;
        foreach (SegmentDescriptor segment in list.SegmentDescriptors)
        {
            // Codes from E0h on are of CSCD descriptors, even where they are implemented.
            if (segment.TypeCode >= 0xE0 || !_isImplemented[segment.TypeCode])
            {
                fault = ParseFault.InData(
                    "segment descriptor type " + HexText.Code(segment.TypeCode, 8) + " is not supported",
                    segment.ByteOffset,
                    null,
                    SenseCode.UnsupportedSegmentDescriptorTypeCode);
                return false;
            }

            if (isNothingKept && (SegmentRules.Traits(segment.TypeCode) & SegmentTraits.Held) != 0)
            {
                fault = ParseFault.InData(
                    "LIST ID USAGE is 11b, so that no data can be held for the application client", segment.ByteOffset);
                return false;
            }

            // No source gives a code for either of these two; as a field that asks too much they are INVALID FIELD IN PARAMETER LIST.
            if (SegmentRules.MovedBytes(segment, list, out int countOffset) > maximumMoved)
            {
                fault = ParseFault.InData(
                    "segment " + Text(segment.Index) + " moves more than " + Text(MaximumSegmentLengthBytes) + " bytes",
                    segment.ByteOffset + countOffset);
                return false;
            }

            if (SegmentRules.StreamTransferBytes(segment, list, out int lengthOffset) > maximumTransfer)
            {
                fault = ParseFault.InData(
                    "segment " + Text(segment.Index) + " transfers more than " + Text(MaximumStreamDeviceTransferSizeBytes) + " bytes at once",
                    segment.ByteOffset + lengthOffset);
                return false;
            }
        }

        return true;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
