using MultiThreadBackupLog.Disk;

namespace MultiThreadBackupLog.Tests.Support;

/// <summary>What <see cref="FaultyStorage"/> does to one operation.</summary>
/// <param name="Condition">What the device answers.</param>
/// <param name="Place">How far the operation had come.</param>
internal readonly record struct StorageFault(StorageCondition Condition, StorageFaultPlace Place = StorageFaultPlace.Before);

/// <summary>How far an operation had come when its fault struck.</summary>
internal enum StorageFaultPlace
{
    /// <summary>Nothing was moved.</summary>
    Before,

    /// <summary>Some first blocks were moved and are counted; the one behind them is spoiled: what is read of it is garbage, what is written to it is torn.</summary>
    Within,

    /// <summary>All was moved, but the answer counts nothing: only a repetition or a comparison can tell.</summary>
    After,
}

/// <summary>One operation of a disk, as a script of faults sees it.</summary>
/// <param name="Number">The number of the operation, from 0, in the order of the calls.</param>
/// <param name="Kind">What it does.</param>
/// <param name="FirstBlock">The first block; 0 where it has none.</param>
/// <param name="BlockCount">How many blocks; 0 where it has none.</param>
internal readonly record struct StorageOperation(long Number, StorageOperationKind Kind, long FirstBlock, int BlockCount)
{
    public bool Touches(long block) => block >= FirstBlock && block - FirstBlock < BlockCount;
}

/// <summary>The operations of a disk.</summary>
internal enum StorageOperationKind
{
    Read,
    Write,
    Flush,
    CheckReady,
}
