using System;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>Mode parameters of a sequential device: header, block descriptor and pages (SPC-4, mode parameter list; SSC-3 for the header).</summary>
/// <remarks>
/// <para>Pages are carried as bytes. More than one block descriptor, and long ones, are kept and not looked into.</para>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct ModeParameters
{
    private readonly WireBytes _bytes;

    /// <summary>Makes mode parameters.</summary>
    /// <param name="form">The header.</param>
    /// <param name="blockDescriptor">The block descriptor, or null for none.</param>
    /// <param name="bufferedMode">BUFFERED MODE, 0 to 7; 1 is buffered, 0 reports a block as written when it is on the medium.</param>
    /// <param name="isWriteProtected">Whether the cartridge is write protected (WP); 0 in a MODE SELECT.</param>
    /// <param name="isForSelect">Whether the list is for MODE SELECT, in which MODE DATA LENGTH is reserved.</param>
    /// <param name="pages">The mode pages.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bufferedMode"/> or <paramref name="form"/> is out of its range.</exception>
    /// <exception cref="ArgumentException">The pages are more than the form can count.</exception>
    public ModeParameters(
        ModeParameterForm form,
        ModeBlockDescriptor? blockDescriptor,
        byte bufferedMode = 1,
        bool isWriteProtected = false,
        bool isForSelect = true,
        ReadOnlySpan<byte> pages = default)
    {
        ModeHeader header = ModeHeader.Of(form);
        int descriptorLength = blockDescriptor is null ? 0 : ModeBlockDescriptor.EncodedLength;
        var bytes = new byte[header.Length + descriptorLength + pages.Length];
        header.BufferedMode.Set(bytes, header.BufferedMode.Check((ulong)bufferedMode, nameof(bufferedMode)));
        header.WriteProtected.Set(bytes, isWriteProtected);
        header.DescriptorLength.Set(bytes, (ulong)descriptorLength);
        if (!isForSelect)
        {
            int counted = bytes.Length - header.CountedFrom;
            if (counted >> header.DataLength.BitCount != 0)
            {
                throw new ArgumentException("The pages are more than the form can count.", nameof(pages));
            }

            header.DataLength.Set(bytes, (ulong)counted);
        }

        blockDescriptor?.Write(bytes.AsSpan(header.Length));
        pages.CopyTo(bytes.AsSpan(header.Length + descriptorLength));
        Form = form;
        _bytes = new WireBytes(bytes);
    }

    private ModeParameters(ModeParameterForm form, WireBytes bytes)
    {
        Form = form;
        _bytes = bytes;
    }

    /// <summary>Gets which header the parameters have.</summary>
    public ModeParameterForm Form { get; }

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets the bytes that follow MODE DATA LENGTH in a MODE SENSE; 0 in a MODE SELECT.</summary>
    public int ModeDataLength => (int)Header.DataLength.Get(_bytes.Span);

    /// <summary>Gets the MEDIUM TYPE.</summary>
    public byte MediumType => (byte)Header.MediumType.Get(_bytes.Span);

    /// <summary>Gets whether the cartridge is write protected (WP).</summary>
    public bool IsWriteProtected => Header.WriteProtected.GetFlag(_bytes.Span);

    /// <summary>Gets BUFFERED MODE: with 0 good status says that a block is on the medium.</summary>
    public byte BufferedMode => (byte)Header.BufferedMode.Get(_bytes.Span);

    /// <summary>Gets SPEED; 0 is the default of the device.</summary>
    public byte Speed => (byte)Header.Speed.Get(_bytes.Span);

    /// <summary>Gets the first block descriptor, or null when there is none of 8 bytes.</summary>
    public ModeBlockDescriptor? BlockDescriptor =>
        DescriptorBytes > 0
        && DescriptorBytes % ModeBlockDescriptor.EncodedLength == 0
        && ModeBlockDescriptor.TryParse(_bytes.Span.Slice(Header.Length), out ModeBlockDescriptor descriptor, out _)
            ? descriptor
            : null;

    /// <summary>Gets the mode pages as bytes.</summary>
    public ReadOnlyMemory<byte> Pages => _bytes.Memory.Slice(Math.Min(_bytes.Length, Header.Length + DescriptorBytes));

    private ModeHeader Header => ModeHeader.Of(Form == ModeParameterForm.Ten ? Form : ModeParameterForm.Six);

    private int DescriptorBytes => (int)Header.DescriptorLength.Get(_bytes.Span);

    /// <summary>Decodes mode parameters; what follows a stated length is not looked at.</summary>
    /// <param name="source">The data-in of MODE SENSE or the data-out of MODE SELECT.</param>
    /// <param name="form">Which header they have.</param>
    /// <param name="parameters">The parameters, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for input that ends before its block descriptors do; content never throws.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="form"/> is not of the enumeration.</exception>
    public static bool TryParse(ReadOnlySpan<byte> source, ModeParameterForm form, out ModeParameters parameters, out ParseFault fault)
    {
        ModeHeader header = ModeHeader.Of(form);
        parameters = default;
        int needed = header.Length + (source.Length < header.Length ? 0 : (int)header.DescriptorLength.Get(source));
        if (source.Length < needed)
        {
            fault = ParseFault.TooShort("a mode parameter list", needed, source.Length);
            return false;
        }

        // MODE DATA LENGTH is 0 in a MODE SELECT, whose list ends with the data.
        int stated = (int)header.DataLength.Get(source);
        int length = stated == 0 ? source.Length : Math.Min(source.Length, header.CountedFrom + stated);
        if (length < needed)
        {
            fault = ParseFault.InData("MODE DATA LENGTH ends before the block descriptors", 0);
            return false;
        }

        parameters = new ModeParameters(form, WireBytes.Copy(source.Slice(0, length)));
        fault = default;
        return true;
    }

    /// <summary>Decodes mode parameters; what follows a stated length is not looked at.</summary>
    /// <param name="source">The data-in of MODE SENSE or the data-out of MODE SELECT.</param>
    /// <param name="form">Which header they have.</param>
    /// <returns>The parameters.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="form"/> is not of the enumeration.</exception>
    public static ModeParameters Parse(ReadOnlySpan<byte> source, ModeParameterForm form) =>
        TryParse(source, form, out ModeParameters parameters, out ParseFault fault) ? parameters : throw fault.ToException();

    /// <summary>Encodes the parameters.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);
}
