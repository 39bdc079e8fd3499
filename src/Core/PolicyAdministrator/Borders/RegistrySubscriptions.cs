using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>The one subscription to a registry: approved and revoked by governance; every change stands in the audit log.</summary>
public sealed class RegistrySubscriptions
{
    private const string Table = "pa-registry";
    private const string Partition = "subscriptions";
    private const string Row = "international";
    private const int MaxName = 200;
    private const int MaxRoots = 8;

    private readonly bool _needsTwoOperators;
    private readonly AuditedRows<RegistrySubscriptionRow> _rows;
    private readonly TimeProvider _time;

    /// <param name="needsTwoOperators">An approval waits until another operator confirms it.</param>
    public RegistrySubscriptions(bool needsTwoOperators, AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        (_needsTwoOperators, _time) = (needsTwoOperators, time);
        _rows = new AuditedRows<RegistrySubscriptionRow>(
            audit, records, Table, RegistrySubscriptionJson.Default.Subscription, carryOut: null, time, random);
    }

    /// <summary>The subscription, as the audit log names it.</summary>
    public static AuditParty Subject { get; } = new("registry", Row);

    public async ValueTask<RegistrySubscription> GetAsync(CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, Row, cancellationToken))?.ToSubscription() ?? RegistrySubscription.None;

    /// <summary>Approves a registry, in the place of one that was approved before; where two operators are needed it waits.</summary>
    /// <param name="revision">The revision that the caller read; 0 where there was none.</param>
    public async ValueTask<Outcome<RegistrySubscription, SubscriptionRefusal>> SubscribeAsync(
        long revision, RegistryTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        if (FaultOf(terms) is { } fault) return new SubscriptionRefusal(SubscriptionFailure.TermsNotAllowed, fault);
        return await ChangeAsync(
            revision, act, "registry-approved", TextOf(terms) ?? "",
            before => _needsTwoOperators
                ? before with { Proposed = terms }
                : before with { Approved = terms, Proposed = null }, cancellationToken);
    }

    /// <summary>Confirms what another operator proposed.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<RegistrySubscription, SubscriptionRefusal>> ConfirmAsync(
        long revision, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(revision, act, "registry-confirmed", "confirm", before =>
            before.Proposed is not { } proposed
                ? new SubscriptionRefusal(SubscriptionFailure.NothingProposed, "no registry waits for approval")
            : before.ChangedBy == act.Actor
                ? new SubscriptionRefusal(
                    SubscriptionFailure.AnotherOperatorNeeded, $"{act.Actor} proposed this registry; another operator must confirm it")
            : before with { Approved = proposed, Proposed = null }, cancellationToken);

    /// <summary>
    /// Revokes the approval, and what waits for one. Roots that came by the registry are off the next list. One operator is enough.
    /// </summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<RegistrySubscription, SubscriptionRefusal>> RevokeAsync(
        long revision, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(revision, act, "registry-revoked", "revoke", before =>
            before.Approved is null && before.Proposed is null
                ? new SubscriptionRefusal(SubscriptionFailure.NothingProposed, "no registry is approved")
                : before with { Approved = null, Proposed = null }, cancellationToken);

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private static string? FaultOf(RegistryTerms terms) =>
        !PlainText.IsPlain(terms.Name, MaxName) ? $"name must be plain text of 1 to {MaxName} characters"
        : terms.ListUrl.Length > Limits.UriLength || !Uri.TryCreate(terms.ListUrl, UriKind.Absolute, out var url)
            || url is not { Scheme: "https", Fragment: "", UserInfo: "" }
            ? "listUrl must be an https URL"
        : terms.Roots.Count is 0 or > MaxRoots ? $"roots must be 1 to {MaxRoots} roots of the registry"
        : null;

    private async ValueTask<Outcome<RegistrySubscription, SubscriptionRefusal>> ChangeAsync(
        long revision, ActRequest act, string action, string content,
        Func<RegistrySubscription, Outcome<RegistrySubscription, SubscriptionRefusal>> change, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"{action} {content}"));
        var outcome = await _rows.ChangeAsync<SubscriptionRefusal>(
            Partition, Row, mark,
            row =>
            {
                var before = row?.ToSubscription() ?? RegistrySubscription.None;
                if (before.Revision != revision)
                {
                    return new(new SubscriptionRefusal(
                        SubscriptionFailure.RevisionDiffers, $"the subscription has revision {before.Revision}; read it again"));
                }

                if (!change(before).TryGet(out var changed, out var breach)) return new(breach);
                var after = changed with { Revision = revision + 1, ChangedAt = _time.GetUtcNow(), ChangedBy = act.Actor };
                return new(new AuditedChange<RegistrySubscriptionRow>(
                    RegistrySubscriptionRow.Of(after), ActOf(before, after, act, action)));
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToSubscription() : refusal;
    }

    private static AuditAct ActOf(RegistrySubscription before, RegistrySubscription after, ActRequest act, string action) => act.ToAct(
        Subject, after.Revision, after.ChangedAt, action,
        [
            AuditChange.Of("approved", TextOf(before.Approved), TextOf(after.Approved)),
            AuditChange.Of("proposed", TextOf(before.Proposed), TextOf(after.Proposed)),
        ]);

    private static string? TextOf(RegistryTerms? terms) =>
        terms is null
            ? null
            : $"{terms.Name} {terms.ListUrl} {string.Join(' ', terms.Roots.Select(root => root.Certificate.Fingerprint))}";
}
