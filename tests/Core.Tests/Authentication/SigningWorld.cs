using System.Text;
using System.Text.Json;
using Shaken.Contracts;
using Shaken.Core.Auditing;
using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Authentication.Origins;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Authentication;

/// <summary>A deployment that signs calls of one tenant, and a verifier that trusts its certificate.</summary>
internal sealed class SigningWorld
{
    public const string X5u = "https://cr.example/as.pem";
    public const string DelegateX5u = "https://cr.example/delegate.pem";
    public const string OrigId = "4aec94e2-508c-4c1c-907b-3737bac0a80e";

    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    private int _requests;

    private SigningWorld()
    {
        Hooked = new InterceptedRecords(Records);
        Published = new PublishedCertificates(Time);
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out var failure), failure);
        Domain = TrustDomain.Of([root], Time);
        Verdicts = new CertificateVerdicts(Published, Domain, Time);
        Verifier = new PassportVerifier(Verdicts, Time, Minute);
        Taken = new TakenPresentations(Verdicts, Audit, Hooked, Time, SystemRandom.Instance, new LogLines<TakenPresentations>());
        Published.Publish(X5u, Chain);
        Certificates = new SigningCertificates([New(Chain)], revocation: null, Time, new LogLines<SigningCertificates>());
        Tenants = new TenantDirectory(Audit, Hooked, Time, SystemRandom.Instance, new LogLines<TenantDirectory>());
        Policies = new SigningPolicies(Tenants, Audit, Hooked, Blobs, Time, SystemRandom.Instance);
        Rules = new KeptSigningRules(Policies, Time, RulesLog);
        Keys = NewKeys();
        OrigIds = new OrigIds(Hooked, Keys, Time, SystemRandom.Instance);
    }

    /// <summary>The certificate of US/1234, without its root.</summary>
    public static IReadOnlyList<StiCertificate> Chain { get; } = [CertificateForm.Leaf().Sign(), CertificateForm.Intermediate().Sign()];

    public static SoftwareKey Key { get; } = SoftwareKey.FromPem(CertificateForm.LeafKey.ExportPkcs8PrivateKeyPem());

    public static ProviderId Provider { get; } = Hierarchy.Provider;

    public static TenantId Id { get; } = TenantId.TryParse("north", out var id) ? id : throw new InvalidOperationException();

    public static DeploymentSecret Secret { get; } = DeploymentSecret.New("one", SystemRandom.Instance);

    // The certificates are valid in 2025.
    public ManualTime Time { get; } = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public MemoryRecords Records { get; } = new();

    /// <summary>What the deployment reads and writes, with a hook around it.</summary>
    public InterceptedRecords Hooked { get; }

    public MemoryBlobs Blobs { get; } = new();

    public AuditLog Audit => new(Records, Time);

    public PublishedCertificates Published { get; }

    /// <summary>The country of every certificate.</summary>
    public TrustDomain Domain { get; }

    public CertificateVerdicts Verdicts { get; }

    public PassportVerifier Verifier { get; }

    /// <summary>What was presented to the deployment.</summary>
    public TakenPresentations Taken { get; }

    public SigningCertificates Certificates { get; set; }

    public TenantDirectory Tenants { get; }

    public SigningPolicies Policies { get; }

    public KeptSigningRules Rules { get; }

    public LogLines<KeptSigningRules> RulesLog { get; } = new();

    public OrigIdKeys Keys { get; set; }

    public OrigIds OrigIds { get; set; }

    public Tenant Tenant { get; set; } = new(Id, "North", Provider, RestDialect.Both, IsActive: true, Revision: 1);

    public CallSigner Signer => new(
        Rules, Certificates, OrigIds, new PresentationEvidence(Taken), new DelegateEvidence(Verifier), Time, new SigningOptions());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="policy">JSON, with apostrophes for quotation marks.</param>
    /// <param name="numbers">CSV.</param>
    public static async Task<SigningWorld> NewAsync(string policy = "{}", string numbers = "")
    {
        var world = new SigningWorld();
        await world.Certificates.RefreshAsync(Token);
        var terms = TenantTerms.Create("North", Provider, RestDialect.Both, isActive: true, showsAttestation: false).Value;
        Assert.True((await world.Tenants.ChangeAsync(Id, 0, terms, world.Act(), Token)).IsSuccess);
        await world.SetAsync(policy, numbers);
        return world;
    }

    public static SigningPolicy Policy(string json)
    {
        using var document = JsonDocument.Parse(json.Replace('\'', '"'));
        return SigningPolicyReader.Read(document.RootElement).Match(
            policy => policy, failure => throw new InvalidOperationException(failure));
    }

    public static AssignedNumbers Numbers(string csv) => AssignedNumbersCsv.Read(Encoding.UTF8.GetBytes(csv)).Match(
        numbers => numbers, errors => throw new InvalidOperationException(errors.First[0].Detail));

    /// <summary>A fixed certificate of the provider.</summary>
    public static FixedSigningCertificate New(IReadOnlyList<StiCertificate> chain, string x5u = X5u)
    {
        Assert.True(SigningCertificate.TryCreate(Provider, Key, chain, x5u, out var certificate, out var failure), failure);
        return new FixedSigningCertificate(Provider.ToString(), certificate);
    }

    public static CallToSign Call(PassportType type = PassportType.Shaken, string orig = "12155550121", string dest = "12155550131") =>
        new(type, Party(orig), [Party(dest)]);

    public static PassportParty Party(string text) => new NumberParty(CallWorld.Number(text));

    public OrigIdKeys NewKeys(params DeploymentSecret[] secrets) => new(
        Hooked, new DeploymentSecrets(secrets.FirstOrDefault() ?? Secret, secrets.Skip(1).FirstOrDefault()), Time, SystemRandom.Instance,
        new LogLines<OrigIdKeys>());

    /// <summary>Sets policy and number table, and forgets what was known here.</summary>
    public async Task SetAsync(string policy, string numbers = "")
    {
        var stored = await Policies.GetAsync(Id, Token);
        stored = (await Policies.ChangeAsync(Id, stored.Revision, Policy(policy), Act(), Token)).Value;
        if (numbers.Length > 0)
            Assert.True((await Policies.ImportAsync(Id, stored.Revision, Encoding.UTF8.GetBytes(numbers), Act(), Token)).IsSuccess);
        Rules.Forget(Id);
    }

    public async Task<SignedCall> SignAsync(CallToSign call) => (await Signer.SignAsync(Tenant, call, Token)).Match(
        signed => signed, refusal => throw new InvalidOperationException($"{refusal.Reason}: {refusal.Detail}"));

    public async Task<SigningFailure?> FailureAsync(CallToSign call) =>
        (await Signer.SignAsync(Tenant, call, Token)).TryGet(out _, out var refusal) ? null : refusal.Reason;

    /// <summary>What a verifier makes of it.</summary>
    public async Task<VerifiedPassport> VerifyAsync(SignedCall signed)
    {
        Assert.True(UntrustedPassport.TryParse(signed.Token, out var passport, out var refusal), refusal?.Detail);
        Assert.True(passport.IsCanonical());
        return (await Verifier.VerifyAsync(passport, call: null, Token)).Match(
            verified => verified, unverified => throw new InvalidOperationException($"{unverified.Reason}: {unverified.Detail}"));
    }

    /// <summary>The Identity header of a delegate, whose certificate has just these numbers.</summary>
    /// <param name="numbers">The TNAuthList, in hexadecimal.</param>
    public async Task<string> PresentAsync(string numbers, PassportClaims claims)
    {
        Published.Publish(
            DelegateX5u, [CertificateForm.Leaf().With(Oids.TnAuthList, numbers).Sign(), CertificateForm.DelegateCa().Sign()]);
        return await new PassportSigner(Key, DelegateX5u).SignIdentityAsync(claims, Token);
    }

    public ActRequest Act(string? requestId = null) => ActRequest.TryCreate(
        new AuditParty("operator", "olga"), "192.0.2.9", "as decided", requestId ?? $"request-{++_requests}", out var act, out var failure)
        ? act
        : throw new InvalidOperationException(failure);

    public async Task<IReadOnlyList<AuditEntry>> AuditedAsync(string kind, string name) =>
        (await Audit.ListAsync(new AuditFilter(Subject: new AuditParty(kind, name)), cursor: null, 100, Token)).Entries;
}
