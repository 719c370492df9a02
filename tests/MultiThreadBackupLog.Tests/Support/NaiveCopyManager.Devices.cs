using System;
using System.Buffers.Binary;
using MultiThreadBackupLog.Disk;
using MultiThreadBackupLog.Tape;

namespace MultiThreadBackupLog.Tests.Support;

/// <content>How blocks come and go, and the segments that move no data.</content>
internal sealed partial class NaiveCopyManager
{
    /// <summary>Gives the next block of a source.</summary>
    private delegate byte[] Input();

    /// <summary>Takes whole blocks.</summary>
    private sealed class Output
    {
        /// <summary>Gets the length of a whole block; 0 where the transfer length says so.</summary>
        public required int Unit { get; init; }

        /// <summary>Gets whether any number of bytes may be written (byte offset forms).</summary>
        public bool IsByBytes { get; init; }

        /// <summary>Gets in which unit a residual counts.</summary>
        public required int ResidualUnit { get; init; }

        public required Action<byte[]> Write { get; init; }

            /// <summary>Gets, for the byte offset forms, how many bytes are left of the block that is next: each block is a write of its own.</summary>
            public Func<int>? RoomInBlock { get; init; }
    }

    private sealed partial class Run
    {
        private static CopyAbortedException Failed(Party party, object result) => Abort(0x0D01, result.ToString()!, party.Offset);

        private static Input ReadBlocks(Party party, ulong block) => () =>
        {
            var bytes = new byte[party.BlockLength];
            Check(party, block > long.MaxValue ? OutOfRange : party.Disk.Read((long)block, bytes));
            block++;
            return bytes;
        };

        private static Output WriteBlocks(Party party, ulong block) => new()
        {
            Unit = party.BlockLength,
            ResidualUnit = party.BlockLength,
            Write = bytes =>
            {
                Check(party, block > long.MaxValue ? OutOfRange : party.Disk.Write((long)block, bytes));
                block++;
            },
        };

        // A range of bytes, one piece of a block at a time.
        private static Input ReadBytes(Party party, ulong block, int offset, long number)
        {
            Input blocks = ReadBlocks(party, block + (ulong)(offset / party.BlockLength));
            offset %= party.BlockLength;
            return () =>
            {
                byte[] piece = blocks().AsSpan(offset, (int)Math.Min(number, party.BlockLength - offset)).ToArray();
                number -= piece.Length;
                offset = 0;
                return piece;
            };
        }

        private static Output WriteBytes(Party party, ulong block, int offset)
        {
            block += (ulong)(offset / party.BlockLength);
            offset %= party.BlockLength;
            return new Output
            {
                Unit = 0,
                IsByBytes = true,
                RoomInBlock = () => party.BlockLength - offset,
                ResidualUnit = party.BlockLength,
                Write = bytes =>
                {
                    for (int done = 0; done < bytes.Length;)
                    {
                        int piece = Math.Min(bytes.Length - done, party.BlockLength - offset);
                        byte[] old = ReadBlocks(party, block)();
                        bytes.AsSpan(done, piece).CopyTo(old.AsSpan(offset));
                        Check(party, party.Disk.Write((long)block, old));
                        done += piece;
                        offset = (offset + piece) % party.BlockLength;
                        block += offset == 0 ? 1UL : 0;
                    }
                },
            };
        }

        // FIXED 0: a command moves one block of the transfer length. FIXED 1: as many blocks of the descriptor's length as the transfer length says.
        private static Input ReadStream(Party party, int transferLength)
        {
            int unit = Unit(party, transferLength);
            return () =>
            {
                if (unit == 0)
                {
                    throw Abort(0x2600, "the transfer length is 0");
                }

                var bytes = new byte[unit];
                TapeResult result = party.Tape.ReadBlock(bytes);
                return result.IsSuccess && result.TransferredBytes == unit ? bytes : throw Failed(party, result);
            };
        }

        private static Output WriteStream(Party party, int transferLength) => new()
        {
            Unit = Unit(party, transferLength),
            ResidualUnit = party.IsFixed ? party.BlockLength : 1,
            Write = bytes =>
            {
                TapeResult result = party.Tape.WriteBlock(bytes);
                if (!result.IsSuccess)
                {
                    throw Failed(party, result);
                }
            },
        };

