using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// The access token of an account at an STI-PA: taken by a login, and renewed before it ends, by the refresh token where that works
/// and by another login where it does not. To be used by one at a time.
/// </summary>
internal sealed class AccessTokens(OperatorExchange exchange, ListAccount account, TimeProvider time)
{
    private const int MaxAnswerOctets = 64 * 1024;
    private const int MaxTokenLength = 16 * 1024;

    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(30), MaxAnswerOctets);

    // A token is not used in its last minute: it must outlive the request that it goes along with.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private Session? _session;

    /// <summary>A token that is in force as far as we know.</summary>
    public async Task<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken)
    {
        if (_session is { } session)
        {
            if (!EndsSoon(session)) return session.AccessToken;
            _session = await RefreshAsync(session, cancellationToken);
            if (_session is { } refreshed && !EndsSoon(refreshed)) return refreshed.AccessToken;
        }

        var login = $$"""{"userId":{{Text(account.UserId)}},"password":{{Text(account.Password.Reveal())}}}""";
        var asked = await AskAsync(account.LoginUrl, login, account.Password, cancellationToken);
        if (!asked.TryGet(out var opened, out var refusal)) return refusal;
        _session = opened;
        return opened.AccessToken;
    }

    /// <summary>Forgets the session, whose token was refused: the next call logs in.</summary>
    public void Forget() => _session = null;

    private bool EndsSoon(Session session) => session.Life is { } life && time.GetElapsedTime(session.TakenAt) > life - Ahead;

    // An STI-PA that refuses a refresh token still takes the password, so its refusal is no failure.
    private async Task<Session?> RefreshAsync(Session session, CancellationToken cancellationToken)
    {
        if (account.RefreshUrl is not { } url || session.RefreshToken is not { } refreshToken) return null;
        var body = $$"""{"refreshToken":{{Text(refreshToken)}}}""";
        return (await AskAsync(url, body, new SecretText(refreshToken), cancellationToken)).TryGet(out var renewed, out _)
            ? renewed with { RefreshToken = renewed.RefreshToken ?? refreshToken }
            : null;
    }

    private async Task<Outcome<Session, TrustListRefusal>> AskAsync(
        Uri url, string body, SecretText secret, CancellationToken cancellationToken)
    {
        var takenAt = time.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (!(await exchange.SendAsync(request, Bounds, cancellationToken)).TryGet(out var reply, out var outage))
            return new TrustListRefusal(TrustListFailure.Unreachable, outage.Detail);

        var answer = AccountAnswer.Read(reply, MaxAnswerOctets);
        if (!reply.IsSuccess || answer.Find("accessToken") is not { } token)
            return Refused($"the login was answered {(int)reply.Status}: {answer.FindWords(secret) ?? "it gave no accessToken"}");
        if (!IsSendable(token)) return Refused("the login gave an access token that fits no header field");
        return new Session(token, answer.Find("refreshToken"), takenAt, LifeOf(answer, token));
    }

    private static TrustListRefusal Refused(string detail) => new(TrustListFailure.LoginRefused, detail);

    private static bool IsSendable(string token) =>
        token.Length is > 0 and <= MaxTokenLength && token.All(character => character is > ' ' and <= '~');

    // The answer's own word, else the token's: a JWT has exp. Null: it is used until it is refused.
    private TimeSpan? LifeOf(AccountAnswer answer, string token) =>
        answer.FindSeconds("expiresIn") ?? answer.FindSeconds("expires_in") ?? LifeOfJwt(token);

    private TimeSpan? LifeOfJwt(string token)
    {
        if (token.Split('.') is not [_, var payload, _] || !StrictBase64Url.TryDecode(payload, out var octets)) return null;
        if (!StrictJson.TryParseObject(octets, MaxTokenLength, out var json, out _)) return null;
        using (json)
        {
            if (!json.RootElement.TryGetProperty("exp"u8, out var exp) || exp.ValueKind != JsonValueKind.Number) return null;
            return exp.TryGetInt64(out var seconds) && seconds >= Earliest && seconds <= Latest
                ? DateTimeOffset.FromUnixTimeSeconds(seconds) - time.GetUtcNow()
                : null;
        }
    }

    private static string Text(string value) => $"\"{JsonEncodedText.Encode(value)}\"";

    /// <param name="TakenAt">A timestamp of the clock, from before the request.</param>
    /// <param name="Life">How long it is in force from then on; null: unknown.</param>
    private sealed record Session(string AccessToken, string? RefreshToken, long TakenAt, TimeSpan? Life)
    {
        public override string ToString() => "(a session)";
    }
}
