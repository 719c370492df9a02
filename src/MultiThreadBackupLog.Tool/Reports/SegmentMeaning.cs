using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Tool.Reports;

/// <summary>What a segment descriptor asks for, in a sentence for people. A name in braces stands for the value of that field.</summary>
internal static partial class SegmentMeaning
{
    private const string BlockToStream = "read {numberOfBlocks} disk blocks from LBA {blockDeviceLba} of CSCD {sourceIndex}, write them to CSCD {destinationIndex} in transfers of {streamDeviceTransferLength}";
    private const string StreamToBlock = "read CSCD {sourceIndex} in transfers of {streamDeviceTransferLength}, write {numberOfBlocks} disk blocks from LBA {blockDeviceLba} of CSCD {destinationIndex}";
    private const string BlockToBlock = "copy {numberOfBlocks} blocks from LBA {sourceLba} of CSCD {sourceIndex} to LBA {destinationLba} of CSCD {destinationIndex}";
    private const string StreamToStream = "copy {byteCount} bytes from CSCD {sourceIndex} (transfers of {sourceStreamDeviceTransferLength}) to CSCD {destinationIndex} (transfers of {destinationStreamDeviceTransferLength})";
    private const string Discard = "read {numberOfBytes} bytes from CSCD {sourceIndex} in transfers of {streamDeviceTransferLength} and drop them";
    private const string Held = "; hold the data for the client";

    private static readonly Dictionary<byte, string> Sentences = new()
    {
        [0x00] = BlockToStream,
        [0x01] = StreamToBlock,
        [0x02] = BlockToBlock,
        [0x03] = StreamToStream,
        [0x04] = "write {inlineDataNumberOfBytes} bytes of inline data from offset {inlineDataOffset} to CSCD {destinationIndex} in transfers of {streamDeviceTransferLength}",
        [0x05] = "write the embedded data to CSCD {destinationIndex} in transfers of {streamDeviceTransferLength}",
        [0x06] = Discard,
        [0x07] = "check that CSCD {sourceIndex} can be reached",
        [0x08] = "read {numberOfBytes} bytes from LBA {blockDeviceLba} + {blockDeviceByteOffset} bytes of CSCD {sourceIndex}, write them to CSCD {destinationIndex} in transfers of {streamDeviceTransferLength}",
        [0x09] = "read CSCD {sourceIndex} in transfers of {streamDeviceTransferLength}, write {numberOfBytes} bytes from LBA {blockDeviceLba} + {blockDeviceByteOffset} bytes of CSCD {destinationIndex}",
        [0x0A] = "copy {numberOfBytes} bytes from LBA {sourceLba} + {sourceByteOffset} bytes of CSCD {sourceIndex} to LBA {destinationLba} + {destinationByteOffset} bytes of CSCD {destinationIndex}",
        [0x0B] = BlockToStream + Held,
        [0x0C] = StreamToBlock + Held,
        [0x0D] = BlockToBlock + Held,
        [0x0E] = StreamToStream + Held,
        [0x0F] = Discard + Held,
        [0x10] = "write {filemarkCount} filemarks to CSCD {destinationIndex}",
        [0x11] = "space CSCD {destinationIndex} by {count} of unit {code} (0 blocks, 1 filemarks, 2 sequential filemarks, 3 to end of data)",
        [0x12] = "locate CSCD {destinationIndex} to logical object {logicalObjectIdentifier}",
        [0x13] = "copy CSCD {sourceIndex} to CSCD {destinationIndex} as it is, up to {count} consecutive filemarks (0: end of data)",
        [0x14] = "register key {serviceActionReservationKey} with CSCD {destinationIndex}, where {reservationKey} is registered",
        [0x15] = "move the reservation of CSCD {destinationIndex} to the nexus of key {serviceActionReservationKey}",
        [0x16] = "copy {numberOfBlocks} blocks (0: to the end) from LBA {sourceLba} of CSCD {sourceIndex} to LBA {destinationLba} of CSCD {destinationIndex}",
        [0xBE] = "make ROD CSCD {destinationIndex} of ranges of CSCD {sourceIndex}",
        [0xBF] = "make ROD CSCD {destinationIndex} of {numberOfBlocks} blocks from LBA {lba} of CSCD {sourceIndex}",
        [0xC0] = "begin the write log of CSCD {destinationIndex}",
        [0xC1] = "hold the status of the write log of CSCD {destinationIndex}",
        [0xC2] = "hold up to {allocationLength} bytes of the write log of CSCD {destinationIndex} from offset {offset}",
        [0xC3] = "copy the write log of CSCD {destinationIndex} to the tape",
        [0xC4] = "clear the write log of CSCD {destinationIndex}",
        [0xC5] = "restore blocks {firstBlock} to before {endBlock} of stream {stream} of write log {logIdentifier} of CSCD {sourceIndex} to LBA {destinationLba} of CSCD {destinationIndex}",
        [0xC6] = "the segments that follow write to the named stream of CSCD {destinationIndex}",
    };

    public static string Of(byte typeCode, IReadOnlyList<ScsiField> fields)
    {
        string sentence = Sentences.TryGetValue(typeCode, out string? known)
            ? Name().Replace(known, match => fields.FirstOrDefault(field => field.JsonName == match.Groups[1].Value)?.Text ?? match.Value)
            : string.Join(", ", fields);

        // What the sentence does not tell: bits that are set, and reserved ones.
        IEnumerable<string> notes = Sentences.ContainsKey(typeCode)
            ? fields.Where(field => (field.Type == ScsiFieldType.Flag && field.Text == "true") || field.Name == "RESERVED").Select(
                field => field.Type == ScsiFieldType.Flag ? field.Name : field.ToString())
            : [];
        return string.Join("; ", notes.Prepend(sentence));
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Name();
}
