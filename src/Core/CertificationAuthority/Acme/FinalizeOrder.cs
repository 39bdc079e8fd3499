using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// finalize (RFC 8555 section 7.4): the CSR is judged first and the order stays ready while it is wrong. Then the order keeps it, and from
/// there on it ends in the one certificate: after a crash the next request for the order continues the work.
/// </summary>
public sealed partial class FinalizeOrder
{
    private readonly AcmeOrders _orders;
    private readonly AcmeAccounts _accounts;
    private readonly IAcmeIssuing _issuing;
    private readonly IAcmeEntitlement? _entitlement;
    private readonly TimeProvider _time;
    private readonly ILogger<FinalizeOrder> _logger;

    public FinalizeOrder(
        AcmeOrders orders, AcmeAccounts accounts, IAcmeIssuing issuing, IAcmeEntitlement? entitlement, TimeProvider time,
        ILogger<FinalizeOrder> logger) =>
        (_orders, _accounts, _issuing, _entitlement, _time, _logger) = (orders, accounts, issuing, entitlement, time, logger);

    /// <summary>Takes the CSR of an order that is ready.</summary>
    public async ValueTask<Outcome<AcmeOrder, AcmeProblem>> FinalizeAsync(
        AcmeRequest request, string orderId, CancellationToken cancellationToken)
    {
        if (await _orders.FindAsync(orderId, request.Account, cancellationToken) is not { } stored) return AcmeProblem.NotFound("order");
        if (stored.Order.StatusAt(_time.GetUtcNow()) is var status and not AcmeOrderStatus.Ready)
            return new AcmeProblem(
                AcmeError.OrderNotReady,
                $"the order is {KebabCase.Of(status)}, and only one that is ready takes a CSR; its certificate is found by asking for the "
                + "order");
        if (!ReadCsr(request).TryGet(out var csr, out var problem)) return problem;

        if (!(await EntitleAsync(stored.Order, request.Account, cancellationToken)).TryGet(out var entitled, out problem)) return problem;
        var processing = entitled with { Status = AcmeOrderStatus.Processing, Csr = csr.Der.ToArray() };
        if (await _issuing.FindViolationAsync(processing, request.Account, csr, cancellationToken) is { } violation) return violation;

        // The certificate needs an account that stays.
        if (request.Account.KeptUntil is not null && await _accounts.KeepAsync(request.Account.Id, cancellationToken) is null)
            return new AcmeProblem(AcmeError.AccountDoesNotExist, "the account expired: no order of it was ever finalized");
        if (await _orders.TryReplaceAsync(processing, stored.ETag, cancellationToken) is not { } kept)
            return new AcmeProblem(AcmeError.OrderNotReady, "another request finalizes the order");
        return await CompleteAsync(kept, csr, cancellationToken);
    }

    /// <summary>The order of an account, its certificate made if it has a CSR and nothing came of that yet.</summary>
    public async ValueTask<Outcome<AcmeOrder, AcmeProblem>> GetAsync(
        AcmeRequest request, string orderId, CancellationToken cancellationToken)
    {
        if (await _orders.FindAsync(orderId, request.Account, cancellationToken) is not { } stored) return AcmeProblem.NotFound("order");
        if (stored.Order.Status != AcmeOrderStatus.Processing) return stored.Order;
        return SigningRequest.TryRead(stored.Order.Csr, out var csr, out var unread)
            ? await CompleteAsync(stored, csr, cancellationToken)
            : throw new InvalidOperationException($"A CSR that was read cannot be read: {unread.Detail}");
    }

    /// <summary>
    /// Goes on with an order that has its CSR, though no client asks for it. Null: there is no such order, or nothing is left to do.
    /// </summary>
    public async ValueTask<AcmeOrder?> ContinueAsync(string orderId, CancellationToken cancellationToken)
    {
        if (await _orders.FindAsync(orderId, cancellationToken) is not { Order.Status: AcmeOrderStatus.Processing } stored) return null;
        return SigningRequest.TryRead(stored.Order.Csr, out var csr, out var unread)
            ? await CompleteAsync(stored, csr, cancellationToken)
            : throw new InvalidOperationException($"A CSR that was read cannot be read: {unread.Detail}");
    }

    // The order with what its account is entitled to now: between order and CSR an entitlement may end, or be another.
    private async ValueTask<Outcome<AcmeOrder, AcmeProblem>> EntitleAsync(
        AcmeOrder order, AcmeAccount account, CancellationToken cancellationToken)
    {
        if (_entitlement is null) return order;
        if (!TnAuthListDer.TryRead(order.Authority, out var list))
            throw new InvalidOperationException("The TNAuthList of an order cannot be read.");
        if (!(await _entitlement.FindAsync(account, list, cancellationToken)).TryGet(out var grant, out var problem)) return problem;
        return order with { Authorization = order.Authorization with { Grant = grant } };
    }

    private async ValueTask<AcmeOrder> CompleteAsync(StoredOrder stored, SigningRequest csr, CancellationToken cancellationToken)
    {
        var order = stored.Order;
        var account = await _accounts.FindAsync(order.AccountId, cancellationToken)
            ?? throw new InvalidOperationException("An order has no account.");
        var outcome = await _issuing.IssueAsync(order, account.Account, csr, cancellationToken);
        if (outcome.TryGet(out var issued, out var problem) && issued.Url is null) return order;
        var ended = problem is null
            ? order with { Status = AcmeOrderStatus.Valid, CertificateUrl = issued!.Url }
            : order with { Status = AcmeOrderStatus.Invalid, Error = AcmeFault.Of(problem) };
        if (problem is not null) LogRefused(order.Id, problem.Error, problem.Detail);

        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _orders.TryReplaceAsync(ended, stored.ETag, cancellationToken) is not null) return ended;

            // A faster request wrote the same, since an order has one certificate; or one with other settings refused what is published
            // now.
            stored = await _orders.FindAsync(order.Id, cancellationToken)
                ?? throw new InvalidOperationException("An order in work is gone.");
            if (issued is null || stored.Order.Status == AcmeOrderStatus.Valid) return stored.Order;
            if (await _accounts.FindAsync(order.AccountId, cancellationToken) is { Account.Status: AcmeAccountStatus.Revoked })
                return stored.Order;
            ended = stored.Order with { Status = AcmeOrderStatus.Valid, CertificateUrl = issued.Url, Error = null };
        }

        throw StorageException.OfContention("An order");
    }

    private static Outcome<SigningRequest, AcmeProblem> ReadCsr(AcmeRequest request)
    {
        if (!request.TryReadPayload(out var json, out var problem)) return problem;
        using (json)
        {
            if (!json.RootElement.TryGetString("csr"u8, out var text) || !StrictBase64Url.TryDecode(text, out var der))
                return AcmeProblem.Malformed("csr is the CSR's DER in base64url without padding");
            return SigningRequest.TryRead(der, out var csr, out var refusal) ? csr : new AcmeProblem(AcmeError.BadCsr, refusal.Detail);
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning,
        Message = "The order {Order} came to nothing after its CSR was taken: {Error}, {Detail}")]
    private partial void LogRefused(string order, AcmeError error, string detail);
}
