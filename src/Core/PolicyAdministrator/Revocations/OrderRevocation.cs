using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Revocations;

/// <summary>
/// Revokes certificates of providers at the policy administrator, whichever approved CA issued them; holds and releases them for
/// operators. An order is answered when it is stored, in the register, wanted on the next CRL, told to the CAs and in the audit log.
/// </summary>
/// <remarks>
/// CAs are told of revocations and not of holds: a hold is taken back by the CRL alone, and a CA's own register takes nothing back.
/// </remarks>
public sealed class OrderRevocation
{
    private const string Table = "pa-revocation-orders";
    private const int PartitionLength = 2;

    private static readonly RevocationReason[] ProviderReasons =
    [
        RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.AffiliationChanged, RevocationReason.Superseded,
        RevocationReason.CessationOfOperation, RevocationReason.PrivilegeWithdrawn,
    ];

    private readonly ProviderAccounts _accounts;
    private readonly ProviderCertificates _certificates;
    private readonly RevocationRegister _register;
    private readonly CrlWishes _wishes;
    private readonly NoticeLog _notices;
    private readonly AuditedRows<OrderDocument> _rows;
    private readonly TimeProvider _time;

    public OrderRevocation(
        ProviderAccounts accounts, ProviderCertificates certificates, RevocationRegister register, CrlWishes wishes, NoticeLog notices,
        AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        (_accounts, _certificates, _register, _wishes, _notices, _time) = (accounts, certificates, register, wishes, notices, time);
        _rows = new AuditedRows<OrderDocument>(audit, records, Table, OrderJson.Default.Order, CarryOutAsync, time, random);
    }

    /// <summary>The reasons that may be given, as RFC 5280 section 5.3.1 spells them.</summary>
    public static string ReasonNames => string.Join(", ", ProviderReasons.Select(reason => reason.Text()));

    /// <summary>Revokes a certificate of an account for good; one that is on hold too.</summary>
    /// <param name="certificate">See <see cref="NamedCertificate"/>.</param>
    public async ValueTask<Outcome<RevocationOrder, OrderRefusal>> RevokeAsync(
        string accountId, NamedCertificate certificate, RevocationReason reason, ActRequest act, CancellationToken cancellationToken)
    {
        if (!ProviderReasons.Contains(reason))
            return new OrderRefusal(OrderFailure.ReasonNotAllowed, $"reason must be one of {ReasonNames}");
        if (!(await FindOwnAsync(accountId, certificate, cancellationToken)).TryGet(out var chain, out var refusal)) return refusal;
        return await OrderAsync(chain, act, $"revoke {reason}", "certificate-revoked", before =>
            before is { State: OrderState.Revoked }
                ? new OrderRefusal(OrderFailure.AlreadyRevoked, "the certificate is revoked already; the first revocation stands")
                : NewOrder(chain, before, OrderState.Revoked, reason, act), cancellationToken);
    }

    /// <summary>Puts a certificate of an account on hold. For operators.</summary>
    public async ValueTask<Outcome<RevocationOrder, OrderRefusal>> HoldAsync(
        string accountId, NamedCertificate certificate, ActRequest act, CancellationToken cancellationToken)
    {
        if (!(await FindOwnAsync(accountId, certificate, cancellationToken)).TryGet(out var chain, out var refusal)) return refusal;
        if (await _register.FindAsync(chain.Leaf.Issuer, chain.Leaf.SerialNumber, cancellationToken) is not null
            && await FindAsync(chain.Leaf, cancellationToken) is not { State: OrderState.Held })
            return new OrderRefusal(OrderFailure.AlreadyRevoked, "the certificate is revoked already");
        return await OrderAsync(chain, act, "hold", "certificate-held", before =>
            before is { State: OrderState.Revoked or OrderState.Held }
                ? new OrderRefusal(OrderFailure.AlreadyRevoked, $"the certificate is {KebabCase.Of(before.State)} already")
                : NewOrder(chain, before, OrderState.Held, RevocationReason.CertificateHold, act), cancellationToken);
    }

    /// <summary>Releases a certificate from hold. For operators.</summary>
    public async ValueTask<Outcome<RevocationOrder, OrderRefusal>> ReleaseAsync(
        string accountId, NamedCertificate certificate, ActRequest act, CancellationToken cancellationToken)
    {
        if (!(await FindOwnAsync(accountId, certificate, cancellationToken)).TryGet(out var chain, out var refusal)) return refusal;
        return await OrderAsync(chain, act, "release", "certificate-released", before =>
            before is { State: OrderState.Held }
                ? NewOrder(chain, before, OrderState.Released, RevocationReason.CertificateHold, act)
                : new OrderRefusal(OrderFailure.NotHeld, "the certificate is not on hold by an order of this administrator"),
            cancellationToken);
    }

