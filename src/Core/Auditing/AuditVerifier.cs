using Shaken.Core.Storage;

namespace Shaken.Core.Auditing;

/// <summary>An entry that somebody keeps outside the store.</summary>
public sealed record AuditAnchor(long Number, string Hash);

/// <summary>What a check of the chain found.</summary>
/// <param name="Last">
/// The last entry that is right; null: there is none. An operator keeps it elsewhere as the next <see cref="AuditAnchor"/>.
/// </param>
/// <param name="Break">The first fault; null: the chain is whole.</param>
public sealed record AuditVerification(AuditAnchor? Last, AuditBreak? Break);

/// <summary>The first fault of a chain.</summary>
/// <param name="Number">The entry at which it shows.</param>
public sealed record AuditBreak(long Number, AuditFault Fault);

/// <summary>What can be wrong with a chain.</summary>
public enum AuditFault
{
    /// <summary>The entry is gone though later ones were recorded.</summary>
    Missing,

    /// <summary>The record holds no entry.</summary>
    Unreadable,

    /// <summary>The entry has the number of another place.</summary>
    Misplaced,

    /// <summary>It does not hold the hash of the entry before: that one, or this one, was changed.</summary>
    PreviousDiffers,

    /// <summary>It was recorded before the entry before it.</summary>
    TimeFalls,

    /// <summary>It differs from the copy that was made of it when it was the last.</summary>
    HeadDiffers,

    /// <summary>It differs from the anchor that was kept outside the store.</summary>
    AnchorDiffers,
}

/// <summary>Walks the chain from its first entry.</summary>
internal static class AuditVerifier
{
    public static async ValueTask<AuditVerification> VerifyAsync(NumberedLog log, AuditAnchor? anchor, CancellationToken cancellationToken)
    {
        // Read before the entries: what is appended meanwhile comes after it.
        var head = await log.FindLastAsync(cancellationToken);
        AuditEntry? last = null;
        while (true)
        {
            var page = await log.ReadAsync((last?.Number ?? 0) + 1, StorageLimits.Page, cancellationToken);
            foreach (var stored in page)
            {
                if (FaultOf(stored, last, head, anchor, out var entry) is { } fault)
                    return new AuditVerification(AnchorOf(last), new AuditBreak(stored.Number, fault));
                last = entry;
            }

            if (page.Count < StorageLimits.Page) break;
        }

        var wanted = Math.Max(head?.Number ?? 0, anchor?.Number ?? 0);
        var number = (last?.Number ?? 0) + 1;
        return new AuditVerification(AnchorOf(last), number <= wanted ? new AuditBreak(number, AuditFault.Missing) : null);
    }

    private static AuditFault? FaultOf(LogEntry stored, AuditEntry? last, LogEntry? head, AuditAnchor? anchor, out AuditEntry? entry)
    {
        if (!AuditDocument.TryRead(stored, out entry)) return AuditFault.Unreadable;
        return entry.Number != stored.Number ? AuditFault.Misplaced
            : entry.Previous != (last?.Hash ?? AuditEntry.First) ? AuditFault.PreviousDiffers
            : entry.RecordedAt < last?.RecordedAt ? AuditFault.TimeFalls
            : entry.Number == head?.Number && !stored.Document.Span.SequenceEqual(head.Document.Span) ? AuditFault.HeadDiffers
            : entry.Number == anchor?.Number && entry.Hash != anchor.Hash ? AuditFault.AnchorDiffers
            : null;
    }

    private static AuditAnchor? AnchorOf(AuditEntry? entry) => entry is null ? null : new AuditAnchor(entry.Number, entry.Hash);
}
