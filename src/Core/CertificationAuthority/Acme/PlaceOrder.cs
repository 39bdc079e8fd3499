using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// newOrder (RFC 8555 section 7.4, RFC 9448 section 3). With an entitlement the order is ready at once; else it takes a challenge.
/// </summary>
public sealed class PlaceOrder
{
    private const int RememberedAccounts = 10_000;
    private const int ChallengeTokenOctets = 32;

    private readonly AcmeOrders _orders;
    private readonly AcmeOptions _options;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly IAcmeEntitlement? _entitlement;
    private readonly AcmeReplacements? _replacements;
    private readonly KeyedRate _rate;

    /// <param name="entitlement">Null: orders take a challenge.</param>
    /// <param name="replacements">Null: an order replaces nothing.</param>
    public PlaceOrder(
        AcmeOrders orders, AcmeOptions options, TimeProvider time, IRandom random, IAcmeEntitlement? entitlement = null,
        AcmeReplacements? replacements = null)
    {
        (_orders, _options, _time, _random) = (orders, options, time, random);
        (_entitlement, _replacements) = (entitlement, replacements);
        _rate = new KeyedRate(options.OrdersPerMinute / 60.0, options.OrdersPerMinute, RememberedAccounts, time);
    }

    public async ValueTask<Outcome<AcmeOrder, AcmeProblem>> PlaceAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!_rate.TryTake(request.Account.Id))
        {
            return new AcmeProblem(AcmeError.RateLimited, $"an account may place {_options.OrdersPerMinute} orders a minute")
                { RetryAfter = TimeSpan.FromMinutes(1) / _options.OrdersPerMinute };
        }

        if (!request.TryReadPayload(out var json, out var problem)) return problem;
        using (json)
        {
            var payload = json.RootElement;
            if (!OrderIdentifiers.Read(payload, _options, _entitlement is not null).TryGet(out var wanted, out problem)) return problem;
            if (!NewOrder(request.Account, payload, wanted).TryGet(out var order, out problem)) return problem;
            if (_entitlement is not null)
            {
                var entitled = await _entitlement.FindAsync(request.Account, wanted.List, cancellationToken);
                if (!entitled.TryGet(out var grant, out problem)) return problem;
                order = Entitled(order, grant);
            }

            if (!ReadReplaced(payload).TryGet(out var replaced, out problem)) return problem;
            if (replaced.Id is { } id && _replacements is not null)
            {
                if (await _replacements.ClaimAsync(id, order, cancellationToken) is { } refused) return refused;
                order = order with { Replaces = id.Text };
            }

            await _orders.AddAsync(order, cancellationToken);
            return order;
        }
    }

    private Outcome<AcmeOrder, AcmeProblem> NewOrder(AcmeAccount account, JsonElement payload, OrderIdentifiers wanted)
    {
        if (!payload.TryReadMoment("notBefore", out var notBefore) || !payload.TryReadMoment("notAfter", out var notAfter))
            return AcmeProblem.Malformed("notBefore and notAfter are dates of RFC 3339, such as 2026-12-20T00:00:00Z");
        var now = _time.GetUtcNow();
        if (notBefore > now + _options.LongestAhead)
            return AcmeProblem.Malformed($"notBefore is more than {_options.LongestAhead.TotalHours:0} hours ahead");
        if (notAfter <= now || notAfter <= notBefore) return AcmeProblem.Malformed("notAfter has passed, or is not after notBefore");
        string? profile = null;
        if (payload.TryGetOptional("profile", out var named))
        {
            if (named.ValueKind != JsonValueKind.String) return AcmeProblem.Malformed("profile must be a string");
            profile = named.GetString()!;
            if (!_options.Profiles.Find(profile).TryGet(out _, out var unknown)) return unknown;
        }

        var authorization = new AcmeAuthorization(
            AcmeAuthorizationStatus.Pending, now + _options.OrderLife, _random.NewText(ChallengeTokenOctets));
        return new AcmeOrder(
            AcmeId.New(_random), account.Id, wanted.Identifier, wanted.Der, now, now + _options.OrderLife, notBefore, notAfter,
            AcmeOrderStatus.Pending, authorization, Constraints: wanted.Constraints, Profile: profile);
    }

    // The authorization is valid from the beginning, and ends with the entitlement.
    private AcmeOrder Entitled(AcmeOrder order, AcmeGrant grant)
    {
        var longest = order.CreatedAt + _options.AuthorizationLife;
        return order with
        {
            Status = AcmeOrderStatus.Ready,
            Authorization = order.Authorization with
            {
                Status = AcmeAuthorizationStatus.Valid,
                ValidatedAt = order.CreatedAt,
                ExpiresAt = grant.TokenExpiresAt < longest ? grant.TokenExpiresAt : longest,
                Grant = grant,
            },
        };
    }

    private static Outcome<Replaced, AcmeProblem> ReadReplaced(JsonElement payload) =>
        !payload.TryGetOptional("replaces", out var member) ? new Replaced(null)
        : member.ValueKind == JsonValueKind.String && RenewalId.TryParse(member.GetString(), out var id) ? new Replaced(id)
        : AcmeProblem.Malformed("replaces names a certificate as RFC 9773 section 4.1 does");

    /// <summary>Which certificate the order replaces; null: none.</summary>
    private sealed record Replaced(RenewalId? Id);
}
