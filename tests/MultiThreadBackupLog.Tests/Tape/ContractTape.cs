namespace MultiThreadBackupLog.Tests.Tape;

/// <summary>What a test of the contract asks of the tape that a device is to hold.</summary>
/// <param name="CapacityBytes">The end of the medium in the device's own way of counting, or null for none in reach.</param>
/// <param name="EarlyWarningBytes">The zone in front of the end.</param>
public sealed record ContractTape(long? CapacityBytes = null, long EarlyWarningBytes = 0);
