using System.Net;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// A trusted-CA list behind an account, at a host that the operator named. A refused access token is followed by one login, and no more.
/// </summary>
/// <param name="http">Made by <see cref="OperatorClient"/>, with the client certificate where the origin demands one.</param>
/// <param name="credentials">Null: TLS says who we are.</param>
/// <param name="member">Of a JSON answer, the member that holds the JWT.</param>
public sealed class TrustListAccount(
    HttpMessageInvoker http, Uri url, ListCredentials? credentials, TimeProvider time, string member = TrustListAnswer.CaList)
    : ITrustListOrigin
{
    private static readonly OperatorBounds Bounds = new(FetchProfile.TrustList.Timeout, Limits.TrustListOctets);

    private readonly OperatorExchange _exchange = new(http, time);
    private readonly AccessTokens? _tokens =
        credentials is ListAccount account ? new AccessTokens(new OperatorExchange(http, time), account, time) : null;

    public async ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken)
    {
        var asked = await AskAsync(cancellationToken);
        if (_tokens is not null && asked.TryGet(out var reply, out _) && reply.Status == HttpStatusCode.Unauthorized)
        {
            _tokens.Forget();
            asked = await AskAsync(cancellationToken);
        }

        if (!asked.TryGet(out reply, out var refusal)) return refusal;
        if (reply.Status == HttpStatusCode.OK) return TrustListAnswer.Read(reply.Body, member);
        var detail = $"the list's origin answered {(int)reply.Status}";
        return reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new TrustListRefusal(TrustListFailure.LoginRefused, detail)
            : new TrustListRefusal(TrustListFailure.Unreachable, detail);
    }

    private async Task<Outcome<OperatorReply, TrustListRefusal>> AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", FetchProfile.TrustList.Accept);
        if (credentials is ApiKey key) request.Headers.TryAddWithoutValidation(key.Header, key.Value.Reveal());
        if (_tokens is not null)
        {
            // STI-PAs want the access token bare, without "Bearer".
            if (!(await _tokens.GetAsync(cancellationToken)).TryGet(out var token, out var refused)) return refused;
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        return (await _exchange.SendAsync(request, Bounds, cancellationToken)).TryGet(out var reply, out var outage)
            ? reply
            : new TrustListRefusal(TrustListFailure.Unreachable, outage.Detail);
    }
}
