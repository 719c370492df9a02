using System;
using System.Linq;

namespace MultiThreadBackupLog.Tests.Support;

/// <content>What each segment type processes (SPC-4 table 115), and what becomes of the residue (table 116).</content>
internal sealed partial class NaiveCopyManager
{
    private sealed partial class Run
    {
        private bool Cat => (_segment[1] & 1) != 0;

        private bool Dc => (_segment[1] & 2) != 0;

        private bool IsHeld => _segment[0] is >= 0x0B and <= 0x0F;

        private void RunSegment()
        {
            switch (_segment[0])
            {
                case 0x00 or 0x0B:
                    BlockToStream();
                    break;
                case 0x01 or 0x0C:
                    StreamToBlock();
                    break;
                case 0x02 or 0x0D:
                    BlockToBlock();
                    break;
                case 0x03 or 0x0E:
                    StreamToStream();
                    break;
                case 0x04 or 0x05:
                    BytesToStream();
                    break;
                case 0x06 or 0x0F:
                    StreamToDiscard();
                    break;
                case 0x08:
                    BlockOffsetToStream();
                    break;
                case 0x09:
                    StreamToBlockOffset();
                    break;
                case 0x0A:
                    BlockOffsetToBlockOffset();
                    break;
                default:
                    RunWithoutResidue();
                    break;
            }
        }

        // 00h, 0Bh: as many source blocks as are given; whole tape blocks go out.
        private void BlockToStream()
        {
            (Party from, Party to) = (FindDisk(4), FindTape(6));
            long count = (long)U(_segment, 14, 2) * from.BlockLength;
            Input input = ReadBlocks(from, U(_segment, 16, 8));
            Output output = WriteStream(to, (int)U(_segment, 9, 3));
            Data(count, input, output, limit: long.MaxValue, from.Pad, to.Pad, isOutputCounted: false);
        }

        // 01h, 0Ch: as much tape as it takes to write so many disk blocks.
        private void StreamToBlock()
        {
            (Party from, Party to) = (FindTape(4), FindDisk(6));
            long bytes = (long)U(_segment, 14, 2) * to.BlockLength;
            Input input = ReadStream(from, (int)U(_segment, 9, 3));
            Output output = WriteBlocks(to, U(_segment, 16, 8));
            Data(Missing(bytes), input, output, bytes, from.Pad, to.Pad, isOutputCounted: true);
        }

        // 02h, 0Dh: counts source blocks with DC 0, destination blocks with DC 1.
        private void BlockToBlock()
        {
            (Party from, Party to) = (FindDisk(4), FindDisk(6));
            long blocks = (long)U(_segment, 10, 2);
            Input input = ReadBlocks(from, U(_segment, 12, 8));
            Output output = WriteBlocks(to, U(_segment, 20, 8));
            if (Dc)
            {
                Data(Missing(blocks * to.BlockLength), input, output, blocks * to.BlockLength, from.Pad, to.Pad, isOutputCounted: true);
            }
            else
            {
                Data(blocks * from.BlockLength, input, output, long.MaxValue, from.Pad, to.Pad, isOutputCounted: false);
            }
        }

        // 03h, 0Eh: BYTE COUNT.
        private void StreamToStream()
        {
            (Party from, Party to) = (FindTape(4), FindTape(6));
            Input input = ReadStream(from, (int)U(_segment, 9, 3));
            Output output = WriteStream(to, (int)U(_segment, 13, 3));
            Data((long)U(_segment, 16, 4), input, output, long.MaxValue, from.Pad, to.Pad, isOutputCounted: false);
        }

