using System;
using System.Collections.Generic;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Scsi;
using MultiThreadBackupLog.Tape;
using MultiThreadBackupLog.Xcopy;
using MultiThreadBackupLog.Xcopy.Cscd;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>
/// The model of a copy manager: runs an EXTENDED COPY parameter list one block after the other, straight from the text of the standard and as simply as can
/// be. Both residues are plain lists of bytes. Slow on purpose; whoever differs from it must show why.
/// </summary>
/// <remarks>
/// <para>Before the first segment the list is judged by <see cref="OperatingParameters.TryValidate"/>, which has vectors of its own. From there on every field is taken
/// from the bytes by its offset; no segment structure of the library is used.</para>
/// <para>Where the standard leaves a choice, or the sources are silent, this model says:</para>
/// <list type="bullet">
/// <item>As much as possible is written before more is read: a source is read one block at a time, when the residual source data are used up, and every whole
/// destination block goes out at once. So what stands on the destination at a failure is all that could.</item>
/// <item>The whole block of a tape with FIXED 1 is one block of STREAM BLOCK LENGTH bytes, however many a command moves.</item>
/// <item>A tape block of another length than the unit, a filemark and the end of data end a read with CHECK CONDITION, since SILI is 0: 0Dh/01h.</item>
/// <item>A device that is not known, a null device, and an index beyond the list: 08h/04h. A device of another kind than its descriptor says:
/// 0Dh/03h. A descriptor of another kind than the segment type needs: 26h/0Ch. A block length that is not the disk's, and a transfer length of 0 where data must move: 26h/00h.</item>
/// <item>The data held by 0Bh to 0Eh are the bytes that are processed, those that move from source to destination data. Held data have no limit here.</item>
/// <item>The residual counts whole blocks, a byte range's last one and the padded one where PAD would have written one included.</item>
/// <item>14h and 15h are not run (26h/09h); a failed command is not tried again.</item>
/// <item>C6h does nothing: whose stream a block belongs to is not seen on the tape.</item>
/// </list>
/// </remarks>
internal sealed partial class NaiveCopyManager
{
    private readonly Dictionary<string, object> _devices = [];

    /// <summary>Gets or sets what the copy manager says of itself.</summary>
    public OperatingParameters Parameters { get; set; } = new();

    /// <summary>Gets or sets who learns of each segment's good end: its place in the list, and how many bytes of destination data it leaves.</summary>
    public Action<int, int>? AfterSegment { get; set; }

    /// <summary>Registers a device under a descriptor: its type code and bytes 4 to 27 are the name, what follows is the list's affair.</summary>
    public void Add<T>(in T descriptor, SequentialDevice tape)
        where T : struct, ICscdDescriptor => _devices[Name(Encode(descriptor))] = tape;

    /// <summary>Registers a device under a descriptor.</summary>
    public void Add<T>(in T descriptor, BlockStorage disk)
        where T : struct, ICscdDescriptor => _devices[Name(Encode(descriptor))] = disk;

    /// <summary>Runs a list to its end or to its first failure.</summary>
    public NaiveCopyOutcome Execute(ReadOnlySpan<byte> list, ListIdentifierFormat format = ListIdentifierFormat.Lid1)
    {
        if (!CopyParameterListReader.TryParse(list, format, out CopyParameterListReader reader, out ParseFault fault)
            || !Parameters.TryValidate(reader, out fault))
        {
            return new NaiveCopyOutcome
            {
                SenseKey = fault.SenseKey,
                SenseCode = Number(fault.SenseCode),
                FieldPointer = fault.ByteOffset,
                Reason = fault.ToString(),
            };
        }

        return new Run(this, list.ToArray(), format).ToEnd();
    }

    private static int Number(SenseCode code) => (code.AdditionalSenseCode << 8) | code.AdditionalSenseCodeQualifier;

    private static byte[] Encode<T>(in T descriptor)
        where T : struct, ICscdDescriptor
    {
        var bytes = new byte[descriptor.EncodedLength];
        descriptor.Write(bytes);
        return bytes;
    }

    private static string Name(byte[] descriptor) => descriptor[0].ToString("X2") + Convert.ToHexString(descriptor, 4, 24)
        + (descriptor.Length > 32 ? Convert.ToHexString(descriptor, 32, 32) : string.Empty);

    /// <summary>What ends a segment badly.</summary>
    private sealed class CopyAbortedException(int senseCode, string reason, int? fieldPointer = null) : Exception(reason)
    {
        public int SenseCode { get; } = senseCode;

        public int? FieldPointer { get; } = fieldPointer;
    }

    /// <summary>One end of a segment: a device and what its descriptor says of it.</summary>
    private sealed class Party
    {
        public required object Device { get; init; }

        public required int PeripheralDeviceType { get; init; }

        /// <summary>Gets the offset of the descriptor in the list.</summary>
        public required int Offset { get; init; }

        public required bool Pad { get; init; }

        public required bool IsFixed { get; init; }

        public required int BlockLength { get; init; }

        public bool IsTape => PeripheralDeviceType == 1;

        public SequentialDevice Tape => (SequentialDevice)Device;

        public BlockStorage Disk => (BlockStorage)Device;
    }

    /// <summary>One list on its way.</summary>
    private sealed partial class Run
    {
        private readonly NaiveCopyManager _manager;
        private readonly byte[] _list;
        private readonly int _cscdBegin;
        private readonly int _segmentBegin;
        private readonly int _inlineBegin;
        private readonly int _inlineLength;

