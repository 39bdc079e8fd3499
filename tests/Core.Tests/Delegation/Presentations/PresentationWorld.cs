using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Authentication;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Delegation.Presentations;

/// <summary>
/// A provider that takes presentations for its customer acme, whose PBX has a certificate for numbers that US/1234 lends.
/// </summary>
internal sealed class PresentationWorld
{
    public const string Audience = "https://as.example";
    public const string Numbers = "12155550100-12155550199";

    private const string Policy =
        "{'customers':[{'name':'acme','takesPresentations':true},{'name':'other'}],'trunks':[{'name':'pbx','customer':'acme'}]}";

    private PresentationWorld(SigningWorld signing)
    {
        Signing = signing;
        Verdicts = new CertificateVerdicts(signing.Published, signing.Domain, signing.Time, Revoked);
        Taken = NewTaken();
        var secrets = new DeploymentSecrets(SigningWorld.Secret, Other: null);
        Nonces = new StatelessNonces(
            signing.Hooked, secrets, PresentationOptions.NoncePurpose, PresentationOptions.UsedNonces, PresentationOptions.NonceLife,
            signing.Time, SystemRandom.Instance);
    }

    public static CustomerRef Acme { get; } = CustomerRef.Of("north", "acme") ?? throw new InvalidOperationException();

    /// <summary>The chain of the PBX's certificate, which has all of <see cref="Numbers"/>.</summary>
    public static IReadOnlyList<StiCertificate> Pbx { get; } = Chain(Numbers);

    /// <summary>The PBX's key.</summary>
    public static SoftwareKey Key { get; } = SigningWorld.Key;

    public SigningWorld Signing { get; }

    public RevokedCertificates Revoked { get; } = new();

    public CertificateVerdicts Verdicts { get; }

    public TakenPresentations Taken { get; }

    public StatelessNonces Nonces { get; }

    public PresentNumbers Present => new(
        Taken, new PolicyCustomers(Signing.Tenants, Signing.Policies), Verdicts, Nonces, new PresentationOptions([Audience]), Signing.Time);

    public CallSigner Signer => new(
        Signing.Rules, Signing.Certificates, Signing.OrigIds, new PresentationEvidence(Taken), new DelegateEvidence(Signing.Verifier),
        Signing.Time, new SigningOptions());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PresentationWorld> NewAsync() => new(await SigningWorld.NewAsync(Policy));

    public static NumberSet Set(params string[] texts) =>
        NumberTexts.TryParse(texts, out var numbers, out var failure) ? numbers : throw new InvalidOperationException(failure);

    /// <summary>The chain of a delegate certificate for just these numbers, below the CA of US/1234.</summary>
    public static IReadOnlyList<StiCertificate> Chain(params string[] numbers)
    {
        Assert.True(Set(numbers).TryToTnAuthList(out var list));
        return
        [
            CertificateForm.DelegateLeaf().With(Oids.TnAuthList, Convert.ToHexString(TnAuthListDer.Write(list))).Sign(),
            CertificateForm.DelegateCa().Sign(),
        ];
    }

    /// <summary>Another instance's view of what was presented.</summary>
    public TakenPresentations NewTaken() => new(
        Verdicts, Signing.Audit, Signing.Hooked, Signing.Time, SystemRandom.Instance, new LogLines<TakenPresentations>());

    public PresentationClaims Claims(params string[] numbers) =>
        new(Audience, Nonces.New(), Acme, numbers.Length == 0 ? null : Set(numbers));

    public static async Task<string> SignAsync(
        PresentationClaims claims, IReadOnlyList<StiCertificate>? chain = null, ISigningKey? key = null) =>
        await PresentationSigner.SignAsync(claims, chain ?? Pbx, key ?? Key, Token);

    public async Task<Outcome<Presentation, PresentationRefusal>> PresentAsync(string token) =>
        await Present.PresentAsync(token, new ClientKey("192.0.2.7"), "192.0.2.7", Token);

    /// <summary>Presents the certificate of the PBX for its numbers.</summary>
    public async Task<Presentation> TakeAsync(params string[] numbers) =>
        (await PresentAsync(await SignAsync(Claims(numbers)))).Match(
            taken => taken, refusal => throw new InvalidOperationException($"{refusal.Failure}: {refusal.Detail}"));

    public async Task<PresentationFailure?> FailureAsync(string token) =>
        (await PresentAsync(token)).TryGet(out _, out var refusal) ? null : refusal.Failure;

    /// <summary>The attestation and rule of a call of the customer acme.</summary>
    public async Task<(string Attest, string Rule)> DecideAsync(string orig, string? customer = "acme", string? trunk = null)
    {
        var call = SigningWorld.Call(orig: orig) with { Customer = customer, Trunk = trunk };
        var signed = (await Signer.SignAsync(Signing.Tenant, call, Token)).Match(
            made => made, refusal => throw new InvalidOperationException($"{refusal.Reason}: {refusal.Detail}"));
        return (signed.Decision!.Attest.ToString(), signed.Decision.Rule);
    }
}

/// <summary>Says of what was revoked that it is, by an ever new list.</summary>
internal sealed class RevokedCertificates : IRevocationStatus
{
    private readonly HashSet<string> _fingerprints = [];

    public long Version { get; private set; } = 1;

    public void Revoke(string fingerprint)
    {
        _fingerprints.Add(fingerprint);
        Version++;
    }

    public RevocationStatus Of(CertificateChain chain, DateTimeOffset now) => new(
        chain.Path.Any(certificate => _fingerprints.Contains(certificate.Fingerprint))
            ? new StatusRefusal(StatusFailure.Revoked, "it was revoked")
            : null,
        [], DateTimeOffset.MaxValue);
}