    /// <summary>The last order about a certificate; null: there was none.</summary>
    public async ValueTask<RevocationOrder?> FindAsync(StiCertificate certificate, CancellationToken cancellationToken)
    {
        var id = RevocationEntry.IdOf(certificate.Issuer, certificate.SerialNumber.Span);
        return (await _rows.FindAsync(id[..PartitionLength], id, cancellationToken))?.ToOrder();
    }

    /// <summary>Carries out and tells what instances left undone. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private async ValueTask<Outcome<CertificateChain, OrderRefusal>> FindOwnAsync(
        string accountId, NamedCertificate certificate, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(accountId, cancellationToken) is not { } account)
            return new OrderRefusal(OrderFailure.AccountNotFound, "there is no account of this id");
        if (!certificate.TryRead(out var bundle, out var fault)) return fault;
        if (!(await _certificates.FindAsync(bundle, cancellationToken)).TryGet(out var chain, out var failure))
            return new OrderRefusal(OrderFailure.CertificateNotKnown, $"{failure}; send the certificates up to the CA's root too");
        if (certificate.FindDifference(chain.Leaf) is { } difference) return difference;

        // A suspended account has its codes still, and may revoke.
        var providers = chain.Leaf.Extensions.TnAuthList?.Codes.Select(code => new ProviderId(chain.Country, code)).ToList() ?? [];
        if (providers.Count == 0 || !providers.TrueForAll(account.HeldProviders.Contains))
            return new OrderRefusal(OrderFailure.CertificateOfAnother,
                "the certificate's TNAuthList must hold codes of the account, and no others");
        return _register.RefusalOf(RevocationNotice.Of(chain.Leaf, RevocationReason.Unspecified, accountId)) is { } refusal
            ? new OrderRefusal(OrderFailure.CertificateNotKnown, refusal.Detail)
            : chain;
    }

    private async ValueTask<Outcome<RevocationOrder, OrderRefusal>> OrderAsync(
        CertificateChain chain, ActRequest act, string content, string action,
        Func<RevocationOrder?, Outcome<RevocationOrder, OrderRefusal>> change, CancellationToken cancellationToken)
    {
        var id = RevocationEntry.IdOf(chain.Leaf.Issuer, chain.Leaf.SerialNumber.Span);
        var outcome = await _rows.ChangeAsync<OrderRefusal>(
            id[..PartitionLength], id, act.MarkOf(Encoding.UTF8.GetBytes($"{content} {id}")),
            row =>
            {
                var before = row?.ToOrder();
                return new(change(before).TryGet(out var after, out var breach)
                    ? new AuditedChange<OrderDocument>(OrderDocument.Of(after), ActOf(before, after, act, action))
                    : (Outcome<AuditedChange<OrderDocument>, OrderRefusal>)breach);
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToOrder() : refusal;
    }

    private RevocationOrder NewOrder(
        CertificateChain chain, RevocationOrder? before, OrderState state, RevocationReason reason, ActRequest act) => new(
        chain.Leaf.Issuer, chain.Leaf.SerialNumber, chain.Leaf.NotAfter,
        new ProviderId(chain.Country, chain.Leaf.Extensions.TnAuthList!.Codes.First()), state, reason, act.Actor.ToString(),
        (before?.Revision ?? 0) + 1, _time.GetUtcNow());

    // Each step may be repeated. The register first: what it holds is on the next list, whatever becomes of the rest.
    private async ValueTask CarryOutAsync(OrderDocument document, CancellationToken cancellationToken)
    {
        var order = document.ToOrder();
        switch (order.State)
        {
            case OrderState.Revoked:
                await _register.RevokeAsync(order.ToNotice(), cancellationToken);
                await _wishes.WantAsync(cancellationToken);
                var notice = new CertificateNotice(order.Issuer, CertificateSerial.From(order.Serial.Span), order.Reason);
                await _notices.AppendAsync(new NewNotice($"revocation:{order.Id}", notice), cancellationToken);
                break;
            case OrderState.Held:
                await _register.RevokeAsync(order.ToNotice(), cancellationToken);
                await _wishes.WantAsync(cancellationToken);
                break;
            case OrderState.Released:
                await _register.ReleaseAsync(order.Issuer, order.Serial, cancellationToken);
                await _wishes.WantAsync(cancellationToken);
                break;
        }
    }

    private static AuditAct ActOf(RevocationOrder? before, RevocationOrder after, ActRequest act, string action)
    {
        var subject = new AuditParty("certificate", after.Id);
        AuditChange[] changes =
        [
            AuditChange.Of("state", before is null ? null : KebabCase.Of(before.State), KebabCase.Of(after.State)),
            AuditChange.Of("reason", before?.Reason.Text(), after.Reason.Text()),
            AuditChange.Of("issuer", null, after.Issuer.ToString()),
            AuditChange.Of("serial", null, after.SerialText),
            AuditChange.Of("provider", null, after.Provider.ToString()),
        ];
        return new AuditAct(
            $"{subject}/{after.Revision}", after.At, act.Actor, act.Address, subject, action, act.Reason, changes);
    }
}
