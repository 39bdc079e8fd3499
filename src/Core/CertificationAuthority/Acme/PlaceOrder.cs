using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>newOrder (RFC 8555 section 7.4, RFC 9448 section 3): one identifier of type TNAuthList.</summary>
public sealed class PlaceOrder
{
    private const int RememberedAccounts = 10_000;
    private const int ChallengeTokenOctets = 32;

    private readonly AcmeOrders _orders;
    private readonly AcmeOptions _options;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly KeyedRate _rate;

    public PlaceOrder(AcmeOrders orders, AcmeOptions options, TimeProvider time, IRandom random)
    {
        (_orders, _options, _time, _random) = (orders, options, time, random);
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
            if (!ReadIdentifier(json.RootElement).TryGet(out var wanted, out problem)) return problem;
            if (!json.RootElement.TryReadMoment("notBefore", out var notBefore)
                || !json.RootElement.TryReadMoment("notAfter", out var notAfter))
                return AcmeProblem.Malformed("notBefore and notAfter are dates of RFC 3339, such as 2026-12-20T00:00:00Z");
            var now = _time.GetUtcNow();
            if (notBefore > now + _options.LongestAhead)
                return AcmeProblem.Malformed($"notBefore is more than {_options.LongestAhead.TotalHours:0} hours ahead");
            if (notAfter <= now || notAfter <= notBefore) return AcmeProblem.Malformed("notAfter has passed, or is not after notBefore");

            var authorization = new AcmeAuthorization(
                AcmeAuthorizationStatus.Pending, now + _options.OrderLife, _random.NewText(ChallengeTokenOctets));
            var order = new AcmeOrder(
                AcmeId.New(_random), request.Account.Id, wanted.Identifier, wanted.Der, now, now + _options.OrderLife, notBefore, notAfter,
                AcmeOrderStatus.Pending, authorization);
            await _orders.AddAsync(order, cancellationToken);
            return order;
        }
    }

    private Outcome<(AcmeIdentifier Identifier, byte[] Der), AcmeProblem> ReadIdentifier(JsonElement payload)
    {
        if (!payload.TryGetProperty("identifiers"u8, out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() is 0 or > Limits.AcmeIdentifiers)
            return AcmeProblem.Malformed($"identifiers is an array with 1 to {Limits.AcmeIdentifiers} entries");

        var identifiers = new List<AcmeIdentifier>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetString("type"u8, out var type)
                || !item.TryGetString("value"u8, out var value))
                return AcmeProblem.Malformed("an identifier is an object with type and value");
            identifiers.Add(new AcmeIdentifier(type, value));
        }

        var faults = identifiers.Select(identifier => (Identifier: identifier, Problem: FindViolation(identifier)))
            .Where(pair => pair.Problem is not null)
            .ToList();
        if (faults is [var only] && identifiers.Count == 1) return only.Problem!;
        if (faults.Count > 0)
        {
            return new AcmeProblem(
                faults.DistinctBy(fault => fault.Problem!.Error).Count() == 1 ? faults[0].Problem!.Error : AcmeError.Compound,
                "identifiers are refused: see the subproblems")
            {
                Subproblems = [.. faults.Select(fault => new AcmeSubproblem(fault.Problem!.Error, fault.Problem.Detail, fault.Identifier))],
            };
        }

        if (identifiers.Count > 1)
            return new AcmeProblem(AcmeError.RejectedIdentifier, "a certificate here has one TNAuthList, so an order has one identifier");
        return identifiers[0].TryDecode(_options.Quirks.PaddedIdentifiers, out var der)
            ? (identifiers[0], der)
            : throw new InvalidOperationException("An identifier that was read cannot be read.");
    }

    private AcmeProblem? FindViolation(AcmeIdentifier identifier)
    {
        if (identifier.Type != AcmeIdentifier.TnAuthListType)
            return new AcmeProblem(AcmeError.UnsupportedIdentifier, "the only identifier type here is TNAuthList");
        if (!identifier.TryDecode(_options.Quirks.PaddedIdentifiers, out var der))
        {
            return AcmeProblem.Malformed("the identifier's value is not base64url without padding (RFC 8555 section 6.1)")
                .Naming(identifier.TryDecode(allowPadding: true, out _) ? AcmeQuirks.PaddedIdentifiersSetting : null);
        }

        if (!TnAuthListDer.TryRead(der, out var list)) return AcmeProblem.Malformed("the identifier's value is no TNAuthList in DER");
        if (list.Findings.Count > 0)
            return new AcmeProblem(AcmeError.RejectedIdentifier, $"the TNAuthList is not as RFC 8226 has it: {list.Findings[0].Detail}");
        if (!_options.AllowsDelegation && list.Entries is not [SpcEntry])
        {
            return new AcmeProblem(AcmeError.RejectedIdentifier, "this CA certifies one SPC, and neither numbers nor ranges")
                .Naming(AcmeQuirks.DelegationSetting);
        }

        var isWithin = _options.OwnAuthority is { } own ? own.Encompasses(list, out _) : list.Entries.All(entry => entry is SpcEntry);
        return isWithin
            ? null
            : new AcmeProblem(
                AcmeError.RejectedIdentifier, "the TNAuthList is not within that of this CA's own certificate (RFC 9060 section 4)");
    }
}
