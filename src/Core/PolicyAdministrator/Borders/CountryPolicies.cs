using System.Runtime.CompilerServices;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>How terms are decided.</summary>
/// <param name="Own">The country of this policy administrator.</param>
/// <param name="NeedsTwoOperators">Terms wait until another operator approves them, unless they shut the country out.</param>
public sealed record CountryPolicyRules(CountryCode Own, bool NeedsTwoOperators = false);

/// <summary>
/// The terms of each country. The country policy is made of them; every change stands in the audit log. The next run of the publisher
/// finds that they have changed.
/// </summary>
public sealed class CountryPolicies
{
    private const string Table = "pa-countries";
    private const string Partition = "countries";

    private readonly CountryPolicyRules _rules;
    private readonly AuditedRows<CountryPolicyRow> _rows;
    private readonly TimeProvider _time;

    public CountryPolicies(CountryPolicyRules rules, AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        (_rules, _time) = (rules, time);
        _rows = new AuditedRows<CountryPolicyRow>(
            audit, records, Table, CountryPolicyRowJson.Default.CountryPolicy, carryOut: null, time, random);
    }

    /// <summary>The entry of a country; null: none was ever made.</summary>
    public async ValueTask<CountryPolicyEntry?> FindAsync(CountryCode country, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, country.Value, cancellationToken))?.ToEntry();

    /// <summary>All entries in the order of their countries: as many as there are countries at most.</summary>
    public async IAsyncEnumerable<CountryPolicyEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken)) yield return row.ToEntry();
    }

    /// <summary>Sets the terms of a country, or proposes them where two operators are needed.</summary>
    /// <param name="revision">The revision that the caller read; 0 where there was none.</param>
    public ValueTask<Outcome<CountryPolicyEntry, CountryPolicyEntryRefusal>> SetAsync(
        CountryCode country, long revision, CountryTerms terms, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(country, revision, act, "country-terms-set", CountryTermsJson.TextOf(terms), before =>
        {
            if (FaultOf(country, terms) is { } fault)
                return new CountryPolicyEntryRefusal(CountryPolicyEntryFailure.TermsNotAllowed, fault);

            // To shut a country out one is enough: that protects, and it may be urgent.
            var waits = _rules.NeedsTwoOperators && terms.Trust.CountsAtAll;
            return new CountryPolicyEntry(
                country, waits ? before?.Terms : terms, waits ? terms : null, (before?.Revision ?? 0) + 1, _time.GetUtcNow(), act.Actor);
        }, cancellationToken);

    /// <summary>Approves what another operator proposed.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<CountryPolicyEntry, CountryPolicyEntryRefusal>> ApproveAsync(
        CountryCode country, long revision, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(country, revision, act, "country-terms-approved", "approve", before =>
        {
            if (before is null)
                return new CountryPolicyEntryRefusal(CountryPolicyEntryFailure.NotFound, $"there are no terms for {country}");
            if (before.Proposed is not { } proposed)
            {
                return new CountryPolicyEntryRefusal(
                    CountryPolicyEntryFailure.NothingProposed, $"nothing waits for approval for {country}");
            }

            if (before.ChangedBy == act.Actor)
            {
                return new CountryPolicyEntryRefusal(
                    CountryPolicyEntryFailure.AnotherOperatorNeeded,
                    $"{act.Actor} proposed these terms; another operator must approve them");
            }

            return before with
            {
                Terms = proposed,
                Proposed = null,
                Revision = before.Revision + 1,
                ChangedAt = _time.GetUtcNow(),
                ChangedBy = act.Actor,
            };
        }, cancellationToken);

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private string? FaultOf(CountryCode country, CountryTerms terms) =>
        (terms.Trust.Mechanism == TrustMechanism.Own) != (country == _rules.Own)
            ? $"the mechanism own is that of {_rules.Own} and of no other country"
        : country == _rules.Own && !terms.Trust.CountsAtAll ? "the own country cannot be shut out"
        : terms.Roots.Count > 0 ? "roots are those on the trusted-CA list, and are filled in when the policy is published"
        : null;

    private async ValueTask<Outcome<CountryPolicyEntry, CountryPolicyEntryRefusal>> ChangeAsync(
        CountryCode country, long revision, ActRequest act, string action, string content,
        Func<CountryPolicyEntry?, Outcome<CountryPolicyEntry, CountryPolicyEntryRefusal>> change, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"{action} {content}"));
        var outcome = await _rows.ChangeAsync<CountryPolicyEntryRefusal>(
            Partition, country.Value, mark,
            row =>
            {
                var before = row?.ToEntry();
                var current = before?.Revision ?? 0;
                Outcome<CountryPolicyEntry, CountryPolicyEntryRefusal> changed = current == revision
                    ? change(before)
                    : new CountryPolicyEntryRefusal(
                        CountryPolicyEntryFailure.RevisionDiffers, $"the terms of {country} have revision {current}; read them again");
                return new(changed.TryGet(out var after, out var breach)
                    ? new AuditedChange<CountryPolicyRow>(CountryPolicyRow.Of(after), ActOf(before, after, act, action))
                    : (Outcome<AuditedChange<CountryPolicyRow>, CountryPolicyEntryRefusal>)breach);
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToEntry() : refusal;
    }

    private static AuditAct ActOf(CountryPolicyEntry? before, CountryPolicyEntry after, ActRequest act, string action)
    {
        var subject = new AuditParty("country", after.Country.Value);
        AuditChange[] changes =
        [
            AuditChange.Of("terms", TextOf(before?.Terms), TextOf(after.Terms)),
            AuditChange.Of("proposed", TextOf(before?.Proposed), TextOf(after.Proposed)),
        ];
        return act.ToAct(subject, after.Revision, after.ChangedAt, action, changes);
    }

    private static string? TextOf(CountryTerms? terms) => terms is null ? null : CountryTermsJson.TextOf(terms);
}
