using Shaken.Core.Foundations;

namespace Shaken.Azure.Versions;

/// <summary>What every stored thing carries: which write made it, and which write made the version before it.</summary>
/// <param name="Id">Of this write, the same on each of its tries.</param>
/// <param name="Replaced">Of the version it replaced; null where it replaced none.</param>
internal sealed record WriteMarks(string Id, string? Replaced)
{
    public static WriteMarks New(IRandom random, string? replaced) => new(random.NewText(12), replaced);
}

/// <summary>What became of a write that the service refused.</summary>
internal enum WriteFate
{
    /// <summary>It had succeeded on an earlier try, and is what lies there.</summary>
    Won,

    /// <summary>It had succeeded on an earlier try, and another has replaced it since.</summary>
    WonAndReplaced,

    /// <summary>Another was quicker, and nothing changed.</summary>
    Lost,

    /// <summary>An earlier try may have succeeded, and what followed hides it.</summary>
    Unknown,
}

/// <summary>
/// The two traps of retries: an insert whose answer was lost finds its own record there, and a conditional write finds the version changed, by itself. So the
/// refused write reads what lies there, and recognises itself.
/// </summary>
internal static class WriteFates
{
    /// <param name="write">The refused write.</param>
    /// <param name="found">The marks of what lies there now; null: nothing does.</param>
    /// <param name="wasRetried">Whether an earlier try may have succeeded.</param>
    public static WriteFate Judge(WriteMarks write, WriteMarks? found, bool wasRetried)
    {
        if (found?.Id == write.Id) return WriteFate.Won;
        if (found?.Replaced == write.Id) return WriteFate.WonAndReplaced;

        // What followed the expected version directly is another's, so this write never came to be.
        if (found is not null && found.Replaced == write.Replaced) return WriteFate.Lost;
        return wasRetried ? WriteFate.Unknown : WriteFate.Lost;
    }
}
