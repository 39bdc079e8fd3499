using System.Runtime.CompilerServices;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>The policy administrators whose lists are read; every change stands in the audit log.</summary>
public sealed class KnownPartners : IPartners
{
    private const string Table = "pa-partners";
    private const string Partition = "partners";
    private const int MaxName = 200;
    private const int MaxRoots = 8;

    // One of each country, and some that stand for several.
    private const int MaxPartners = 400;

    private readonly CountryCode _own;
    private readonly AuditedRows<PartnerDocument> _rows;
    private readonly TimeProvider _time;

    /// <param name="own">The country of this policy administrator, for which no partner stands.</param>
    public KnownPartners(CountryCode own, AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        (_own, _time) = (own, time);
        _rows = new AuditedRows<PartnerDocument>(audit, records, Table, PartnerJson.Default.Partner, carryOut: null, time, random);
    }

    public async ValueTask<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, id.Value, cancellationToken))?.ToPartner();

    /// <summary>All of them, whatever their state, in the order of their ids.</summary>
    public async IAsyncEnumerable<Partner> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken)) yield return row.ToPartner();
    }

    /// <summary>Adds a partner, whose list is refreshed from the next run of the timer on.</summary>
    public async ValueTask<Outcome<Partner, PartnerRefusal>> AddAsync(
        PartnerId id, PartnerTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        if (FaultOf(terms) is { } fault) return new PartnerRefusal(PartnerFailure.TermsNotAllowed, fault);
        return await ChangeAsync(id, act, "partner-added", TextOf(terms), async before =>
        {
            if (before is not null) return new PartnerRefusal(PartnerFailure.IsThere, $"there is a partner {id}");
            if (await CountAsync(cancellationToken) >= MaxPartners)
                return new PartnerRefusal(PartnerFailure.TooMany, $"there are {MaxPartners} partners");
            var now = _time.GetUtcNow();
            return new Partner(id, terms, PartnerState.Active, Revision: 1, now, now, act.Actor);
        }, cancellationToken);
    }

    /// <summary>Changes what was settled about a partner.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public async ValueTask<Outcome<Partner, PartnerRefusal>> AmendAsync(
        PartnerId id, long revision, PartnerTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        if (FaultOf(terms) is { } fault) return new PartnerRefusal(PartnerFailure.TermsNotAllowed, fault);
        return await ChangeAsync(
            id, act, "partner-amended", TextOf(terms),
            before => ValueTask.FromResult(Next(id, before, revision, act, partner => partner with { Terms = terms })), cancellationToken);
    }

    /// <summary>Pauses, excludes or resumes a partner.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<Partner, PartnerRefusal>> MoveAsync(
        PartnerId id, long revision, PartnerState state, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(id, act, $"partner-{KebabCase.Of(state)}", "move", before =>
        {
            var next = Next(id, before, revision, act, partner => partner with { State = state });
            return ValueTask.FromResult(before?.State == state && next.IsSuccess
                ? new PartnerRefusal(PartnerFailure.MoveNotLegal, $"the partner is {KebabCase.Of(state)} already")
                : next);
        }, cancellationToken);

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private Outcome<Partner, PartnerRefusal> Next(
        PartnerId id, Partner? before, long revision, ActRequest act, Func<Partner, Partner> change) =>
        before is null ? new PartnerRefusal(PartnerFailure.NotFound, $"there is no partner {id}")
        : before.Revision != revision
            ? new PartnerRefusal(PartnerFailure.RevisionDiffers, $"the partner has revision {before.Revision}; read it again")
        : change(before) with { Revision = revision + 1, ChangedAt = _time.GetUtcNow(), ChangedBy = act.Actor };

    private string? FaultOf(PartnerTerms terms) =>
        !PlainText.IsPlain(terms.Name, MaxName) ? $"name must be plain text of 1 to {MaxName} characters"
        : terms.Countries.Count == 0 || terms.Countries.Distinct().Count() != terms.Countries.Count
            ? "countries must be one country or more, each once"
        : terms.Countries.Contains(_own) ? $"a partner does not stand for {_own}, the country of this STI-PA"
        : terms.ListUrl.Length > Limits.UriLength || !Uri.TryCreate(terms.ListUrl, UriKind.Absolute, out var url)
            || url is not { Scheme: "https", Fragment: "", UserInfo: "" }
            ? "listUrl must be an https URL (ATIS-1000087 clause 4.3.2)"
        : terms.AdministratorRoots.Count is 0 or > MaxRoots ? $"roots must be 1 to {MaxRoots} roots of the partner's STI-PA"
        : terms.CrlUrls.Count > PartnerCrlUrls.Most || !terms.CrlUrls.All(PartnerCrlUrls.IsAllowed)
            ? $"crls must be at most {PartnerCrlUrls.Most} https URLs"
        : null;

    private async ValueTask<int> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in ListAsync(cancellationToken)) count++;
        return count;
    }

    private async ValueTask<Outcome<Partner, PartnerRefusal>> ChangeAsync(
        PartnerId id, ActRequest act, string action, string content,
        Func<Partner?, ValueTask<Outcome<Partner, PartnerRefusal>>> change, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"{action} {content}"));
        var outcome = await _rows.ChangeAsync<PartnerRefusal>(
            Partition, id.Value, mark,
            async row =>
            {
                var before = row?.ToPartner();
                return (await change(before)).TryGet(out var after, out var breach)
                    ? new AuditedChange<PartnerDocument>(PartnerDocument.Of(after), ActOf(before, after, act, action))
                    : breach;
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToPartner() : refusal;
    }

    private static AuditAct ActOf(Partner? before, Partner after, ActRequest act, string action)
    {
        var subject = new AuditParty("partner", after.Id.Value);
        AuditChange[] changes =
        [
            AuditChange.Of("state", before is null ? null : KebabCase.Of(before.State), KebabCase.Of(after.State)),
            AuditChange.Of("name", before?.Terms.Name, after.Terms.Name),
            AuditChange.Of("listUrl", before?.Terms.ListUrl, after.Terms.ListUrl),
            AuditChange.Of("countries", CountriesOf(before), CountriesOf(after)),
            AuditChange.Of("roots", RootsOf(before), RootsOf(after)),
            AuditChange.Of("crls", CrlsOf(before), CrlsOf(after)),
        ];
        return act.ToAct(subject, after.Revision, after.ChangedAt, action, changes);
    }

    private static string TextOf(PartnerTerms terms) =>
        $"{terms.Name} {string.Join(' ', terms.Countries)} {terms.ListUrl} {RootsIn(terms)} {string.Join(' ', terms.CrlUrls)}";

    private static string? CountriesOf(Partner? partner) => partner is null ? null : string.Join(' ', partner.Terms.Countries);

    private static string? RootsOf(Partner? partner) => partner is null ? null : RootsIn(partner.Terms);

    // Null where there are none: partners of before this member say nothing of it.
    private static string? CrlsOf(Partner? partner) =>
        partner is { Terms.CrlUrls: { Count: > 0 } urls } ? string.Join(' ', urls) : null;

    private static string RootsIn(PartnerTerms terms) =>
        string.Join(' ', terms.AdministratorRoots.Select(root => root.Certificate.Fingerprint));
}
