using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>A document that a policy administrator signs beside its trusted-CA list, after its signature was verified.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface IFollowedDocument<in TSelf>
{
    /// <summary>Rises by one with each issue.</summary>
    long Sequence { get; }

    /// <summary>When the next one must have come.</summary>
    DateTimeOffset ExpiresAt { get; }

    /// <summary>The document as received, for keeping.</summary>
    KeptList Kept { get; }

    /// <summary>Whether both say the same; sequence and exp are not compared.</summary>
    bool HasContentOf(TSelf other);
}

/// <summary>The one rule for the order of such documents: what is fetched, what storage gives back and what it is given.</summary>
internal static class DocumentOrder
{
    /// <summary>Why a document may not follow another; null: it may.</summary>
    public static DocumentRefusal? FindViolation<T>(T? last, T next)
        where T : class, IFollowedDocument<T> =>
        last is null || next.Sequence > last.Sequence ? null
        : next.Sequence < last.Sequence
            ? new DocumentRefusal(DocumentFailure.SequenceWentBack, $"sequence {next.Sequence} after {last.Sequence}")
        : next.HasContentOf(last) && next.ExpiresAt >= last.ExpiresAt ? null
        : new DocumentRefusal(
            DocumentFailure.SequenceReused, $"sequence {next.Sequence} has two different contents, or now an earlier exp");
}
