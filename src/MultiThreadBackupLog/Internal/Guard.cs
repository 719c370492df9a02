using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MultiThreadBackupLog.Internal;

/// <summary>Checks of arguments, and of our own invariants. These are real throws: Debug.Assert vanishes in a Release build.</summary>
internal static class Guard
{
    /// <summary>Holds an invariant of the library. A failure is our mistake, and going on could put wrong data on a tape.</summary>
    public static void Invariant([DoesNotReturnIf(false)] bool holds, string invariant)
    {
        if (!holds)
        {
            ThrowInvariant(invariant);
        }
    }

    public static T NotNull<T>([NotNull] T? value, [CallerArgumentExpression(nameof(value))] string? parameter = null)
        where T : class
    {
        if (value is null)
        {
            throw new ArgumentNullException(parameter);
        }

        return value;
    }

    public static void NotDisposed([DoesNotReturnIf(true)] bool isDisposed, object instance)
    {
        if (isDisposed)
        {
            throw new ObjectDisposedException(instance.GetType().Name);
        }
    }

    [DoesNotReturn]
    private static void ThrowInvariant(string invariant) =>
        throw new InvalidOperationException("Internal error, please report it: " + invariant);
}
