using System.Globalization;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// Commits that a request orders and a timer does: a merge takes minutes, and no request may last so long. The order is stored before the
/// request is answered, and stays until the commit came to its end, on whichever instance.
/// </summary>
public sealed class OrderedCommits
{
    private readonly StoredImports _imports;
    private readonly CommitNumbers _commit;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    public OrderedCommits(CommitNumbers commit, AuditLog audit, IRecords records, TimeProvider time) =>
        (_commit, _audit, _time, _imports) = (commit, audit, time, new StoredImports(records));

    /// <summary>Orders the commit of an import whose parts are 1 to <paramref name="parts"/>. Ordered again, nothing changes.</summary>
    /// <returns>The state afterwards: ordered, or committed long since.</returns>
    public async ValueTask<Outcome<NumberImportState, NumberImportRefusal>> OrderAsync(
        NumberImportId id, int parts, ActRequest act, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _imports.FindAsync(id, cancellationToken) is not { } found || _time.GetUtcNow() >= found.Import.ExpiresAt)
                return NumberImportRefusals.Unknown;
            if (found.Import.Tally is not null) return NumberImportState.Committed;
            if (found.Import.Order is { } order && order.Parts == parts) return NumberImportState.Ordered;
            var stored = await _imports.ListPartsAsync(id, cancellationToken);
            if (NumberImportRefusals.OfParts(parts, stored.Keys) is { } refusal) return refusal;
            var ordered = found.Import with
            {
                Order = new CommitOrderDocument(parts, AuditActDocument.Of(ActOf(id, found.Import.Kind, parts, act))), Refused = null,
            };
            if (await _imports.TryReplaceAsync(id, ordered, found.ETag, cancellationToken)) return NumberImportState.Ordered;
        }

        throw StorageException.OfContention($"The import {id}");
    }

    /// <summary>
    /// Does the commits that are ordered, one after the other. Safe on many instances at once, and to be cut off anywhere.
    /// </summary>
    /// <returns>How many came to their end.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        await foreach (var id in _imports.ListOrderedAsync(cancellationToken))
        {
            if (await RunAsync(id, cancellationToken)) ended++;
        }

        return ended;
    }

    // False: another instance does it, or did it meanwhile.
    private async ValueTask<bool> RunAsync(NumberImportId id, CancellationToken cancellationToken)
    {
        if (await _imports.FindAsync(id, cancellationToken) is not { Import.Order: { } order }) return false;
        if (!order.Act.TryToAct(out var act)) throw new StorageException($"The order to commit the import {id} cannot be read.");
        await _audit.AppendAsync(act, cancellationToken);
        if ((await _commit.RunAsync(id, order.Parts, progress: null, cancellationToken)).TryGet(out _, out var refusal)) return true;
        return refusal.Reason != NumberImportFailure.Busy && await RefuseAsync(id, refusal, cancellationToken);
    }

    private async ValueTask<bool> RefuseAsync(NumberImportId id, NumberImportRefusal refusal, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _imports.FindAsync(id, cancellationToken) is not { Import.Order: not null } found) return false;
            var refused = found.Import with { Order = null, Refused = refusal };
            if (await _imports.TryReplaceAsync(id, refused, found.ETag, cancellationToken)) return true;
        }

        throw StorageException.OfContention($"The import {id}");
    }

    private AuditAct ActOf(NumberImportId id, NumberImportKind kind, int parts, ActRequest act)
    {
        var subject = new AuditParty("number-import", id.Value);
        var mark = act.MarkOf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"commit {parts}")));
        AuditChange[] changes =
        [
            AuditChange.Of("kind", null, KebabCase.Of(kind)), AuditChange.Of("parts", null, parts.ToString(CultureInfo.InvariantCulture)),
        ];
        return new AuditAct($"{subject}/{mark}", _time.GetUtcNow(), act.Actor, act.Address, subject, "numbers-commit-ordered", act.Reason,
            changes);
    }
}
