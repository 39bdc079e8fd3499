using System.Text.Json;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The one challenge of SHAKEN, tkauth-01 (RFC 9447, RFC 9448): the client shows a token by which the STI-PA says that the account's key
/// may have a certificate for the identifier.
/// </summary>
public sealed class AnswerChallenge
{
    private readonly AcmeOrders _orders;
    private readonly AuthorityTokenVerifier _tokens;
    private readonly AuthorityTokenUses _uses;
    private readonly IReadOnlyList<IssuingAuthority> _authorities;
    private readonly AcmeOptions _options;
    private readonly TimeProvider _time;

    /// <param name="authorities">The CA that signs now, then those before it.</param>
    public AnswerChallenge(
        AcmeOrders orders, AuthorityTokenVerifier tokens, AuthorityTokenUses uses, IReadOnlyList<IssuingAuthority> authorities,
        AcmeOptions options, TimeProvider time) =>
        (_orders, _tokens, _uses, _authorities, _options, _time) = (orders, tokens, uses, authorities, options, time);

    /// <summary>Takes the answer to a challenge; a POST-as-GET or an empty object only looks at it.</summary>
    /// <param name="client">Who answers; fetches are counted by it.</param>
    /// <returns>The order with its authorization: valid, or invalid with the reason.</returns>
    public async ValueTask<Outcome<AcmeOrder, AcmeProblem>> AnswerAsync(
        AcmeRequest request, string orderId, ClientKey client, CancellationToken cancellationToken)
    {
        if (await _orders.FindAsync(orderId, request.Account, cancellationToken) is not { } stored)
            return AcmeProblem.NotFound("challenge");
        if (request.IsPostAsGet) return stored.Order;
        if (!ReadToken(request).TryGet(out var token, out var problem)) return problem;

        // A repeated answer finds what the first one did.
        if (stored.Order.Authorization.StatusAt(_time.GetUtcNow()) != AcmeAuthorizationStatus.Pending) return stored.Order;
        var judged = await JudgeAsync(stored.Order, request, token, client, cancellationToken);
        if (!judged.TryGet(out var order, out problem)) return problem;
        return await _orders.TryReplaceAsync(order, stored.ETag, cancellationToken) is { } replaced
            ? replaced.Order
            : await _orders.FindAsync(orderId, request.Account, cancellationToken) is { } other
                ? other.Order
            : AcmeProblem.NotFound("challenge");
    }

    private async ValueTask<Outcome<AcmeOrder, AcmeProblem>> JudgeAsync(
        AcmeOrder order, AcmeRequest request, string token, ClientKey client, CancellationToken cancellationToken)
    {
        var use = new AuthorityTokenUse(order.Authority, request.Key, _options.AllowsDelegation ? null : false) { Client = client };
        if (!(await _tokens.VerifyAsync(token, use, cancellationToken)).TryGet(out var verified, out var refusal))
        {
            // The authority's certificate is out of reach: nothing is proven either way, and the client may try again.
            return refusal.Failure == AuthorityTokenFailure.CertificateUnavailable
                ? new AcmeProblem(AcmeError.Connection, refusal.Detail) { RetryAfter = refusal.RetryAfter }
                : order.Failed(AcmeAuthorizationStatus.Invalid, new AcmeFault(AcmeError.IncorrectResponse, refusal.Detail));
        }

        // The token is left unused: it may be good for a CA of its country.
        if (_authorities[0].Authority.Certificate.Subject.Country != verified.Country)
            return order.Failed(
                AcmeAuthorizationStatus.Invalid,
                new AcmeFault(AcmeError.RejectedIdentifier, $"the token is from {verified.Country}, and this CA is not"));

        if (!await _uses.TryBindAsync(verified, order.AccountId, order.Id, cancellationToken))
        {
            const string Detail =
                "jti: the token was used before, for another account or order; with Ca:TokenReuse=UntilExpiry one account may reuse it";
            return order.Failed(AcmeAuthorizationStatus.Invalid, new AcmeFault(AcmeError.IncorrectResponse, Detail));
        }

        var now = _time.GetUtcNow();
        return order with
        {
            Status = AcmeOrderStatus.Ready,
            Authorization = order.Authorization with
            {
                Status = AcmeAuthorizationStatus.Valid,
                ValidatedAt = now,
                ExpiresAt = now + _options.AuthorizationLife,
                Grant = new AcmeGrant(verified.IsCa, verified.ExpiresAt, verified.Id, verified.Country.Value),
            },
        };
    }

    // RFC 9447 section 3 has tkauth; clients of the drafts before it send atc.
    private static Outcome<string, AcmeProblem> ReadToken(AcmeRequest request)
    {
        if (!request.TryReadPayload(out var json, out var problem)) return problem;
        using (json)
        {
            foreach (var name in (string[])["tkauth", "atc"])
            {
                if (!json.RootElement.TryGetOptional(name, out var member)) continue;
                return member.ValueKind == JsonValueKind.String ? member.GetString()! : AcmeProblem.Malformed($"{name} is no string");
            }
        }

        return AcmeProblem.Malformed("the answer to a tkauth-01 challenge is an object with tkauth, the authority token");
    }
}