        // 04h, 05h: appended to the destination data, past whatever source data there are. As if source PAD were 0.
        private void BytesToStream()
        {
            Party to = FindTape(6);
            byte[] bytes;
            if (_segment[0] == 0x04)
            {
                (long offset, long number) = ((long)U(_segment, 12, 4), (long)U(_segment, 16, 4));
                CheckGranularity(number, _manager.Parameters.InlineDataGranularityExponent);
                if (offset + number > _inlineLength)
                {
                    throw Abort(0x260B, "the inline data end before");
                }

                bytes = _list.AsSpan(_inlineBegin + (int)offset, (int)number).ToArray();
            }
            else
            {
                bytes = _segment.AsSpan(16, (int)U(_segment, 12, 2)).ToArray();
            }

            Output output = WriteStream(to, (int)U(_segment, 9, 3));
            Expect(bytes.Length, output, long.MaxValue, to.Pad);
            _destination.AddRange(bytes);
            WriteOut(output, long.MaxValue);
            EndOfSegment(output, sourcePad: false, to.Pad, isOutputCounted: false);
        }

        // 06h, 0Fh: removed from the source data. As if destination PAD were 0.
        private void StreamToDiscard()
        {
            Party from = FindTape(4);
            long count = (long)U(_segment, 12, 4);
            CheckGranularity(count, _manager.Parameters.DataSegmentGranularityExponent);
            Input input = ReadStream(from, (int)U(_segment, 9, 3));
            while (count > 0)
            {
                Fill(input);
                int taken = (int)Math.Min(count, _source.Count);
                if (IsHeld)
                {
                    _held.AddRange(_source.Take(taken));
                }

                _source.RemoveRange(0, taken);
                count -= taken;
            }

            EndOfSegment(null, from.Pad, destinationPad: false, isOutputCounted: false);
        }

        // 08h: the blocks around the range are read, the range becomes source data, and so many bytes are processed.
        private void BlockOffsetToStream()
        {
            (Party from, Party to) = (FindDisk(4), FindTape(6));
            long number = (long)U(_segment, 12, 4);
            Output output = WriteStream(to, (int)U(_segment, 9, 3));
            Input input = ReadBytes(from, U(_segment, 16, 8), (int)U(_segment, 26, 2), number);
            Range(number, input, output, long.MaxValue, from.Pad, to.Pad, isOutputCounted: false);
        }

        // 09h: so many bytes are written, those of the blocks around them stay.
        private void StreamToBlockOffset()
        {
            (Party from, Party to) = (FindTape(4), FindDisk(6));
            long number = (long)U(_segment, 12, 4);
            Input input = ReadStream(from, (int)U(_segment, 9, 3));
            Output output = WriteBytes(to, U(_segment, 16, 8), (int)U(_segment, 26, 2));
            Data(Missing(number), input, output, number, from.Pad, to.Pad, isOutputCounted: true);
        }

        private void BlockOffsetToBlockOffset()
        {
            (Party from, Party to) = (FindDisk(4), FindDisk(6));
            long number = (long)U(_segment, 8, 4);
            Input input = ReadBytes(from, U(_segment, 12, 8), (int)U(_segment, 28, 2), number);
            Output output = WriteBytes(to, U(_segment, 20, 8), (int)U(_segment, 30, 2));
            Range(number, input, output, number, from.Pad, to.Pad, isOutputCounted: true);
        }

        private long Missing(long bytes) => Math.Max(0, bytes - _destination.Count);

        /// <summary>Processes a count of bytes: source data become destination data, and whole blocks go out.</summary>
        /// <param name="count">The bytes to process.</param>
        /// <param name="input">Where more source data come from.</param>
        /// <param name="output">Where destination data go.</param>
        /// <param name="limit">How many bytes the segment writes at most.</param>
        /// <param name="sourcePad">PAD of the source.</param>
        /// <param name="destinationPad">PAD of the destination.</param>
        /// <param name="isOutputCounted">Whether the segment counts what it writes, which is note a of the table.</param>
        private void Data(long count, Input input, Output output, long limit, bool sourcePad, bool destinationPad, bool isOutputCounted)
        {
            CheckGranularity(count, _manager.Parameters.DataSegmentGranularityExponent);
            Expect(count, output, limit, destinationPad);
            WriteOut(output, limit);
            while (count > 0)
            {
                Fill(input);
                int moved = (int)Math.Min(count, _source.Count);
                Move(moved);
                count -= moved;
                WriteOut(output, limit);
            }

            EndOfSegment(output, sourcePad, destinationPad, isOutputCounted);
        }

