using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Judges ACME requests: what is cheap first, the store last (RFC 8555 sections 6.2 to 6.5).</summary>
public sealed class AcmeRequests
{
    private readonly AcmeAccounts _accounts;
    private readonly AcmeNonces _nonces;
    private readonly AcmeOptions _options;
    private readonly ReadyKeys _keys = new();

    public AcmeRequests(AcmeAccounts accounts, AcmeNonces nonces, AcmeOptions options) =>
        (_accounts, _nonces, _options) = (accounts, nonces, options);

    /// <summary>Takes a request body for a URL.</summary>
    /// <param name="url">The URL as this server knows it.</param>
    /// <param name="requestId">Names the request, so that one which a proxy sends again may use its nonce again.</param>
    public async ValueTask<Outcome<AcmeRequest, AcmeProblem>> VerifyAsync(
        ReadOnlyMemory<byte> body, AcmeUrls urls, string url, AcmeSigner signer, string requestId, CancellationToken cancellationToken)
    {
        if (!AcmeMessage.TryParse(body, out var message, out var problem)) return problem;
        if (FindViolation(message.Header, url, signer) is { } violation) return violation;

        StoredAccount? account = null;
        if (message.Header.KeyId is { } keyId)
        {
            account = urls.TryReadAccount(keyId, out var id) ? await _accounts.FindAsync(id, cancellationToken) : null;
            if (account is null) return new AcmeProblem(AcmeError.AccountDoesNotExist, "kid names no account of this server");
        }

        var key = account?.Account.Key ?? message.Header.Key!;
        if (!(account is null ? key.TryToPublicKey(out var ready) : _keys.TryGet(key, out ready))) return BadSignature;
        if (!message.IsSignedBy(ready, _options.Quirks.UndottedEmptyPayload))
            return BadSignature.Naming(message.IsSignedBy(ready, allowUndotted: true) ? AcmeQuirks.UndottedEmptyPayloadSetting : null);

        // Section 7.3.6: 401, and not the 403 of other refusals.
        if (account?.Account.Obstacle is { } obstacle) return AcmeProblem.Unauthorized(obstacle) with { Status = 401 };

        // A used nonce is a record. Anybody can make a key, so a request that is signed by the key in it writes none before its use case
        // knows that it counts.
        var nonce = message.Header.Nonce!;
        var request = new AcmeRequest(message, account, key, url, token => _nonces.TryRedeemAsync(nonce, requestId, token));
        return account is not null && await request.TakeNonceAsync(cancellationToken) is { } used ? used : request;
    }

    private static AcmeProblem BadSignature { get; } = AcmeProblem.Malformed("the signature does not verify");

    internal static AcmeProblem UsedNonce { get; } =
        new(AcmeError.BadNonce, "the nonce is none of this server's, too old, or was used; the answer carries a fresh one");

    private AcmeProblem? FindViolation(AcmeHeader header, string url, AcmeSigner signer)
    {
        if (header.AlgorithmViolation is { } algorithm) return algorithm;
        if (header.Url is null) return AcmeProblem.Malformed("url is absent");
        if (header.Url != url) return AcmeProblem.Unauthorized("url is not the URL that was asked for");
        if (header.Key is null == header.KeyId is null)
            return AcmeProblem.Malformed("exactly one of jwk and kid stands in the protected header");
        if (signer == AcmeSigner.Account && header.KeyId is null)
            return AcmeProblem.Malformed("the request is signed by an account, named by kid");
        if (signer == AcmeSigner.NewKey && header.Key is null) return AcmeProblem.Malformed("the request is signed by the key in jwk");
        if (header.Nonce is null) return new AcmeProblem(AcmeError.BadNonce, "nonce is absent");
        return _nonces.IsGenuine(header.Nonce) ? null : UsedNonce;
    }
}
