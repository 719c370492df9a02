using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Scsi.Data;

/// <summary>One name of a logical unit, of a port or of a device: a designation descriptor (SPC-4, device identification VPD page).</summary>
/// <remarks>
/// <para>With PROTOCOL IDENTIFIER and PIV cleared its bytes are those of an E4h target descriptor of EXTENDED COPY.</para>
/// <para>The default value has no bytes. All bytes that were decoded are kept on writing. Immutable; safe to share between threads.</para>
/// </remarks>
public readonly record struct DesignationDescriptor
{
    /// <summary>The length in bytes of the part before the designator.</summary>
    public const int HeaderLength = 4;

    internal static readonly WireField DesignatorLengthField = WireField.Number("DESIGNATOR LENGTH", 3, 1);

    private static readonly WireField ProtocolIdentifierField = WireField.CodeBits("PROTOCOL IDENTIFIER", 0, 7, 4);
    private static readonly WireField CodeSetField = WireField.CodeBits("CODE SET", 0, 3, 4);
    private static readonly WireField IsProtocolIdentifierValidField = WireField.Flag("PIV", 1, 7);
    private static readonly WireField AssociationField = WireField.CodeBits("ASSOCIATION", 1, 5, 2);
    private static readonly WireField TypeField = WireField.CodeBits("DESIGNATOR TYPE", 1, 3, 4);

    private static readonly WireShape<DesignationDescriptor> Shape = new(
        "a designation descriptor", HeaderLength, DesignatorLengthField, 1, null, bytes => new DesignationDescriptor(bytes));

    private readonly WireBytes _bytes;

    /// <summary>Makes a name.</summary>
    /// <param name="codeSet">How the designator is to be read.</param>
    /// <param name="association">What it names.</param>
    /// <param name="type">How it is formed.</param>
    /// <param name="designator">The designator, at most 255 bytes; EXTENDED COPY takes 20.</param>
    /// <exception cref="ArgumentException"><paramref name="designator"/> is too long.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another argument needs more bits than its field has.</exception>
    public DesignationDescriptor(DesignatorCodeSet codeSet, DesignatorAssociation association, DesignatorType type, ReadOnlySpan<byte> designator)
    {
        if (designator.Length > byte.MaxValue)
        {
            throw new ArgumentException("A designator has at most 255 bytes.", nameof(designator));
        }

        var bytes = new byte[HeaderLength + designator.Length];
        CodeSetField.Set(bytes, CodeSetField.Check((long)codeSet, nameof(codeSet)));
        AssociationField.Set(bytes, AssociationField.Check((long)association, nameof(association)));
        TypeField.Set(bytes, TypeField.Check((long)type, nameof(type)));
        DesignatorLengthField.Set(bytes, (ulong)designator.Length);
        designator.CopyTo(bytes.AsSpan(HeaderLength));
        _bytes = new WireBytes(bytes);
    }

    internal DesignationDescriptor(WireBytes bytes) => _bytes = bytes;

    /// <summary>Gets the length in bytes.</summary>
    public int EncodedLength => _bytes.Length;

    /// <summary>Gets the protocol that a port or device name belongs to; it counts where <see cref="IsProtocolIdentifierValid"/>.</summary>
    public byte ProtocolIdentifier => (byte)ProtocolIdentifierField.Get(_bytes.Span);

    /// <summary>Gets whether <see cref="ProtocolIdentifier"/> says something (PIV).</summary>
    public bool IsProtocolIdentifierValid => IsProtocolIdentifierValidField.GetFlag(_bytes.Span);

    /// <summary>Gets how the designator is to be read; values beyond the enumeration are given as they are.</summary>
    public DesignatorCodeSet CodeSet => (DesignatorCodeSet)CodeSetField.Get(_bytes.Span);

    /// <summary>Gets what the designator names.</summary>
    public DesignatorAssociation Association => (DesignatorAssociation)AssociationField.Get(_bytes.Span);

    /// <summary>Gets how the designator is formed; values beyond the enumeration are given as they are.</summary>
    public DesignatorType Type => (DesignatorType)TypeField.Get(_bytes.Span);

    /// <summary>Gets the designator.</summary>
    public ReadOnlyMemory<byte> Designator => _bytes.Memory.Slice(Math.Min(HeaderLength, _bytes.Length));

    /// <summary>Decodes the designation descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="descriptor">The descriptor, or the default value on failure.</param>
    /// <param name="fault">On failure the reason and the byte offset.</param>
    /// <returns><see langword="false"/> for input shorter than the descriptor says; content never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, out DesignationDescriptor descriptor, out ParseFault fault) =>
        Shape.TryParseWhole(source, candidate => candidate._bytes, out descriptor, out fault);

    /// <summary>Decodes the designation descriptor at the start of <paramref name="source"/>; later bytes are not looked at.</summary>
    /// <param name="source">The bytes.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="ParseException">The content is unacceptable; the fault is in the exception.</exception>
    public static DesignationDescriptor Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out DesignationDescriptor descriptor, out ParseFault fault) ? descriptor : throw fault.ToException();

    /// <summary>Encodes the descriptor.</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination) => _bytes.Write(destination);

    /// <summary>Gives the name in one line.</summary>
    /// <returns>For example <c>Naa of LogicalUnit 5000e11100000001</c>.</returns>
    public override string ToString() => Type + " of " + Association + " " + (CodeSet is DesignatorCodeSet.Ascii or DesignatorCodeSet.Utf8
        ? WireText.Read(Designator.Span)
        : HexText.Format(Designator.Span));

    internal ReadOnlyMemory<byte> ToMemory() => _bytes.Memory;
}
