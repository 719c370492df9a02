using System;

namespace MultiThreadBackupLog.Scsi;

/// <summary>The layout of one structure, and the one core under its <c>TryParse</c>, <c>Parse</c> and <c>Write</c>.</summary>
internal sealed class WireLayout<T> : WireLayout
    where T : struct
{
    private readonly Func<WireImage, T> _create;

    public WireLayout(string name, string clause, int encodedLength, Func<WireImage, T> create, params WireField[] fields)
        : base(name, clause, encodedLength, false, fields) => _create = create;

    private WireLayout(string name, string clause, int encodedLength, Func<WireImage, T> create, WireField[] fields, bool isCommand)
        : base(name, clause, encodedLength, isCommand, fields) => _create = create;

    /// <summary>The layout of a CDB: the operation code comes first, the CONTROL byte last, and the other fields are given.</summary>
    public static WireLayout<T> Command(string name, string clause, byte operationCode, int encodedLength, Func<WireImage, T> create, params WireField[] fields)
    {
        var all = new WireField[fields.Length + 2];
        all[0] = WireField.Code("OPERATION CODE", 0, 1).MustBe(operationCode, SenseCode.InvalidCommandOperationCode);
        fields.CopyTo(all, 1);
        all[all.Length - 1] = WireField.Code("CONTROL", encodedLength - 1, 1);
        return new WireLayout<T>(name, clause, encodedLength, create, all, true);
    }

    /// <summary>Says that the layout is one of a device type only.</summary>
    public WireLayout<T> For(PeripheralDeviceType deviceType)
    {
        DeviceType = deviceType;
        return this;
    }

    public bool TryParse(ReadOnlySpan<byte> source, out T value, out ParseFault fault)
    {
        bool isAcceptable = TryRead(source, out WireImage image, out fault);
        value = isAcceptable ? _create(image) : default;
        return isAcceptable;
    }

    public T Parse(ReadOnlySpan<byte> source) => TryParse(source, out T value, out ParseFault fault) ? value : throw fault.ToException();
}
