using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tests.Trust.Lists;

/// <summary>A policy administrator that signs whatever a test wants, and a reader that pins its root.</summary>
internal sealed class TestAdministrator
{
    public const string X5u = "https://sti-pa.example/signer.pem";

    private readonly ISigningKey _key;

    private readonly CertificateAuthority _authority;
    private readonly StiCertificate _firstSigner;

    private TestAdministrator(CertificateAuthority authority, StiCertificate signer, ISigningKey key)
    {
        var root = authority.Certificate;
        (_authority, _firstSigner) = (authority, signer);
        Time = new ManualTime(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        Certificates = new PublishedCertificates(Time);
        Certificates.Publish(X5u, [signer]);
        Assert.True(TrustedRoot.TryCreate(root, out var pinned, out var failure), failure);
        (Root, Signer, _key) = (pinned, signer, key);
        Reader = NewReader(Certificates);
    }

    public ManualTime Time { get; }

    public PublishedCertificates Certificates { get; }

    public TrustedRoot Root { get; }

    public StiCertificate Signer { get; private set; }

    public TrustListReader Reader { get; }

    /// <summary>The root of a CA, as a list has it: base64 of its DER.</summary>
    public static string Entry { get; } = Convert.ToBase64String(CertificateForm.Root().Sign().Der.Span);

    private long Tomorrow => Time.GetUtcNow().AddDays(1).ToUnixTimeSeconds();

    public static async Task<TestAdministrator> NewAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var draft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "Example STI-PA", Hierarchy.Terms(), rootKey.PublicKey);
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), rootKey, cancellationToken)).Value, rootKey);
        var signer = CertificateDraft.PolicyAdministratorSigner(root.Certificate, "Example STI-PA", "trusted-CA list", Hierarchy.Terms(), key.PublicKey);
        return new TestAdministrator(root, (await root.IssueAsync(Hierarchy.Linted(signer), cancellationToken)).Value, key);
    }

    /// <summary>Another signer of lists, certified now: of an administrator that lost the first one's key and its records.</summary>
    public async Task<ISigningKey> FoundAnewAsync()
    {
        var (key, now) = (SoftwareKey.New(), Time.GetUtcNow());
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now, Signer.NotAfter);
        var draft = CertificateDraft.PolicyAdministratorSigner(_authority.Certificate, "Example STI-PA", "trusted-CA list", terms, key.PublicKey);
        Signer = (await _authority.IssueAsync(Hierarchy.Linted(draft), TestContext.Current.CancellationToken)).Value;
        PublishSigner();
        return key;
    }

    public void PublishSigner() => Certificates.Publish(X5u, [Signer]);

    public void PublishFirstSigner() => Certificates.Publish(X5u, [_firstSigner]);

    public TrustListReader NewReader(ICertificateSource certificates) => new(certificates, new TrustDomain([Root], Time), Time);

    public string Header(string alg = "ES256", string more = "", string x5u = X5u) => $$"""{"alg":"{{alg}}","typ":"jwt","x5u":"{{x5u}}"{{more}}}""";

    public string Payload(long sequence = 1, long version = 1, long? exp = null, string more = "", params string[] entries)
    {
        var list = string.Join(',', (entries.Length == 0 ? [Entry] : entries).Select(entry => $"\"{entry.ReplaceLineEndings("\\n")}\""));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"version":{{version}},"exp":{{exp ?? Tomorrow}},"sequence":{{sequence}},"trustList":[{{list}}]{{more}}}""");
    }

    public Task<string> SignAsync(string payload, string? header = null, ISigningKey? key = null) => TestTokens.SignAsync(key ?? _key, header ?? Header(), payload);

    public Task<string> SignAsync(long sequence) => SignAsync(Payload(sequence));

    public async Task<Outcome<TrustList, TrustListRefusal>> ReadAsync(string compact, TrustList? last = null) =>
        await Reader.ReadAsync(compact, last, TestContext.Current.CancellationToken);
}
