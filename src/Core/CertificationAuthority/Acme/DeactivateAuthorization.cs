using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>An authorization as it is, or given up by its account (RFC 8555 section 7.5.2).</summary>
public sealed class DeactivateAuthorization
{
    private readonly AcmeOrders _orders;
    private readonly TimeProvider _time;

    public DeactivateAuthorization(AcmeOrders orders, TimeProvider time) => (_orders, _time) = (orders, time);

    /// <summary>The order of the authorization; a POST-as-GET changes nothing.</summary>
    public async ValueTask<Outcome<AcmeOrder, AcmeProblem>> AnswerAsync(
        AcmeRequest request, string orderId, CancellationToken cancellationToken)
    {
        if (await _orders.FindAsync(orderId, request.Account, cancellationToken) is not { } stored)
            return AcmeProblem.NotFound("authorization");
        if (request.IsPostAsGet) return stored.Order;
        if (!request.TryReadPayload(out var json, out var problem)) return problem;
        using (json)
        {
            if (!json.RootElement.TryGetString("status"u8, out var status) || status != "deactivated")
                return AcmeProblem.Malformed("the only change of an authorization is status deactivated");
        }

        var order = stored.Order;
        if (order.Authorization.StatusAt(_time.GetUtcNow()) is not (AcmeAuthorizationStatus.Pending or AcmeAuthorizationStatus.Valid))
            return order;

        // Whatever was granted may have been signed already.
        if (order.Status == AcmeOrderStatus.Processing)
            return AcmeProblem.Malformed(
                "the certificate of the order is being made: ask for the order, and revoke what comes of it") with { Status = 409 };

        // The certificate of an order that is done stays; an order under way ends.
        var changed = order.Status is AcmeOrderStatus.Pending or AcmeOrderStatus.Ready
            ? order.Failed(AcmeAuthorizationStatus.Deactivated, error: null)
            : order with { Authorization = order.Authorization with { Status = AcmeAuthorizationStatus.Deactivated } };
        return await _orders.TryReplaceAsync(changed, stored.ETag, cancellationToken) is not null
            ? changed
            : AcmeProblem.Malformed("the authorization was changed by another request just now") with { Status = 409 };
    }
}
