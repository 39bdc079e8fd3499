using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Core.Tests.ServiceProvider.Renewal;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Authentication.Certificates;

/// <summary>Which certificate signs: renewed without a gap, never one that is over, revoked or another's.</summary>
public sealed class SigningCertificatesTests
{
    private const string Delegates = "300FA20D160B3132303235353530313030";

    private readonly ManualTime _time = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LogLines<SigningCertificates> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _time.GetUtcNow();

    public static TheoryData<string, string> Misfits => new()
    {
        { "another key", "the key is not that" },
        { "delegate", "delegate's" },
        { "no TNAuthList", "no TNAuthList" },
        { "another code", "does not hold the code 5678" },
        { "another country", "country US" },
        { "CA", "no CA's" },
        { "no x5u", "no x5u" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void TryCreate_OfWhatDoesNotBelongTogether_IsRefused(string what, string words)
    {
        var leaf = what switch
        {
            "delegate" => CertificateForm.Leaf().With(Oids.TnAuthList, Delegates),
            "no TNAuthList" => CertificateForm.Leaf().Without(Oids.TnAuthList),
            "CA" => CertificateForm.Intermediate(),
            _ => CertificateForm.Leaf(),
        };
        var provider = Provider(what switch { "another code" => "US/5678", "another country" => "CA/1234", _ => "US/1234" });
        using var other = SoftwareKey.New();
        var key = what == "another key" ? other : SigningWorld.Key;
        IReadOnlyList<StiCertificate> chain = [leaf.Sign(), CertificateForm.Intermediate().Sign()];
        Assert.False(
            SigningCertificate.TryCreate(provider, key, chain, what == "no x5u" ? "" : SigningWorld.X5u, out _, out var failure));
        Assert.Contains(words, failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_BeforeTheFirstRefresh_HasNone()
    {
        var certificates = Over(SigningWorld.New(SigningWorld.Chain));
        Assert.Equal(SigningFailure.NoCertificate, certificates.Find(SigningWorld.Provider, Now, Now).Failure.Reason);
        Assert.True(await certificates.RefreshAsync(Token));
        Assert.True(certificates.Find(SigningWorld.Provider, Now, Now).IsSuccess);
        Assert.Equal(SigningFailure.CertificateOfAnother, certificates.Find(Provider("US/5678"), Now, Now).Failure.Reason);
    }

    // Verifiers take an iat within the certificate's validity only: calls whose iat is older than the new one are signed with the old.
    [Fact]
    public async Task Find_AfterARenewal_ChoosesByIat()
    {
        var source = new Source(SigningWorld.Chain);
        var certificates = Over(source);
        await certificates.RefreshAsync(Token);
        var old = source.Certificate!;
        _time.Advance(TimeSpan.FromDays(1));
        var begin = Now.AddSeconds(-10);
        source.Certificate = Of(CertificateForm.Leaf() with { NotBefore = begin, NotAfter = begin.AddDays(90) });
        await certificates.RefreshAsync(Token);
        Assert.Same(source.Certificate, certificates.Find(SigningWorld.Provider, Now, Now).Value);
        Assert.Same(old, certificates.Find(SigningWorld.Provider, Now, Now.AddSeconds(-30)).Value);
        Assert.Equal([4204, 4204], _log.All.Select(line => line.Id));
    }

    [Fact]
    public async Task Find_WhenTheCertificateIsOver_HasNone()
    {
        var certificates = Over(SigningWorld.New(SigningWorld.Chain));
        await certificates.RefreshAsync(Token);
        _time.Advance(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) - Now);
        Assert.True(certificates.Find(SigningWorld.Provider, Now, Now).IsSuccess);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(SigningFailure.NoCertificate, certificates.Find(SigningWorld.Provider, Now, Now).Failure.Reason);
        await certificates.RefreshAsync(Token);
        Assert.Contains("has expired", Assert.Single(certificates.States).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_WhenTheCertificateIsRevoked_HasNone()
    {
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out _));
        var crl = new Revocation();
        var certificates = new SigningCertificates(
            [SigningWorld.New(SigningWorld.Chain)], new OwnRevocation(TrustDomain.Of([root], _time), crl), _time, _log);
        await certificates.RefreshAsync(Token);
        Assert.True(certificates.Find(SigningWorld.Provider, Now, Now).IsSuccess);
        crl.IsRevoked = true;
        await certificates.RefreshAsync(Token);
        Assert.Equal(SigningFailure.NoCertificate, certificates.Find(SigningWorld.Provider, Now, Now).Failure.Reason);
        Assert.Equal([4204, 4205], _log.All.Select(line => line.Id));
    }

    [Fact]
    public async Task Refresh_WhenTheSourceIsDown_SignsOnWithWhatIsKnown()
    {
        var source = new Source(SigningWorld.Chain);
        var certificates = Over(source);
        await certificates.RefreshAsync(Token);
        source.IsDown = true;
        Assert.False(await certificates.RefreshAsync(Token));
        Assert.True(certificates.Find(SigningWorld.Provider, Now, Now).IsSuccess);
        Assert.Equal([4204, 4206], _log.All.Select(line => line.Id));
    }

    // As where the key of a renewed certificate is not on this instance yet.
    [Fact]
    public async Task Refresh_WhenTheSourceHasNoAnswer_SignsOnWhileTheLastOneIsGood()
    {
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out _));
        var (source, crl) = (new Source(SigningWorld.Chain), new Revocation());
        var certificates = new SigningCertificates([source], new OwnRevocation(TrustDomain.Of([root], _time), crl), _time, _log);
        await certificates.RefreshAsync(Token);
        source.Failure = "the key ring does not hold the key";
        await certificates.RefreshAsync(Token);
        Assert.Same(source.Certificate, certificates.Find(SigningWorld.Provider, Now, Now).Value);
        Assert.Equal(source.Failure, Assert.Single(certificates.States).Fault);
        crl.IsRevoked = true;
        await certificates.RefreshAsync(Token);
        Assert.Equal(SigningFailure.NoCertificate, certificates.Find(SigningWorld.Provider, Now, Now).Failure.Reason);
    }

    // The renewed certificate signs from the refresh on that follows its coming into force, which is after it stands at its x5u.
    [Fact]
    public async Task Refresh_OverARenewal_SwitchesWhenTheNewOneIsInForce()
    {
        var world = await RenewalWorld.NewAsync();
        var renewal = world.New();
        var certificates = new SigningCertificates(
            [new RenewedSigningCertificate(renewal, world.Ring, world.Options)], revocation: null, world.Time, _log);
        await certificates.RefreshAsync(Token);
        Assert.Contains("no certificate was issued yet", Assert.Single(certificates.States).Fault, StringComparison.Ordinal);

        var first = await world.RenewAsync();
        await certificates.RefreshAsync(Token);
        Assert.Equal((first.Fingerprint, first.X5u), NameOf(certificates, world.Time.GetUtcNow()));

        world.IsPublished = false;
        await world.RunAsync(force: true);
        await certificates.RefreshAsync(Token);
        Assert.Equal(first.Fingerprint, NameOf(certificates, world.Time.GetUtcNow()).Fingerprint);

        world.IsPublished = true;
        var second = (await world.RunAsync(force: true)).Current!;
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        await certificates.RefreshAsync(Token);
        Assert.Equal((second.Fingerprint, second.X5u), NameOf(certificates, world.Time.GetUtcNow()));
    }

    private static (string Fingerprint, string X5u) NameOf(SigningCertificates certificates, DateTimeOffset now)
    {
        var found = certificates.Find(SigningWorld.Provider, now, now).Value;
        return (found.Leaf.Fingerprint, found.X5u);
    }

    private static ProviderId Provider(string text) =>
        ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));

    private static SigningCertificate Of(CertificateForm leaf) => Of([leaf.Sign(), CertificateForm.Intermediate().Sign()]);

    private static SigningCertificate Of(IReadOnlyList<StiCertificate> chain)
    {
        Assert.True(SigningCertificate.TryCreate(
            SigningWorld.Provider, SigningWorld.Key, chain, SigningWorld.X5u, out var certificate, out var failure), failure);
        return certificate;
    }

    private SigningCertificates Over(ISigningCertificateSource source) => new([source], revocation: null, _time, _log);

    private sealed class Source(IReadOnlyList<StiCertificate> chain) : ISigningCertificateSource
    {
        public SigningCertificate? Certificate { get; set; } = Of(chain);

        public bool IsDown { get; set; }

        public string? Failure { get; set; }

        public string Name => "source";

        public ProviderId Provider => SigningWorld.Provider;

        public ValueTask<Outcome<SigningCertificate, string>> ReadAsync(SigningCertificate? known, CancellationToken cancellationToken) =>
            IsDown ? throw new StorageException("down") : ValueTask.FromResult<Outcome<SigningCertificate, string>>(
                Failure is { } failure ? failure : Certificate!);
    }

    private sealed class Revocation : IRevocationStatus
    {
        public bool IsRevoked { get; set; }

        public long Version => 0;

        public RevocationStatus Of(CertificateChain chain, DateTimeOffset now) => new(
            IsRevoked ? new StatusRefusal(StatusFailure.Revoked, "revoked") : null, [], DateTimeOffset.MaxValue);
    }
}