        // 08h and 0Ah bring the whole range in first, behind what is left of the source data, so that residue of before moves in its place.
        private void Range(long count, Input input, Output output, long limit, bool sourcePad, bool destinationPad, bool isOutputCounted)
        {
            CheckGranularity(count, _manager.Parameters.DataSegmentGranularityExponent);
            Expect(count, output, limit, destinationPad);
            WriteOut(output, limit);
            for (long left = count; left > 0;)
            {
                byte[] read = input();
                _source.AddRange(read);
                left -= read.Length;
                Move(read.Length);
                WriteOut(output, limit);
            }

            EndOfSegment(output, sourcePad, destinationPad, isOutputCounted);
        }

        private void Fill(Input input)
        {
            if (_source.Count == 0)
            {
                _source.AddRange(input());
            }
        }

        private void Move(int count)
        {
            if (IsHeld)
            {
                _held.AddRange(_source.Take(count));
            }

            _destination.AddRange(_source.Take(count));
            _source.RemoveRange(0, count);
        }

        /// <summary>Writes whole blocks while there are any and the segment may write more.</summary>
        private void WriteOut(Output output, long limit)
        {
            while (_segmentWritten < limit)
            {
                // An output by bytes has no unit: all of it goes out that may.
                int length = output.IsByBytes ? (int)Math.Min(Math.Min(_destination.Count, limit - _segmentWritten), output.RoomInBlock!()) : output.Unit;
                if (_destination.Count < length || _destination.Count == 0)
                {
                    return;
                }

                Put(output, length);
            }
        }

        private void Put(Output output, int length)
        {
            if (length == 0)
            {
                throw Abort(0x2600, "the transfer length is 0");
            }

            output.Write(_destination.Take(length).ToArray());
            _destination.RemoveRange(0, length);
            _written += length;
            _segmentWritten += length;
        }

        /// <summary>Says how much the segment is to write, for the residual of a failure.</summary>
        private void Expect(long count, Output output, long limit, bool destinationPad)
        {
            long available = _destination.Count + count;
            int unit = output.Unit;
            if (unit == 0 && !output.IsByBytes && available > 0)
            {
                throw Abort(0x2600, "the transfer length is 0"); // The list's fault, before anything moves.
            }

            _residualUnit = output.ResidualUnit;
            if (output.IsByBytes || unit == 0)
            {
                _toWrite = Math.Min(limit, available);
                return;
            }

            _toWrite = Math.Min(limit, available / unit * unit);
            if (!Cat && destinationPad && limit == long.MaxValue && available % unit != 0)
            {
                _toWrite += unit;
            }
        }

        /// <summary>The table of PAD and CAT. A missing output is that of 06h and 0Fh.</summary>
        private void EndOfSegment(Output? output, bool sourcePad, bool destinationPad, bool isOutputCounted)
        {
            if (Cat)
            {
                // All is kept; behind the last segment nobody asks for it.
                return;
            }

            if (destinationPad)
            {
                if (isOutputCounted && _destination.Count > 0)
                {
                    throw Abort(0x260A, "destination data remain behind the count");
                }

                if (sourcePad)
                {
                    _source.Clear();
                }

                if (_destination.Count > 0)
                {
                    _destination.AddRange(new byte[(output!.Unit - (_destination.Count % output.Unit)) % output.Unit]);
                    WriteOut(output, long.MaxValue);
                }

                return;
            }

            if (sourcePad)
            {
                _source.Clear();
                _destination.Clear();
                return;
            }

            if (_source.Count > 0 || _destination.Count > 0)
            {
                throw Abort(0x260A, _source.Count + " bytes of source data and " + _destination.Count + " of destination data remain");
            }
        }
    }
}