        private static int Unit(Party party, int transferLength) => party.IsFixed ? (transferLength == 0 ? 0 : party.BlockLength) : transferLength;

        private static StorageResult OutOfRange => StorageResult.Failure(StorageCondition.OutOfRange, "no disk has so many blocks");

        private static void Check(Party party, StorageResult result)
        {
            if (!result.IsSuccess)
            {
                throw Failed(party, result);
            }
        }

        private static void Check(Party party, TapeResult result)
        {
            if (!result.IsSuccess)
            {
                throw Failed(party, result);
            }
        }

        // The rest: residue is kept as with CAT 1.
        private void RunWithoutResidue()
        {
            switch (_segment[0])
            {
                case 0x07:
                    Party verified = Find(4);
                    if ((_segment[8] & 1) != 0 && verified.Device is BlockStorage)
                    {
                        Check(verified, verified.Disk.CheckReady());
                    }
                    else if ((_segment[8] & 1) != 0)
                    {
                        Check(verified, verified.Tape.ReadPosition(out _));
                    }

                    break;
                case 0x10:
                    Party marked = FindTape(6);
                    Check(marked, marked.Tape.WriteFilemarks((int)U(_segment, 9, 3), (_segment[8] & 1) != 0));
                    break;
                case 0x11:
                    Party spaced = FindTape(6);
                    if ((_segment[8] & 0xF) > 3)
                    {
                        throw Failed(spaced, "there are no setmarks");
                    }

                    Check(spaced, spaced.Tape.Space((SpaceUnit)(_segment[8] & 0xF), BinaryPrimitives.ReadInt32BigEndian(_segment.AsSpan(8)) << 8 >> 8));
                    break;
                case 0x12:
                    Party located = FindTape(6);
                    Check(located, located.Tape.ReadPosition(out TapePositionReport here));
                    Check(located, located.Tape.Locate(new TapePosition(here.Position.Partition, (long)U(_segment, 8, 4))));
                    break;
                case 0x13:
                    CopyTape(FindTape(4), FindTape(6), (long)U(_segment, 8, 4));
                    break;
                case 0x16:
                    CopyDisk(FindDisk(4), FindDisk(6));
                    break;
                case 0xC6:
                    break;
                default:
                    throw Abort(0x2609, "segment type " + _segment[0].ToString("X2") + "h is not run");
            }
        }

        // Ends at the end of data of the source, or after so many filemarks in a row.
        private void CopyTape(Party from, Party to, long filemarks)
        {
            var block = new byte[0x10_0000];
            for (long inARow = 0; filemarks == 0 || inARow < filemarks;)
            {
                TapeResult result = from.Tape.ReadBlock(block);
                if (result.Condition == TapeCondition.EndOfData)
                {
                    return;
                }

                if (result.Condition == TapeCondition.Filemark)
                {
                    inARow++;
                    Check(to, to.Tape.WriteFilemarks(1, isImmediate: true));
                    continue;
                }

                Check(from, result);
                inARow = 0;
                Check(to, to.Tape.WriteBlock(block.AsSpan(0, result.TransferredBytes)));
                _written += result.TransferredBytes;
            }
        }

        private void CopyDisk(Party from, Party to)
        {
            if (from.BlockLength != to.BlockLength)
            {
                throw Abort(0x0D03, "the disks have blocks of different lengths");
            }

            (ulong source, ulong destination, long count) = (U(_segment, 8, 8), U(_segment, 16, 8), (long)U(_segment, 24, 4));
            if (count == 0)
            {
                count = Math.Min(
                    Math.Max(0, from.Disk.BlockCount - (long)Math.Min(source, long.MaxValue)),
                    Math.Max(0, to.Disk.BlockCount - (long)Math.Min(destination, long.MaxValue)));
            }

            Input input = ReadBlocks(from, source);
            Output output = WriteBlocks(to, destination);
            (_toWrite, _residualUnit) = (count * to.BlockLength, to.BlockLength);
            for (; count > 0; count--)
            {
                output.Write(input());
                _written += to.BlockLength;
                _segmentWritten += to.BlockLength;
            }
        }
    }
}