        // The residues, which live from segment to segment.
        private readonly List<byte> _source = [];
        private readonly List<byte> _destination = [];
        private readonly List<byte> _held = [];

        private byte[] _segment = [];
        private bool _isLast;
        private long _written;

        // For the residual of the segment that runs: in bytes, and of which unit.
        private long _toWrite;
        private long _segmentWritten;
        private int _residualUnit;

        public Run(NaiveCopyManager manager, byte[] list, ListIdentifierFormat format)
        {
            _manager = manager;
            _list = list;
            bool isLid4 = format == ListIdentifierFormat.Lid4;
            _cscdBegin = isLid4 ? 48 : 16;
            _segmentBegin = _cscdBegin + (int)U(list, isLid4 ? 42 : 2, 2);
            _inlineBegin = _segmentBegin + (int)(isLid4 ? U(list, 44, 2) : U(list, 8, 4));
            _inlineLength = (int)(isLid4 ? U(list, 46, 2) : U(list, 12, 4));
        }

        public NaiveCopyOutcome ToEnd()
        {
            int index = 0;
            for (int at = _segmentBegin; at < _inlineBegin; index++)
            {
                int length = (int)U(_list, at + 2, 2) + 4;
                _segment = _list.AsSpan(at, length).ToArray();
                _isLast = at + length == _inlineBegin;
                (_toWrite, _segmentWritten, _residualUnit) = (0, 0, 0);
                try
                {
                    RunSegment();
                    _manager.AfterSegment?.Invoke(index, _destination.Count);
                }
                catch (CopyAbortedException e)
                {
                    return new NaiveCopyOutcome
                    {
                        SenseKey = SenseKey.CopyAborted,
                        SenseCode = e.SenseCode,
                        SegmentIndex = index,
                        IsResidualValid = _residualUnit > 0 && _segmentWritten > 0,
                        Residual = _residualUnit == 0 ? 0 : (_toWrite - _segmentWritten + _residualUnit - 1) / _residualUnit,
                        FieldPointer = e.FieldPointer,
                        Reason = e.Message,
                        HeldData = [.. _held],
                        SegmentsProcessed = index + 1,
                        WrittenBytes = _written,
                        ResidualSource = [.. _source],
                        ResidualDestination = [.. _destination],
                    };
                }

                at += length;
            }

            return new NaiveCopyOutcome
            {
                HeldData = [.. _held],
                SegmentsProcessed = index,
                WrittenBytes = _written,
                ResidualSource = [.. _source],
                ResidualDestination = [.. _destination],
            };
        }

        private static ulong U(byte[] bytes, int offset, int length)
        {
            ulong value = 0;
            for (int index = 0; index < length; index++)
            {
                value = (value << 8) | bytes[offset + index];
            }

            return value;
        }

        private static CopyAbortedException Abort(int senseCode, string reason, int? fieldPointer = null) => new(senseCode, reason, fieldPointer);

        /// <summary>Finds the device that an index of the segment names (bytes 4..5 the source, 6..7 the destination).</summary>
        private Party Find(int offsetInSegment)
        {
            int index = (int)U(_segment, offsetInSegment, 2);
            int offset = _cscdBegin + (32 * index);
            if (offset >= _segmentBegin)
            {
                throw Abort(0x0804, "index " + index + " is not in the list");
            }

            byte[] descriptor = _list.AsSpan(offset, _list[offset] is 0xEA or 0xEB ? 64 : 32).ToArray();
            if (descriptor[0] == 0xFF)
            {
                throw Abort(0x2600, "index " + index + " names the second half of a descriptor");
            }

            if ((descriptor[1] & 0x20) != 0 || !_manager._devices.TryGetValue(Name(descriptor), out object? device))
            {
                throw Abort(0x0804, "the device of index " + index + " is not reached", offset);
            }

            int type = descriptor[1] & 0x1F;
            if (type == 1 != device is SequentialDevice || type is not (0 or 1 or 4 or 5 or 7 or 0xE))
            {
                throw Abort(0x0D03, "the device of index " + index + " is not of type " + type, offset);
            }

            int blockLength = (int)U(descriptor, 29, 3);
            if (device is BlockStorage disk)
            {
                blockLength = blockLength == 0 ? disk.BlockLength : blockLength;
                if (blockLength != disk.BlockLength)
                {
                    throw Abort(0x2600, "the disk of index " + index + " has blocks of " + disk.BlockLength + " bytes", offset + 29);
                }
            }

            return new Party
            {
                Device = device,
                PeripheralDeviceType = type,
                Offset = offset,
                Pad = (descriptor[28] & 4) != 0,
                IsFixed = (descriptor[28] & 1) != 0,
                BlockLength = blockLength,
            };
        }

        private Party FindTape(int offsetInSegment) => Must(Find(offsetInSegment), isTape: true);

        private Party FindDisk(int offsetInSegment) => Must(Find(offsetInSegment), isTape: false);

        private static Party Must(Party party, bool isTape) => party.IsTape == isTape
            ? party
            : throw Abort(0x260C, "the segment needs " + (isTape ? "a tape" : "a block device"), party.Offset);

        /// <summary>Compares a count of bytes with a granularity, given as a power of two.</summary>
        private static void CheckGranularity(long bytes, byte exponent)
        {
            if (exponent < 63 && bytes % (1L << exponent) != 0)
            {
                throw Abort(0x260D, bytes + " bytes are no multiple of the granularity");
            }
        }
    }
}
