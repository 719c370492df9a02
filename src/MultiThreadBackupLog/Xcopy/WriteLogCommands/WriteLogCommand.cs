using System;
using MultiThreadBackupLog.Scsi;

namespace MultiThreadBackupLog.Xcopy.WriteLogCommands;

/// <summary>The CDB of the vendor specific write log commands: operation code D4h, which T10 leaves to vendors (C0h to FFh).</summary>
/// <remarks>
/// <para>One CDB serves all operations; what an operation does not use is reserved and zero. docs/xcopy.md specifies them byte by
/// byte.</para>
/// <para>Reserved bits are kept from parsing to writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct WriteLogCommand
{
    /// <summary>OPERATION CODE.</summary>
    public const byte OperationCode = 0xD4;

    /// <summary>Encoded length in bytes.</summary>
    public const int EncodedLength = 16;

    private static readonly WireField ForceField = WireField.Flag("FORCE", 1, 7);
    private static readonly WireField CloseField = WireField.Flag("CLOSE", 1, 6);
    private static readonly WireField ImmedField = WireField.Flag("IMMED", 1, 5);
    private static readonly WireField OperationField = WireField.CodeBits(
        "SERVICE ACTION", 1, 4, 5, WireField.Names("initiate", "report status", "retrieve", "copy to medium", "clear"));

    private static readonly WireField OffsetField = WireField.Number("OFFSET", 2, 8);
    private static readonly WireField LengthField = WireField.Number("ALLOCATION OR PARAMETER LIST LENGTH", 10, 4);
    private static readonly WireField DeviceField = WireField.Number("DEVICE", 14, 1);

    internal static readonly WireLayout<WriteLogCommand> Wire = WireLayout<WriteLogCommand>.Command(
        "WRITE LOG", "vendor specific", OperationCode, EncodedLength,
        image => new WriteLogCommand(image), ForceField, CloseField, ImmedField, OperationField, OffsetField, LengthField, DeviceField);

    /// <summary>A layout for each operation with the fields that it uses, by which a decoder tells them apart.</summary>
    internal static readonly WireLayout[] OperationLayouts =
    [
        LayoutOf(WriteLogOperation.Initiate, "WRITE LOG / INITIATE", WireField.Number("PARAMETER LIST LENGTH", 10, 4)),
        LayoutOf(WriteLogOperation.ReportStatus, "WRITE LOG / REPORT STATUS", WireField.Number("ALLOCATION LENGTH", 10, 4)),
        LayoutOf(WriteLogOperation.Retrieve, "WRITE LOG / RETRIEVE", OffsetField, WireField.Number("ALLOCATION LENGTH", 10, 4)),
        LayoutOf(WriteLogOperation.CopyToMedium, "WRITE LOG / COPY TO MEDIUM", CloseField, ImmedField, WireField.Number("PARAMETER LIST LENGTH", 10, 4)),
        LayoutOf(WriteLogOperation.Clear, "WRITE LOG / CLEAR", ForceField, WireField.Number("PARAMETER LIST LENGTH", 10, 4)),
    ];

    private readonly WireImage _image;

    private WriteLogCommand(WireImage image) => _image = image;

    /// <summary>Gets SERVICE ACTION (byte 1 bits 4 to 0): what is asked for; a value without a name is to be refused with
    /// 24h/00h.</summary>
    public WriteLogOperation Operation => (WriteLogOperation)OperationField.Get(_image);

    /// <summary>Gets OFFSET (bytes 2 to 9): for RETRIEVE the first byte of the log that is wanted.</summary>
    public ulong OffsetBytes => OffsetField.Get(_image);

    /// <summary>Gets bytes 10 to 13: ALLOCATION LENGTH of REPORT STATUS and RETRIEVE, PARAMETER LIST LENGTH of the others.</summary>
    public uint LengthBytes => (uint)LengthField.Get(_image);

    /// <summary>Gets DEVICE (byte 14): 0 the tape that is addressed or the copy manager's only one, n its n-th.</summary>
    public byte Device => (byte)DeviceField.Get(_image);

    /// <summary>Gets FORCE (byte 1 bit 7): for CLEAR whether a log that is still open is thrown away too.</summary>
    public bool Force => ForceField.GetFlag(_image);

    /// <summary>Gets CLOSE (byte 1 bit 6): for COPY TO MEDIUM whether the log is closed and copied whole; otherwise an increment is
    /// written.</summary>
    public bool Close => CloseField.GetFlag(_image);

    /// <summary>Gets IMMED (byte 1 bit 5): for COPY TO MEDIUM whether the copy may stay in the buffer of the drive.</summary>
    public bool Immed => ImmedField.GetFlag(_image);

    /// <summary>Makes the CDB that begins a log.</summary>
    /// <param name="parameterListLengthBytes">The length of the encoded <see cref="WriteLogInitiateParameters"/>.</param>
    /// <param name="device">DEVICE.</param>
    /// <returns>The CDB.</returns>
    public static WriteLogCommand Initiate(uint parameterListLengthBytes, byte device = 0) =>
        Of(WriteLogOperation.Initiate, 0, parameterListLengthBytes, device);

    /// <summary>Makes the CDB that asks for the status of a log.</summary>
    /// <param name="allocationLengthBytes">The most bytes to receive.</param>
    /// <param name="device">DEVICE.</param>
    /// <returns>The CDB.</returns>
    public static WriteLogCommand ReportStatus(uint allocationLengthBytes, byte device = 0) =>
        Of(WriteLogOperation.ReportStatus, 0, allocationLengthBytes, device);

    /// <summary>Makes the CDB that asks for bytes of a log.</summary>
    /// <param name="offsetBytes">The first byte of the log that is wanted.</param>
    /// <param name="allocationLengthBytes">The most bytes to receive, the header of 40 bytes included.</param>
    /// <param name="device">DEVICE.</param>
    /// <returns>The CDB.</returns>
    public static WriteLogCommand Retrieve(ulong offsetBytes, uint allocationLengthBytes, byte device = 0) =>
        Of(WriteLogOperation.Retrieve, offsetBytes, allocationLengthBytes, device);

    /// <summary>Makes the CDB that has a copy of the log written to the tape.</summary>
    /// <param name="close">Whether the log is closed and copied whole; otherwise an increment is written and the log goes on.</param>
    /// <param name="immed">Whether the copy may stay in the buffer of the drive.</param>
    /// <param name="device">DEVICE.</param>
    /// <param name="namesLog">Whether a <see cref="WriteLogIdentity"/> comes with it, so that nothing is done to another log; otherwise whichever log is open is
    /// meant. Who relies on the copy of a log names it.</param>
    /// <returns>The CDB.</returns>
    public static WriteLogCommand CopyToMedium(bool close, bool immed = false, byte device = 0, bool namesLog = false) =>
        new(Of(WriteLogOperation.CopyToMedium, 0, namesLog ? (uint)WriteLogIdentity.EncodedLength : 0, device)._image.With(CloseField, close).With(ImmedField, immed));

    /// <summary>Makes the CDB that frees the memory of a log. A <see cref="WriteLogIdentity"/> comes with it.</summary>
    /// <param name="force">Whether a log that is still open is thrown away too.</param>
    /// <param name="device">DEVICE.</param>
    /// <returns>The CDB.</returns>
    public static WriteLogCommand Clear(bool force = false, byte device = 0) =>
        new(Of(WriteLogOperation.Clear, 0, WriteLogIdentity.EncodedLength, device)._image.With(ForceField, force));

    /// <summary>Decodes a CDB.</summary>
    /// <param name="source">The CDB.</param>
    /// <param name="command">The command, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset in the CDB.</param>
    /// <returns><see langword="false"/> for any unacceptable content, short input included; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out WriteLogCommand command, out ParseFault fault) =>
        Wire.TryParse(source, out command, out fault);

    /// <summary>Decodes a CDB; the throwing twin of <see cref="TryParse"/>.</summary>
    /// <param name="source">The CDB.</param>
    /// <returns>The command.</returns>
    /// <exception cref="ParseException">The content is not acceptable.</exception>
    public static WriteLogCommand Parse(ReadOnlySpan<byte> source) => Wire.Parse(source);

    /// <summary>Encodes the CDB.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The bytes written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => Wire.Write(_image, destination);

    private static WriteLogCommand Of(WriteLogOperation operation, ulong offsetBytes, uint lengthBytes, byte device) => new(default(WireImage)
        .With(OperationField, (ulong)operation)
        .With(OffsetField, offsetBytes)
        .With(LengthField, lengthBytes)
        .With(DeviceField, device));

    private static WireLayout<WriteLogCommand> LayoutOf(WriteLogOperation operation, string name, params WireField[] fields) =>
        WireLayout<WriteLogCommand>.Command(
            name, "vendor specific", OperationCode, EncodedLength, image => new WriteLogCommand(image),
            [WireField.CodeBits("SERVICE ACTION", 1, 4, 5).MustBe((ulong)operation), .. fields, DeviceField]);
}
