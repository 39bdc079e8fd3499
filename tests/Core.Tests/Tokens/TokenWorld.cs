using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Tokens;

/// <summary>A policy administrator with its signers, a provider's ACME account, and a verifier that pins the one and knows the other.</summary>
internal sealed class TokenWorld
{
    public const string X5u = "https://sti-pa.example/certificates/spc-token-1.pem";
    public const string Spc1234 = "MAigBhYEMTIzNA==";

    private TokenWorld(ManualTime time, PolicyAdministratorKeys administrator)
    {
        Time = time;
        Administrator = administrator;
        Certificates = new PublishedCertificates(time);
        Certificates.Publish(X5u, administrator.SignerOf(SignedDocumentKind.SpcToken).Chain);
        Verifier = NewVerifier();
    }

    public ManualTime Time { get; }

    public PolicyAdministratorKeys Administrator { get; }

    public PublishedCertificates Certificates { get; }

    public AuthorityTokenVerifier Verifier { get; set; }

    public JsonWebKey AccountKey { get; } = JsonWebKey.From(SoftwareKey.New().PublicKey);

    public ISigningKey TokenKey => Administrator.SignerOf(SignedDocumentKind.SpcToken).Key;

    public static byte[] Identifier => Convert.FromHexString("3008A006160431323334");

    public long Soon => Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds();

    public static async Task<TokenWorld> NewAsync()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        return new TokenWorld(time, await AdministratorAsync(time));
    }

    public static async Task<PolicyAdministratorKeys> AdministratorAsync(TimeProvider time) =>
        (await new KeyCeremony(CeremonyLives.Default, time, SystemRandom.Instance).FoundPolicyAdministratorAsync(Hierarchy.UnitedStates, "Example STI-PA", TestContext.Current.CancellationToken)).Value;

    public AuthorityTokenVerifier NewVerifier(AuthorityTokenProfile? profile = null, IRevocationStatus? revocation = null) =>
        new(Certificates, new TrustDomain([Administrator.TrustedRoot], Time), Time, profile, revocation);

    public string Header(string alg = "ES256", string signer = $"\"x5u\":\"{X5u}\"", string more = "") => $$"""{"alg":"{{alg}}","typ":"JWT",{{signer}}{{more}}}""";

    public string Payload(string? exp = null, string jti = "\"id-1\"", string tktype = "TNAuthList", string tkvalue = Spc1234, string ca = "false", string? fingerprint = null, string more = "") =>
        $$"""{"exp":{{exp ?? Soon.ToString(CultureInfo.InvariantCulture)}},"jti":{{jti}},"atc":{"tktype":"{{tktype}}","tkvalue":"{{tkvalue}}","ca":{{ca}},"fingerprint":"{{fingerprint ?? KeyFingerprint.Of(AccountKey)}}"}{{more}}}""";

    public Task<string> SignAsync(string? payload = null, string? header = null, ISigningKey? key = null) => TestTokens.SignAsync(key ?? TokenKey, header ?? Header(), payload ?? Payload());

    public async Task<Outcome<VerifiedAuthorityToken, AuthorityTokenRefusal>> VerifyAsync(string token, bool? isCa = false, JsonWebKey? accountKey = null, byte[]? identifier = null) =>
        await Verifier.VerifyAsync(token, new AuthorityTokenUse(identifier ?? Identifier, accountKey ?? AccountKey, isCa), TestContext.Current.CancellationToken);

    /// <summary>Refused for this reason, in words.</summary>
    public async Task RefusesAsync(AuthorityTokenFailure failure, string token, bool? isCa = false, JsonWebKey? accountKey = null, byte[]? identifier = null)
    {
        var refusal = (await VerifyAsync(token, isCa, accountKey, identifier)).Failure;
        Assert.Equal(failure, refusal.Failure);
        Assert.NotEmpty(refusal.Detail);
    }

    public static string X5cOf(IEnumerable<StiCertificate> chain) => $"\"x5c\":[{string.Join(',', chain.Select(certificate => $"\"{Convert.ToBase64String(certificate.Der.Span)}\""))}]";
}
