using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Principals.SigningIn;

namespace Shaken.Core.Principals;

/// <summary>A secret that was made for a principal. It is shown this once, and kept nowhere.</summary>
public sealed record ShownSecret(Principal Principal, string Id, SecretText Secret);

/// <summary>
/// Gives principals what proves that they are themselves, and takes it away: API keys, passwords, second factors, certificates,
/// public keys.
/// </summary>
public sealed class GiveCredential
{
    private const int MaxName = 64;
    private const int KeyIdLength = 12;
    private const int PasswordOctets = 18;

    private readonly ChangePrincipal _change;
    private readonly KnownPrincipals _principals;
    private readonly IPasswords _passwords;
    private readonly SecondFactors _secondFactors;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    public GiveCredential(
        ChangePrincipal change, KnownPrincipals principals, IPasswords passwords, SecondFactors secondFactors, TimeProvider time,
        IRandom random) =>
        (_change, _principals, _passwords, _secondFactors, _time, _random) = (change, principals, passwords, secondFactors, time, random);

    /// <summary>Makes an API key.</summary>
    /// <param name="name">What it is for.</param>
    public async ValueTask<Outcome<ShownSecret, PrincipalRefusal>> AddKeyAsync(
        string userId, string? name, PrincipalRequest request, CancellationToken cancellationToken)
    {
        if (!PlainText.IsPlain(name, MaxName)) return NameNotAllowed;
        var mark = request.Act.MarkOf(Encoding.UTF8.GetBytes($"key {name}"));
        var begun = await _change.BeginAsync(userId, request, mark, cancellationToken);
        if (!begun.TryGet(out var principal, out var refusal)) return refusal;
        var prefix = principal.Kind == PrincipalKind.Operator ? ApiKeyPrefixes.Operator : ApiKeyPrefixes.Caller;
        var (secret, hashed) = HashedKey.New(prefix, _random);
        var hash = hashed.ToString();
        var key = new PrincipalKey(hash[..KeyIdLength], hash, name!, _time.GetUtcNow());

        // First the entry that leads to the principal: it counts only once the principal has the key.
        await _principals.Credentials.TryClaimAsync(CredentialKind.Key, hash, userId, _ => ValueTask.FromResult(false), cancellationToken);
        var outcome = await _change.SetCredentialsAsync(
            userId, request, "principal-key-added", mark, endsSessions: false,
            before => before.Keys.Count < PrincipalCredentials.Max ? before with { Keys = [.. before.Keys, key] } : TooMany("API keys"),
            cancellationToken);
        if (!outcome.TryGet(out var after, out refusal)) return refusal;
        return after.Credentials.Keys.Contains(key) ? new ShownSecret(after, key.Id, new SecretText(secret)) : ChangePrincipal.ShownBefore;
    }

    /// <summary>Removes an API key, which is refused from then on. Nothing happens where there is none of the id.</summary>
    public ValueTask<Outcome<Principal, PrincipalRefusal>> RemoveKeyAsync(
        string userId, string keyId, PrincipalRequest request, CancellationToken cancellationToken) =>
        _change.SetCredentialsAsync(
            userId, request, "principal-key-removed", request.Act.MarkOf(Encoding.UTF8.GetBytes($"remove key {keyId}")),
            endsSessions: false,
            before => before with { Keys = [.. before.Keys.Where(key => key.Id != keyId)] },
            cancellationToken);

    /// <summary>Sets a password, and ends all sessions.</summary>
    /// <param name="password">Null: a random one is made and shown once.</param>
    public async ValueTask<Outcome<ShownSecret, PrincipalRefusal>> SetPasswordAsync(
        string userId, string? password, PrincipalRequest request, CancellationToken cancellationToken)
    {
        if (password is { Length: < PasswordRule.MinLength or > PasswordRule.MaxLength })
            return new PrincipalRefusal(
                PrincipalFailure.ProfileNotAllowed,
                $"a password must have {PasswordRule.MinLength} to {PasswordRule.MaxLength} characters; without one a random one is made");

        // Nothing of the password stands in the mark, which is stored and hashed fast.
        var mark = request.Act.MarkOf("password"u8);
        if (!(await _change.BeginAsync(userId, request, mark, cancellationToken)).TryGet(out _, out var refusal)) return refusal;
        var text = password ?? _random.NewText(PasswordOctets);
        var hash = _passwords.Hash(text);
        var outcome = await _change.SetCredentialsAsync(
            userId, request, "principal-password-set", mark, endsSessions: true, before => before with { PasswordHash = hash },
            cancellationToken);
        if (!outcome.TryGet(out var after, out refusal)) return refusal;
        return after.Credentials.PasswordHash == hash ? new ShownSecret(after, userId, new SecretText(text)) : ChangePrincipal.ShownBefore;
    }

    /// <summary>Sets a second factor, in base32 as authenticator programs take it, and ends all sessions. The one before is void.</summary>
    public async ValueTask<Outcome<ShownSecret, PrincipalRefusal>> SetSecondFactorAsync(
        string userId, PrincipalRequest request, CancellationToken cancellationToken)
    {
        var mark = request.Act.MarkOf("second factor"u8);
        if (!(await _change.BeginAsync(userId, request, mark, cancellationToken)).TryGet(out _, out var refusal)) return refusal;
        var (secret, closed) = _secondFactors.New(userId);
        var outcome = await _change.SetCredentialsAsync(
            userId, request, "principal-second-factor-set", mark, endsSessions: true, before => before with { SecondFactor = closed },
            cancellationToken);
        if (!outcome.TryGet(out var after, out refusal)) return refusal;
        return after.Credentials.SecondFactor?.Octets.AsSpan().SequenceEqual(closed.Octets) == true
            ? new ShownSecret(after, userId, new SecretText(Base32.Encode(secret)))
            : ChangePrincipal.ShownBefore;
    }

