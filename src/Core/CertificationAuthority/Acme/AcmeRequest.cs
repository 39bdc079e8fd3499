using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Which key a request may be signed with (RFC 8555 section 6.2).</summary>
public enum AcmeSigner
{
    /// <summary>That of an account, named by its URL.</summary>
    Account,

    /// <summary>The key that stands in the request: of an account to be.</summary>
    NewKey,

    /// <summary>Either: a revocation is signed by an account, or by the certificate's own key.</summary>
    Either,
}

/// <summary>
/// A request whose signature and URL are right: only <see cref="AcmeRequests"/> makes one. The nonce of an account's request is used up;
/// that of a request signed by the key in it is genuine, and its use case takes it.
/// </summary>
public sealed class AcmeRequest
{
    private readonly Func<CancellationToken, ValueTask<bool>> _redeem;
    private bool _isRedeemed;

    internal AcmeRequest(
        AcmeMessage message, StoredAccount? account, JsonWebKey key, string url, Func<CancellationToken, ValueTask<bool>> redeem) =>
        (Payload, Stored, Key, Url, _redeem) = (message.Payload, account, key, url, redeem);

    /// <summary>Decoded; empty for a POST-as-GET.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The key that signed it.</summary>
    public JsonWebKey Key { get; }

    /// <summary>The URL that was signed and asked for.</summary>
    public string Url { get; }

    /// <summary>The account that signed it; null where the key stood in the request.</summary>
    public StoredAccount? Stored { get; }

    /// <summary>The account that signed it.</summary>
    /// <exception cref="InvalidOperationException">The key stood in the request.</exception>
    public AcmeAccount Account => Stored?.Account ?? throw new InvalidOperationException("The request is signed by no account.");

    public bool IsPostAsGet => Payload.IsEmpty;

    /// <summary>
    /// Uses the nonce up, once for the request. A use case calls it before anything else is written or answered as done. Null: the request
    /// counts.
    /// </summary>
    internal async ValueTask<AcmeProblem?> TakeNonceAsync(CancellationToken cancellationToken)
    {
        if (!_isRedeemed) _isRedeemed = await _redeem(cancellationToken);
        return _isRedeemed ? null : AcmeRequests.UsedNonce;
    }

    /// <summary>The payload as an object. The caller disposes it.</summary>
    public bool TryReadPayload([NotNullWhen(true)] out JsonDocument? json, [NotNullWhen(false)] out AcmeProblem? problem)
    {
        problem = StrictJson.TryParseObject(Payload, Limits.AcmeBodyOctets, out json, out var failure)
            ? null
            : AcmeProblem.Malformed($"payload: {failure}");
        return problem is null;
    }
}
