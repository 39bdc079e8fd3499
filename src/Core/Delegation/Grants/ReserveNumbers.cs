using System.Globalization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>
/// Puts a grant in force if no other grant has its numbers. First its record says that its numbers are being reserved. Then each block
/// gets an entry under the block's ETag. Last the record is put in force, if it is unchanged. Of two grants of one number the second finds
/// the entry of the first. Others may give up a grant that is not finished within its time; its own last step then fails.
/// </summary>
internal sealed class ReserveNumbers(StoredGrants stored, LentBlocks blocks, DueGrants due, TimeProvider time)
{
    public static GrantRefusal TooWide { get; } = new(
        GrantFailure.TooWide,
        $"the numbers lie in more than {GrantRules.MostBlocks} blocks of a thousand; grant, or ask for, fewer at a time");

    public async ValueTask<Outcome<NumberGrant, GrantRefusal>> RunAsync(
        GrantId id, GrantTerms terms, IReadOnlyList<LentBlock> parts, ActRequest act, CancellationToken cancellationToken)
    {
        for (var round = 0; round < StorageLimits.ConditionalTries; round++)
        {
            var begun = await BeginAsync(id, terms, cancellationToken);
            if (begun is null) continue;
            if (begun.Document.Stage != GrantStage.Reserving) return begun.Document.ToGrant(id);
            if (await TryReserveAllAsync(begun, parts, cancellationToken) is { } refusal)
            {
                // Not given up: another did, or the attempt goes on elsewhere by the same request.
                if (await TryGiveUpAsync(begun, cancellationToken)) await blocks.ReleaseAllAsync(begun, cancellationToken);
                return refusal;
            }

            if (await TryConfirmAsync(begun, act, cancellationToken) is { } grant) return grant;
        }

        throw StorageException.OfContention("A grant");
    }

    /// <summary>Gives an attempt up; afterwards it cannot be put in force.</summary>
    /// <returns>False: the record was changed meanwhile.</returns>
    public ValueTask<bool> TryGiveUpAsync(StoredGrant begun, CancellationToken cancellationToken) =>
        stored.TryWriteSilentlyAsync(begun, begun.Id, begun.Document with { Stage = GrantStage.GivenUp }, cancellationToken);

    // Null: another was quicker.
    private async ValueTask<StoredGrant?> BeginAsync(GrantId id, GrantTerms terms, CancellationToken cancellationToken)
    {
        var before = await stored.FindToldAsync(id, cancellationToken);
        var now = time.GetUtcNow();
        if (before is { Document: { Stage: not GrantStage.GivenUp } present }
            && (present.Stage != GrantStage.Reserving || now < present.ReservedUntil))
            return before;
        DateTimeOffset? later = terms.From is { } from && from > now ? from : null;
        var until = now + GrantRules.ReservationLife;
        await due.AddAsync(id, DueWork.GiveUp, until + ClockTolerance.Instances, cancellationToken);
        var document = new GrantDocument(
            terms.Provider.ToString(), NumberTexts.Of(terms.Numbers), From: later ?? now, terms.Until,
            terms.IsShared, [.. terms.Originators.Select(provider => provider.ToString())], GrantStage.Reserving,
            Attempt: (before?.Document.Attempt ?? 0) + 1, until, BeginsLater: later is not null, terms.RestOf?.Value,
            WithdrawnFor: null, Revision: 0);
        return await stored.TryWriteSilentlyAsync(before, id, document, cancellationToken)
            ? await stored.FindToldAsync(id, cancellationToken)
            : null;
    }

    private async ValueTask<GrantRefusal?> TryReserveAllAsync(
        StoredGrant begun, IReadOnlyList<LentBlock> parts, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            var refusal = await blocks.TryReserveAsync(
                part, begun.Id, begun.Document.Attempt, (id, attempt, token) => JudgeAsync(begun, id, attempt, token), cancellationToken);
            if (refusal is not null) return refusal;
        }

        return null;
    }

    // Null: the attempt was given up by another, or the same request was quicker elsewhere.
    private async ValueTask<NumberGrant?> TryConfirmAsync(StoredGrant begun, ActRequest act, CancellationToken cancellationToken)
    {
        var after = begun.Document with { Stage = GrantStage.InForce, Revision = 1 };
        AuditChange[] changes =
        [
            AuditChange.Of("customer", null, begun.Id.Customer.Value),
            AuditChange.Of("provider", null, after.Provider),
            AuditChange.Of("numbers", null, string.Join(", ", after.Numbers)),
            AuditChange.Of("from", null, TextOf(after.From)),
            AuditChange.Of("until", null, TextOf(after.Until)),
            AuditChange.Of("isShared", null, after.IsShared ? "true" : "false"),
            AuditChange.Of("originators", null, string.Join(", ", after.Originators)),
            AuditChange.Of("restOf", null, after.RestOf),
        ];
        var told = act.ToAct(NumberGrants.PartyOf(begun.Id), after.Revision, time.GetUtcNow(), "number-grant-made", changes);
        return await stored.TryWriteAsync(begun, after, told, cancellationToken) ? after.ToGrant(begun.Id) : null;
    }

    private async ValueTask<OtherGrant> JudgeAsync(
        StoredGrant mine, GrantId id, int attempt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var other = await stored.FindAsync(id, cancellationToken);
        if (other is null || other.Document.Attempt != attempt) return new OtherGrant.Gone();
        var (own, theirs) = (mine.Document, other.Document);
        if (theirs.Stage is GrantStage.GivenUp or GrantStage.Settled) return new OtherGrant.Gone();

        // A clock that is behind may still begin a grant before that end, so that the entry stays for a minute.
        if (theirs.Stage == GrantStage.InForce && theirs.Until + ClockTolerance.Instances <= now) return new OtherGrant.Gone();
        if (theirs.Until <= own.From || own.Until <= theirs.From) return new OtherGrant.Compatible();
        if (own.Provider == theirs.Provider)
        {
            if (id.Customer == mine.Id.Customer) return new OtherGrant.Compatible();
            if (own.IsShared && theirs.IsShared) return new OtherGrant.Shared(id.Customer);
        }

        return theirs.Stage switch
        {
            GrantStage.Reserving when theirs.ReservedUntil + ClockTolerance.Instances <= now
                && await TryGiveUpAsync(other, cancellationToken) => new OtherGrant.Gone(),
            GrantStage.Reserving => Opposed(
                GrantFailure.BeingLent, "a number is being lent to another customer at this moment; try again"),
            GrantStage.Withdrawn => Opposed(
                GrantFailure.BeingLent, "a number was lent to another customer, and its certificates are being revoked; try again"),
            GrantStage.InForce => Opposed(
                GrantFailure.LentToAnother,
                "a number is lent by another grant for a part of that time; to lend it to several customers, both grants must be shared"),
            GrantStage.GivenUp or GrantStage.Settled => new OtherGrant.Gone(),
        };
    }

    private static OtherGrant.Opposed Opposed(GrantFailure failure, string detail) => new(new GrantRefusal(failure, detail));

    private static string TextOf(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