    /// <summary>Accepts a client certificate as the principal's.</summary>
    /// <param name="sha256">Of its DER, 64 hexadecimal digits.</param>
    public async ValueTask<Outcome<Principal, PrincipalRefusal>> AddCertificateAsync(
        string userId, string? sha256, string? name, PrincipalRequest request, CancellationToken cancellationToken)
    {
        if (!PlainText.IsPlain(name, MaxName)) return NameNotAllowed;
        if (sha256 is null || !HashedKey.TryParse(sha256, out var parsed))
            return new PrincipalRefusal(
                PrincipalFailure.ProfileNotAllowed, "sha256, of the certificate's DER, must have 64 hexadecimal digits");
        var hash = parsed.ToString();
        var mark = request.Act.MarkOf(Encoding.UTF8.GetBytes($"certificate {hash} {name}"));
        var begun = await _change.BeginAsync(userId, request, mark, cancellationToken);
        if (!begun.TryGet(out var principal, out var refusal))
            return refusal.Failure == PrincipalFailure.SecretShownBefore
                && await _principals.FindAsync(userId, cancellationToken) is { } done
                ? done
                : refusal;
        if (principal.Credentials.Certificates.Any(known => known.Sha256 == hash)) return principal;
        var isClaimed = await _principals.Credentials.TryClaimAsync(
            CredentialKind.Certificate, hash, userId, holder => HasCertificateAsync(holder, hash, cancellationToken), cancellationToken);
        if (!isClaimed) return Taken;
        var certificate = new PrincipalCertificate(hash, name!, _time.GetUtcNow());
        return await _change.SetCredentialsAsync(
            userId, request, "principal-certificate-added", mark, endsSessions: false,
            before => before.Certificates.Count < PrincipalCredentials.Max
                ? before with { Certificates = [.. before.Certificates, certificate] }
                : TooMany("certificates"),
            cancellationToken);
    }

    /// <summary>Removes a client certificate, which is refused from then on. Nothing happens where there is none.</summary>
    public ValueTask<Outcome<Principal, PrincipalRefusal>> RemoveCertificateAsync(
        string userId, string sha256, PrincipalRequest request, CancellationToken cancellationToken) =>
        _change.SetCredentialsAsync(
            userId, request, "principal-certificate-removed", request.Act.MarkOf(Encoding.UTF8.GetBytes($"remove certificate {sha256}")),
            endsSessions: false,
            before => before with
            {
                Certificates = [.. before.Certificates.Where(known => !known.Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase))],
            },
            cancellationToken);

    /// <summary>Accepts tokens that a key signs as the principal's, which must be a tenant's.</summary>
    /// <param name="name">What the key is for.</param>
    public async ValueTask<Outcome<Principal, PrincipalRefusal>> AddPublicKeyAsync(
        string userId, JsonWebKey jwk, string? name, PrincipalRequest request, CancellationToken cancellationToken)
    {
        if (!PlainText.IsPlain(name, MaxName)) return NameNotAllowed;
        if (!jwk.TryToPublicKey(out _))
            return new PrincipalRefusal(PrincipalFailure.ProfileNotAllowed, "jwk: x and y are no point on P-256");
        if (await _principals.FindAsync(userId, cancellationToken) is { Kind: not PrincipalKind.Tenant })
            return new PrincipalRefusal(PrincipalFailure.ProfileNotAllowed, "only a principal of the kind tenant signs tokens of its own");
        var thumbprint = jwk.Thumbprint();
        var key = new PrincipalPublicKey(thumbprint, jwk.X, jwk.Y, name!, _time.GetUtcNow());
        return await _change.SetCredentialsAsync(
            userId, request, "principal-public-key-added", request.Act.MarkOf(Encoding.UTF8.GetBytes($"public key {thumbprint} {name}")),
            endsSessions: false,
            before => before.PublicKeys.Any(known => known.Thumbprint == thumbprint) ? before
                : before.PublicKeys.Count < PrincipalCredentials.Max ? before with { PublicKeys = [.. before.PublicKeys, key] }
                : TooMany("public keys"),
            cancellationToken);
    }

    /// <summary>Removes a public key, whose tokens are refused from then on. Nothing happens where there is none.</summary>
    public ValueTask<Outcome<Principal, PrincipalRefusal>> RemovePublicKeyAsync(
        string userId, string thumbprint, PrincipalRequest request, CancellationToken cancellationToken) =>
        _change.SetCredentialsAsync(
            userId, request, "principal-public-key-removed", request.Act.MarkOf(Encoding.UTF8.GetBytes($"remove public key {thumbprint}")),
            endsSessions: false,
            before => before with { PublicKeys = [.. before.PublicKeys.Where(known => known.Thumbprint != thumbprint)] },
            cancellationToken);

    private async ValueTask<bool> HasCertificateAsync(string userId, string hash, CancellationToken cancellationToken) =>
        await _principals.FindAsync(userId, cancellationToken) is { } holder
        && holder.Credentials.Certificates.Any(known => known.Sha256 == hash);

    private static PrincipalRefusal Taken { get; } =
        new(PrincipalFailure.CertificateTaken, "another principal has this certificate; remove it there first");

    private static PrincipalRefusal NameNotAllowed { get; } = new(
        PrincipalFailure.ProfileNotAllowed, $"name, what the credential is for, must be plain text of 1 to {MaxName} characters");

    private static PrincipalRefusal TooMany(string what) => new(
        PrincipalFailure.TooManyCredentials, $"a principal has at most {PrincipalCredentials.Max} {what}; remove one that is not used");
}
