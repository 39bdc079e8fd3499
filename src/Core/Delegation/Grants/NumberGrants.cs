using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>The numbers that are lent. Every change stands in the audit log. Safe on any number of instances.</summary>
public sealed class NumberGrants
{
    /// <summary>The table of grants, from which those may go that ended long ago.</summary>
    public const string Table = StoredGrants.Table;

    private const int IdOctets = 16;

    private readonly DelegationCustomers _customers;
    private readonly LendingProviders _providers;
    private readonly GrantRules _rules;
    private readonly StoredGrants _stored;
    private readonly LentBlocks _blocks;
    private readonly ReserveNumbers _reserve;
    private readonly TimeProvider _time;

    public NumberGrants(
        DelegationCustomers customers, LendingProviders providers, GrantRules rules, AuditLog audit, IRecords records, TimeProvider time,
        IRandom random)
    {
        (_customers, _providers, _rules, _time) = (customers, providers, rules, time);
        _stored = new StoredGrants(audit, records, time, random);
        _blocks = new LentBlocks(records);
        _reserve = new ReserveNumbers(_stored, _blocks, new DueGrants(records), time);
    }

    /// <summary>Lends numbers to a customer. The same request again changes nothing and succeeds.</summary>
    public async ValueTask<Outcome<NumberGrant, GrantRefusal>> GrantAsync(
        GrantTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"grant {terms.ToMark()}"));
        var id = IdOf(terms.Customer, mark);
        if (await FindAsync(id, cancellationToken) is { } present) return present;
        if (await FindCustomerRefusalAsync(terms.Customer, cancellationToken) is { } refusal) return refusal;
        var now = _time.GetUtcNow();
        if (terms.Until <= now) return new GrantRefusal(GrantFailure.TermsNotAllowed, "until must lie in the future");
        if (terms.Until - now > _rules.Longest)
            return new GrantRefusal(GrantFailure.TermsNotAllowed, $"a grant ends after {_rules.Longest.TotalDays:0} days at most");
        return await LendAsync(id, terms, act, cancellationToken);
    }

    /// <summary>Withdraws a grant: its numbers are lent no more, and the revocation of what was issued for it is queued.</summary>
    public async ValueTask<Outcome<NumberGrant, GrantRefusal>> WithdrawAsync(
        GrantId id, ActRequest act, CancellationToken cancellationToken)
    {
        for (var round = 0; round < StorageLimits.ConditionalTries; round++)
        {
            if (await _stored.FindToldAsync(id, cancellationToken) is not { Document: var before } stored || !HasCounted(before))
                return NotFound;
            if (before.Stage != GrantStage.InForce) return before.ToGrant(id);
            var after = before with { Stage = GrantStage.Withdrawn, WithdrawnFor = act.Reason, Revision = before.Revision + 1 };
            AuditChange[] changes = [AuditChange.Of("state", "in-force", "withdrawn")];
            var told = act.ToAct(PartyOf(id), after.Revision, _time.GetUtcNow(), "number-grant-withdrawn", changes);
            if (await _stored.TryWriteAsync(stored, after, told, cancellationToken)) return after.ToGrant(id);
        }

        throw StorageException.OfContention("A grant");
    }

    /// <summary>The grant as it is now; null: no grant has this id.</summary>
    public async ValueTask<NumberGrant?> FindAsync(GrantId id, CancellationToken cancellationToken) =>
        await _stored.FindToldAsync(id, cancellationToken) is { } stored && HasCounted(stored.Document)
            ? stored.Document.ToGrant(id)
            : null;

    /// <summary>Grants of a customer. A page may have fewer than were asked for before the end.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxGrants">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<GrantPage> ListAsync(
        CustomerId customer, string? continuation, int maxGrants, CancellationToken cancellationToken)
    {
        var page = await _stored.ListAsync(customer, continuation, maxGrants, cancellationToken);
        var grants = page.Grants.Where(stored => HasCounted(stored.Document)).Select(stored => stored.Document.ToGrant(stored.Id));
        return new GrantPage([.. grants], page.Continuation);
    }

    /// <summary>The grants by which a number is lent now.</summary>
    public async ValueTask<IReadOnlyList<NumberGrant>> ListOfAsync(TelephoneNumber number, CancellationToken cancellationToken) =>
        await InForceAsync(await _blocks.ListAsync([LentBlock.Of(number)], cancellationToken), cancellationToken);

    /// <summary>The grants by which any of the numbers of a grant is lent now.</summary>
    internal async ValueTask<IReadOnlyList<NumberGrant>> ListOverlappingAsync(NumberSet numbers, CancellationToken cancellationToken) =>
        await InForceAsync(
            await _blocks.ListAsync(LentBlock.Of(numbers, GrantRules.MostBlocks) ?? [], cancellationToken), cancellationToken);

    /// <summary>
    /// The one step that every issuing asks: all of the numbers are granted to the customer now, by one provider that holds them still, and
    /// until when.
    /// </summary>
    public async ValueTask<Outcome<GrantedNumbers, GrantRefusal>> CoveringAsync(
        CustomerId customer, NumberSet numbers, CancellationToken cancellationToken)
    {
        if (numbers.IsEmpty) return new GrantRefusal(GrantFailure.TermsNotAllowed, "at least one number or block is needed");
        if (await FindCustomerRefusalAsync(customer, cancellationToken) is { } notServed) return notServed;
        if (LentBlock.Of(numbers, GrantRules.MostBlocks) is not { } blocks) return ReserveNumbers.TooWide;
        var ids = await _blocks.ListAsync(blocks, cancellationToken);
        var grants = await InForceAsync(ids.Where(id => id.Customer == customer), cancellationToken);
        if (!Coverage.Find(customer, numbers, grants).TryGet(out var covered, out var refusal)) return refusal;
        var held = await _providers.FindNotHeldAsync(covered.Provider, numbers, cancellationToken);
        if (!held.TryGet(out var notHeld, out refusal)) return refusal;
        return notHeld.IsEmpty ? covered : NotHeld(covered.Provider, notHeld);
    }

    /// <summary>
    /// Takes numbers that the provider does not hold any more out of a grant: it is withdrawn, after the rest of its numbers was granted
    /// anew on the same terms. The same again changes nothing. Where somebody else withdrew the grant meanwhile, the rest is withdrawn too.
    /// </summary>
    /// <param name="lost">Numbers of the grant.</param>
    /// <param name="act">Its reason tells this withdrawal from all others.</param>
    internal async ValueTask<GrantRefusal?> NarrowAsync(
        NumberGrant grant, NumberSet lost, ActRequest act, CancellationToken cancellationToken)
    {
        var rest = grant.Numbers.Except(lost);
        GrantId? successor = null;
        if (!rest.IsEmpty)
        {
            var from = grant.From > _time.GetUtcNow() ? grant.From : (DateTimeOffset?)null;
            var terms = GrantTerms.Create(grant.Customer, grant.Provider, rest, from, grant.Until, grant.IsShared, grant.Originators);
            if (!terms.TryGet(out var after, out var refusal)) return refusal;
            var mark = SHA256.HashData(Encoding.UTF8.GetBytes($"rest of {grant.Id} {string.Join(',', NumberTexts.Of(rest))}"));
            successor = IdOf(grant.Customer, Convert.ToHexStringLower(mark));
            var lent = await LendAsync(successor, after with { RestOf = grant.Id }, act, cancellationToken);
            if (!lent.TryGet(out _, out refusal)) return refusal;
        }

        if (!(await WithdrawAsync(grant.Id, act, cancellationToken)).TryGet(out var withdrawn, out var notWithdrawn)) return notWithdrawn;
        if (successor is not null && withdrawn.WithdrawnFor != act.Reason) await WithdrawAsync(successor, act, cancellationToken);
        return null;
    }

    /// <summary>Carries out and tells what instances left undone. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _stored.SweepAsync(cancellationToken);

    private async ValueTask<Outcome<NumberGrant, GrantRefusal>> LendAsync(
        GrantId id, GrantTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        if (LentBlock.Of(terms.Numbers, GrantRules.MostBlocks) is not { } blocks) return ReserveNumbers.TooWide;
        var held = await _providers.FindNotHeldAsync(terms.Provider, terms.Numbers, cancellationToken);
        if (!held.TryGet(out var notHeld, out var refusal)) return refusal;
        if (!notHeld.IsEmpty) return NotHeld(terms.Provider, notHeld);
        return await _reserve.RunAsync(id, terms, blocks, act, cancellationToken);
    }

    private async ValueTask<GrantRefusal?> FindCustomerRefusalAsync(CustomerId id, CancellationToken cancellationToken) =>
        await _customers.FindAsync(id, cancellationToken) switch
        {
            null => new GrantRefusal(GrantFailure.CustomerUnknown, $"there is no customer {id}"),
            { IsActive: false } => new GrantRefusal(GrantFailure.CustomerInactive, $"the customer {id} is not active"),
            _ => null,
        };

    private async ValueTask<IReadOnlyList<NumberGrant>> InForceAsync(IEnumerable<GrantId> ids, CancellationToken cancellationToken)
    {
        var grants = new List<NumberGrant>();
        foreach (var id in ids)
        {
            if (await _stored.FindAsync(id, cancellationToken) is { } stored && HasCounted(stored.Document)
                && stored.Document.ToGrant(id) is var grant && grant.IsInForceAt(_time.GetUtcNow()))
                grants.Add(grant);
        }

        return grants;
    }

    internal static AuditParty PartyOf(GrantId id) => new("number-grant", id.Value);

    private static bool HasCounted(GrantDocument document) =>
        document.Stage is GrantStage.InForce or GrantStage.Withdrawn or GrantStage.Settled;

    private static GrantId IdOf(CustomerId customer, string mark) =>
        GrantId.Of(customer, StrictBase64Url.Encode(Convert.FromHexString(mark).AsSpan(0, IdOctets)));

    private static GrantRefusal NotHeld(ProviderId provider, NumberSet notHeld) =>
        new(GrantFailure.NumbersNotHeld, $"{provider} does not hold all of the numbers: not {notHeld}");

    private static GrantRefusal NotFound { get; } = new(GrantFailure.NotFound, "there is no grant of this id");
}
