using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>What we identify ourselves with to a partner's server.</summary>
/// <param name="Credentials">Null: a client certificate, or nothing.</param>
/// <param name="Http">A client with the client certificate that the server demands; null: it demands none.</param>
public sealed record PartnerAccess(ListCredentials? Credentials, HttpMessageInvoker? Http);

/// <summary>
/// The lists of partners over HTTPS, with the credentials that each gave us, and conditional requests: a list that has not changed costs
/// neither side anything. A refused access token is followed by one login, and no more.
/// </summary>
public sealed class PartnerListClient : IPartnerLists
{
    // The bare JWT, which servers give to who accepts application/jose, does not name the CRL.
    internal const string Accepted = "application/jose+json, application/json, */*;q=0.1";

    private static readonly OperatorBounds Bounds = new(RefreshPartners.TimeOfOne, Limits.TrustListOctets);

    private readonly HttpMessageInvoker _http;
    private readonly IReadOnlyDictionary<string, PartnerAccess> _access;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, AccessTokens> _tokens = new(StringComparer.Ordinal);

    /// <param name="http">Made by <see cref="OperatorClient"/>, for partners without a client certificate.</param>
    /// <param name="access">By the partners' ids; those that are missing demand nothing.</param>
    public PartnerListClient(HttpMessageInvoker http, IReadOnlyDictionary<string, PartnerAccess> access, TimeProvider time) =>
        (_http, _access, _time) = (http, access, time);

    public async ValueTask<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(
        Partner partner, PartnerStatus status, CancellationToken cancellationToken)
    {
        var access = _access.GetValueOrDefault(partner.Id.Value);
        var exchange = new OperatorExchange(access?.Http ?? _http, _time);

        // One refresh of a partner at a time uses its session.
        var tokens = access?.Credentials is ListAccount account
            ? _tokens.GetOrAdd(partner.Id.Value, _ => new AccessTokens(exchange, account, _time))
            : null;
        var asked = await AskAsync(exchange, partner, status, access?.Credentials as ApiKey, tokens, cancellationToken);
        if (tokens is not null && asked.TryGet(out var reply, out _) && reply.Status == HttpStatusCode.Unauthorized)
        {
            tokens.Forget();
            asked = await AskAsync(exchange, partner, status, key: null, tokens, cancellationToken);
        }

        return asked.TryGet(out reply, out var refusal) ? Read(reply) : refusal;
    }

    private static Outcome<PartnerAnswer, TrustListRefusal> Read(OperatorReply reply)
    {
        var etag = reply.Headers.ETag?.ToString();
        var modified = reply.LastModified?.ToString("R", CultureInfo.InvariantCulture);
        if (reply.Status == HttpStatusCode.NotModified) return new PartnerAnswer(Compact: null, etag, modified);
        if (reply.Status == HttpStatusCode.OK)
        {
            return TrustListAnswer.Read(reply.Body).TryGet(out var compact, out var malformed)
                ? new PartnerAnswer(compact, etag, modified) { CrlUrls = PartnerCrlUrls.Read(reply.Body) }
                : malformed;
        }

        var detail = $"the list's server answered {(int)reply.Status}";
        return reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new TrustListRefusal(TrustListFailure.LoginRefused, detail)
            : new TrustListRefusal(TrustListFailure.Unreachable, detail);
    }

    private static async Task<Outcome<OperatorReply, TrustListRefusal>> AskAsync(
        OperatorExchange exchange, Partner partner, PartnerStatus status, ApiKey? key, AccessTokens? tokens,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, partner.Terms.ListUrl);
        request.Headers.TryAddWithoutValidation("Accept", Accepted);
        if (status.ETag is { } etag) request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        if (status.LastModified is { } modified) request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        if (key is not null) request.Headers.TryAddWithoutValidation(key.Header, key.Value.Reveal());
        if (tokens is not null)
        {
            // STI-PAs want the access token bare, without "Bearer".
            if (!(await tokens.GetAsync(cancellationToken)).TryGet(out var token, out var refused)) return refused;
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        return (await exchange.SendAsync(request, Bounds, cancellationToken)).TryGet(out var reply, out var outage)
            ? reply
            : new TrustListRefusal(TrustListFailure.Unreachable, outage.Detail);
    }
}
