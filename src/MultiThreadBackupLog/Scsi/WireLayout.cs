using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi;

/// <summary>The layout of a wire structure of fixed length: its fields, and from them what is constant and what is reserved.</summary>
internal abstract class WireLayout
{
    private readonly WireImage _constants;
    private readonly WireImage _constantMask;
    private readonly WireImage _reservedMask;

    protected WireLayout(string name, string clause, int encodedLength, bool isCommand, WireField[] fields)
    {
        Name = name;
        Clause = clause;
        EncodedLength = encodedLength;
        IsCommand = isCommand;
        Fields = fields;
        WireImage known = default;
        foreach (WireField field in fields)
        {
            Guard.Invariant(field.StartBit + field.BitCount <= encodedLength * 8, "field " + field.Name + " lies inside " + name);
            known = field.AddTo(known);
            if (field.Constant is { } constant)
            {
                _constantMask = field.AddTo(_constantMask);
                _constants = _constants.Set(field.StartBit, field.BitCount, constant);
            }
        }

        // An image is zero behind the end of its structure, so the mask need not end there.
        _reservedMask = ~known;
    }

    /// <summary>Gets the name as the standard prints it.</summary>
    public string Name { get; }

    /// <summary>Gets the standard, and the clause by its title where numbers differ between its revisions.</summary>
    public string Clause { get; }

    public int EncodedLength { get; }

    /// <summary>Gets whether faults point into a CDB; otherwise they point into data.</summary>
    public bool IsCommand { get; }

    public IReadOnlyList<WireField> Fields { get; }

    /// <summary>Gets the device type that the structure is for, where another type has another one under the same code; otherwise null.</summary>
    protected PeripheralDeviceType? DeviceType { get; set; }

    /// <summary>Takes the structure's bytes. Constants are checked and not kept, so that a default value encodes as one that was decoded.</summary>
    public bool TryRead(ReadOnlySpan<byte> source, out WireImage image, out ParseFault fault)
    {
        image = default;
        if (source.Length < EncodedLength)
        {
            fault = IsCommand
                ? ParseFault.InCdb(string.Format(CultureInfo.InvariantCulture, "{0} needs {1} bytes, {2} are there", Name, EncodedLength, source.Length), source.Length)
                : ParseFault.TooShort(Name, EncodedLength, source.Length);
            return false;
        }

        WireImage read = WireImage.Read(source.Slice(0, EncodedLength));
        if ((read & _constantMask) != _constants)
        {
            fault = Mismatch(read);
            return false;
        }

        image = read & ~_constantMask;
        fault = default;
        return true;
    }

    /// <summary>Says whether every constant is there that lies before the end of the bytes.</summary>
    public bool HasConstants(ReadOnlySpan<byte> source)
    {
        foreach (WireField field in Fields)
        {
            if (field.Constant is { } constant && field.StartBit + field.BitCount <= source.Length * 8 && field.Get(source) != constant)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the structure and its constants.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Write(in WireImage image, Span<byte> destination)
    {
        if (destination.Length < EncodedLength)
        {
            throw new ArgumentException(
                string.Format(CultureInfo.InvariantCulture, "{0} needs {1} bytes.", Name, EncodedLength), nameof(destination));
        }

        (image | _constants).CopyTo(destination.Slice(0, EncodedLength));
        return EncodedLength;
    }

    /// <summary>The first reserved bit that is set, as a device server that minds it would report it, or null.</summary>
    public ParseFault? FindReserved(in WireImage image)
    {
        WireImage reserved = image & _reservedMask;
        if (reserved.IsZero)
        {
            return null;
        }

        int bit = 0;
        while (reserved.Get(bit, 1) == 0)
        {
            bit++;
        }

        string reason = "a bit of " + Name + " that the standard reserves is set";
        return IsCommand ? ParseFault.InCdb(reason, bit / 8, 7 - (bit % 8)) : ParseFault.InData(reason, bit / 8, 7 - (bit % 8));
    }

    /// <summary>Says whether the structure is one of a device type: 1 when it is its own, 0 when it is of no type, -1 when it is another's.</summary>
    public int Suits(PeripheralDeviceType deviceType) => DeviceType is not { } own ? 0 : own == deviceType ? 1 : -1;

    public IReadOnlyList<ScsiField> Describe(in WireImage image)
    {
        var bytes = new byte[EncodedLength];
        Write(image, bytes);
        List<ScsiField> fields = Fields.Select(field => field.Describe(bytes)).ToList();
        WireImage reserved = image & _reservedMask;
        if (!reserved.IsZero)
        {
            reserved.CopyTo(bytes);
            fields.Add(ScsiField.OfBytes("RESERVED", bytes, 0, "bits that the standard reserves"));
        }

        return fields;
    }

    private ParseFault Mismatch(in WireImage read)
    {
        foreach (WireField field in Fields)
        {
            if (field.Constant is { } constant && field.Get(read) != constant)
            {
                string reason = string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} has {1} {2}, not {3}",
                    Name,
                    field.Name,
                    HexText.Code(constant, field.BitCount),
                    HexText.Code(field.Get(read), field.BitCount));
                return IsCommand
                    ? ParseFault.InCdb(reason, field.ByteOffset, field.Bit, field.MismatchCode)
                    : ParseFault.InData(reason, field.ByteOffset, field.Bit, field.MismatchCode);
            }
        }

        throw new InvalidOperationException("Internal error: no constant of " + Name + " differs.");
    }
}
