using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using MultiThreadBackupLog.Scsi.Commands;

namespace MultiThreadBackupLog.Scsi;

/// <summary>Decodes a CDB of any known command into a description of its fields.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ScsiCommandDecoder
{
    private readonly WireLayout[] _layouts;

    private ScsiCommandDecoder(WireLayout[] layouts) => _layouts = layouts;

    /// <summary>Gets the decoder of the commands of tapes and disks, third-party copies apart.</summary>
    public static ScsiCommandDecoder Standard { get; } = new(CommandLayouts.All);

    internal IReadOnlyList<WireLayout> Layouts => _layouts;

    /// <summary>Describes the CDB at the start of <paramref name="cdb"/>; later bytes are not looked at.</summary>
    /// <param name="cdb">The CDB.</param>
    /// <param name="command">The description, or null on failure.</param>
    /// <param name="fault">On failure the reason and the sense code to report: 20h/00h for an unknown operation code, 24h/00h for an unknown
    /// service action or a CDB that is too short.</param>
    /// <param name="deviceType">The kind of the logical unit, since some operation codes mean one thing for a tape and another for a disk.</param>
    /// <returns>Whether the command is known; content never throws.</returns>
    public bool TryDecode(
        ReadOnlySpan<byte> cdb,
        [NotNullWhen(true)] out ScsiCommandDescription? command,
        out ParseFault fault,
        PeripheralDeviceType deviceType = PeripheralDeviceType.SequentialAccess)
    {
        command = null;
        if (cdb.IsEmpty)
        {
            fault = ParseFault.InCdb("a CDB has at least 6 bytes, none is there", 0);
            return false;
        }

        byte operationCode = cdb[0];
        WireLayout[] candidates = _layouts.Where(layout => layout.Fields[0].Constant == operationCode)
            .OrderByDescending(layout => layout.Suits(deviceType))
            .ToArray();
        fault = ParseFault.InCdb("the operation code is not known", 0, null, SenseCode.InvalidCommandOperationCode);
        if (candidates.Length == 0)
        {
            return false;
        }

        // The first whose constants are there, as far as the CDB goes: of one that is cut short, too, the name is known.
        foreach (WireLayout layout in candidates)
        {
            if (!layout.HasConstants(cdb))
            {
                continue;
            }

            if (!layout.TryRead(cdb, out WireImage image, out fault))
            {
                return false;
            }

            command = new ScsiCommandDescription(layout, layout.Describe(image), layout.FindReserved(image));
            return true;
        }

        fault = ParseFault.InCdb("the service action is not known", 1, 4);
        return false;
    }

    internal ScsiCommandDecoder With(params WireLayout[] layouts) => new([.. _layouts, .. layouts]);
}
