using System;
using MultiThreadBackupLog.Internal;

namespace MultiThreadBackupLog.Copying;

/// <summary>Who sends a command, and through which port: the I_T nexus, to which list identifiers and held data belong (SAM-5 clause 4.7).</summary>
/// <remarks>Compared by both names, byte for byte. Immutable; safe to share between threads.</remarks>
public sealed record CopyInitiator
{
    /// <summary>Names an I_T nexus.</summary>
    /// <param name="portName">The name of the initiator port, for example an iSCSI name or a port name in hexadecimal; kept in the log as the host identifier.</param>
    /// <param name="targetPort">The target port through which the commands come; empty where there is one only.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is longer than <see cref="StreamDescription.MaximumTextLength"/> bytes.</exception>
    public CopyInitiator(string portName, string targetPort = "")
    {
        // The log takes both as they are, so what it would refuse is refused here.
        var description = new StreamDescription(string.Empty) { HostIdentifier = Guard.NotNull(portName), TargetPort = Guard.NotNull(targetPort) };
        PortName = description.HostIdentifier;
        TargetPort = description.TargetPort;
    }

    /// <summary>Gets the name of the initiator port.</summary>
    public string PortName { get; }

    /// <summary>Gets the target port; empty where there is one only.</summary>
    public string TargetPort { get; }

    /// <summary>Gives both names.</summary>
    /// <returns>The initiator port, and the target port where there is one.</returns>
    public override string ToString() => TargetPort.Length == 0 ? PortName : PortName + " through " + TargetPort;
}
