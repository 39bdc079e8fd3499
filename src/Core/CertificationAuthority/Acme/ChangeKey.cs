using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>keyChange (RFC 8555 section 7.3.5): the old key signs that the new one takes over, and the new one that it may.</summary>
public sealed class ChangeKey
{
    private readonly AcmeAccounts _accounts;

    public ChangeKey(AcmeAccounts accounts) => _accounts = accounts;

    /// <summary>The account with its new key.</summary>
    public async ValueTask<Outcome<AcmeAccount, AcmeProblem>> ChangeAsync(
        AcmeRequest request, AcmeUrls urls, CancellationToken cancellationToken)
    {
        if (!AcmeMessage.TryParse(request.Payload, out var inner, out var problem))
            return problem with { Detail = $"inner JWS: {problem.Detail}" };
        if (FindViolation(inner, request, urls) is { } violation) return violation;

        var newKey = inner.Header.Key!;
        if (await _accounts.TryChangeKeyAsync(request.Stored!, newKey, cancellationToken) is not { } holder)
            return request.Account with { Key = newKey };
        return new AcmeProblem(
            AcmeError.Malformed,
            holder == request.Account.Id ? "the account was changed by another request just now" : "another account has the new key")
        {
            Status = 409,
            AccountId = holder,
        };
    }

    private static AcmeProblem? FindViolation(AcmeMessage inner, AcmeRequest request, AcmeUrls urls)
    {
        if (inner.Header.AlgorithmViolation is { } algorithm) return algorithm with { Detail = $"inner JWS: {algorithm.Detail}" };
        if (inner.Header.Key is not { } newKey || inner.Header.KeyId is not null)
            return AcmeProblem.Malformed("inner JWS: jwk is the new key, and kid is absent");
        if (inner.Header.Url != request.Url) return AcmeProblem.Malformed("inner JWS: url is not that of the outer one");
        if (inner.Header.Nonce is not null) return AcmeProblem.Malformed("inner JWS: a nonce stands where none may");
        if (!newKey.TryToPublicKey(out var ready) || !inner.IsSignedBy(ready, allowUndotted: false))
            return AcmeProblem.Malformed("inner JWS: the signature is not the new key's");
        if (!StrictJson.TryParseObject(inner.Payload, Limits.AcmeBodyOctets, out var json, out var failure))
            return AcmeProblem.Malformed($"inner JWS: {failure}");
        using (json)
        {
            if (!json.RootElement.TryGetString("account"u8, out var account) || account != urls.Account(request.Account.Id))
                return AcmeProblem.Malformed("inner JWS: account is not the account that signs");
            if (!json.RootElement.TryGetProperty("oldKey"u8, out var old) || old.ValueKind != JsonValueKind.Object
                || !JsonWebKey.TryParse(old, out var oldKey) || oldKey != request.Key)
                return AcmeProblem.Malformed("inner JWS: oldKey is not the account's key");
        }

        return newKey == request.Key ? AcmeProblem.Malformed("the new key is the old one") : null;
    }
}
