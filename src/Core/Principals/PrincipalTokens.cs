using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals;

/// <summary>
/// Tokens that principals sign themselves: a JWT with ES256 by a key that is registered as theirs. iss is the user id, aud a name of this
/// service; iat and exp lie at most <see cref="Longest"/> apart; jti counts once.
/// </summary>
public sealed class PrincipalTokens
{
    /// <summary>The table of those that were used.</summary>
    public const string Table = "used-principal-tokens";

    /// <summary>From iat to exp.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const int RememberedKeys = 4096;

    private readonly IReadOnlyList<string> _audiences;
    private readonly Func<string, CancellationToken, ValueTask<Principal?>> _find;
    private readonly OneTimeStore _used;
    private readonly TimeProvider _time;

    // Importing a key costs more than verifying with it.
    private readonly BoundedCache<string, EcdsaPublicKey> _keys = new(RememberedKeys);

    /// <param name="audiences">The names that aud may have; none: no token is accepted.</param>
    /// <param name="find">Finds a principal by its user id; it may be disabled.</param>
    public PrincipalTokens(
        IReadOnlyList<string> audiences, Func<string, CancellationToken, ValueTask<Principal?>> find, IRecords records,
        TimeProvider time) =>
        (_audiences, _find, _used, _time) = (audiences, find, new OneTimeStore(records, Table), time);

    /// <summary>Whose token it is; null: nobody's, stale, for another service, or used before.</summary>
    /// <param name="requestId">The same request sent again may use its token again.</param>
    public async ValueTask<Principal?> FindAsync(string token, string requestId, CancellationToken cancellationToken)
    {
        if (_audiences.Count == 0 || !Jws.TryParse(token, Limits.BearerOctets, out var jws, out _)) return null;
        if (jws.Header.Typ is not (null or "JWT" or "jwt") || JwsVerifier.HeaderFaultOf(jws) is not null) return null;
        if (ClaimsOf(jws) is not { } claims || !IsFresh(claims)) return null;
        if (await _find(claims.Issuer, cancellationToken) is not { } principal) return null;
        if (!principal.Credentials.PublicKeys.Any(key => IsSignedBy(jws, key))) return null;

        // A second longer than the token, whose exp has whole seconds.
        var until = claims.ExpiresAt + TimeSpan.FromSeconds(1);
        var isFirst = await _used.TryRedeemAsync(claims.Issuer, claims.Id, requestId, until, cancellationToken);
        return isFirst && IsFresh(claims) ? principal : null;
    }

    private bool IsFresh(Claims claims)
    {
        var now = _time.GetUtcNow();
        return claims.IssuedAt - now <= ClockTolerance.CallSigners && now < claims.ExpiresAt
            && claims.ExpiresAt - claims.IssuedAt <= Longest;
    }

    private bool IsSignedBy(Jws jws, PrincipalPublicKey known)
    {
        if (!_keys.TryGet(known.Thumbprint, out var key))
        {
            if (!new JsonWebKey(known.X, known.Y).TryToPublicKey(out key)) return false;
            _keys.Set(known.Thumbprint, key);
        }

        return JwsVerifier.FaultOf(jws, key) is null;
    }

    private Claims? ClaimsOf(Jws jws)
    {
        if (!StrictJson.TryParseObject(jws.DecodePayload(), Limits.BearerOctets, out var document, out _)) return null;
        using (document)
        {
            var payload = document.RootElement;
            return payload.TryGetString("iss"u8, out var issuer) && Principal.IsUserId(issuer)
                && payload.TryGetString("jti"u8, out var id) && id.Length is > 0 and <= Limits.TokenIdLength
                && payload.TryGetNumericDate("iat"u8, out var issuedAt) && payload.TryGetNumericDate("exp"u8, out var expiresAt)
                && payload.TryGetProperty("aud"u8, out var audience) && IsForUs(audience)
                ? new Claims(issuer, id, issuedAt, expiresAt)
                : null;
        }
    }

    private bool IsForUs(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => _audiences.Contains(audience.GetString()!, StringComparer.OrdinalIgnoreCase),
        JsonValueKind.Array => audience.EnumerateArray().Any(
            one => one.ValueKind == JsonValueKind.String && _audiences.Contains(one.GetString()!, StringComparer.OrdinalIgnoreCase)),
        JsonValueKind.Undefined or JsonValueKind.Object or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
            or JsonValueKind.Null => false,
    };

    private sealed record Claims(string Issuer, string Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
}
