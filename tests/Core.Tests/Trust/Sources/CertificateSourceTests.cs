using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tests.Trust.Sources;

public sealed class CertificateSourceTests
{
    private const string Url = "https://cr.example/1.pem";

    private static readonly StiCertificate Leaf = CertificateForm.Leaf().Sign();
    private static readonly StiCertificate Intermediate = CertificateForm.Intermediate().Sign();
    private static readonly StiCertificate Root = CertificateForm.Root().Sign();

    private readonly ManualTime _time = new(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ScriptedFetcher _fetcher = new();
    private readonly CertificateSource _source;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public CertificateSourceTests() => _source = new CertificateSource(_fetcher, CertificateFreshness.Default, _time, NullLogger<CertificateSource>.Instance);

    [Theory]
    [InlineData(null, 10)]
    [InlineData(0, 10)]
    [InlineData(9, 10)]
    [InlineData(10, 10)]
    [InlineData(60, 60)]
    [InlineData(1440, 1440)]
    [InlineData(1441, 1440)]
    [InlineData(525600, 1440)]
    public async Task Get_KeepsAsCacheControlSays_WithinFloorAndCeiling(int? maxAgeMinutes, int keptMinutes)
    {
        _fetcher.Answer = Document(Leaf.ToPem(), maxAgeMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null);
        var sourced = (await GetAsync()).Value;
        var untilRefresh = TimeSpan.FromMinutes(keptMinutes) * 0.75;
        Assert.Equal(untilRefresh, sourced.FreshUntil.Left(_time));
        Assert.False(sourced.IsStale);
        _time.Advance(untilRefresh - TimeSpan.FromSeconds(1));
        Assert.Same(sourced, (await GetAsync()).Value);
        Assert.Equal(1, _fetcher.Asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(sourced.Certificates, (await GetAsync()).Value.Certificates);
        Assert.Equal(2, _fetcher.Asked);
        Assert.NotSame(sourced.Certificates, (await GetAsync()).Value.Certificates);
        Assert.Equal(2, _fetcher.Asked);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", true)]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n", true)]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", true)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", false)]
    public async Task Get_PrivateKeyBesideTheCertificate_IsAFinding(string beside, bool isFound)
    {
        _fetcher.Answer = Document(beside + Leaf.ToPem());
        var sourced = (await GetAsync()).Value;
        Assert.Equal(Leaf.Fingerprint, Assert.Single(sourced.Certificates).Fingerprint);
        Assert.Equal(isFound, sourced.Findings.Any(finding => finding.Kind == FindingKind.PrivateKeyPublished));
    }

    [Theory]
    [InlineData(SourceFailure.UrlNotAllowed, FetchFailure.UrlMalformed, FetchFailure.NotHttps, FetchFailure.PortNotAllowed)]
    [InlineData(SourceFailure.UrlNotAllowed, FetchFailure.UrlWithCredentials, FetchFailure.UrlWithFragment,
        FetchFailure.AddressNotAllowed)]
    [InlineData(SourceFailure.Unreachable, FetchFailure.HostNotFound, FetchFailure.ConnectFailed, FetchFailure.TlsFailed)]
    [InlineData(SourceFailure.Unreachable, FetchFailure.HostFailing, FetchFailure.TooSlow, FetchFailure.Busy)]
    [InlineData(SourceFailure.NotACertificate, FetchFailure.StatusNotOk, FetchFailure.TooLarge, FetchFailure.ContentNotAcceptable)]
    public async Task Get_OfAFetchFailure_TellsWhetherItMayWorkLater(SourceFailure expected, params FetchFailure[] failures)
    {
        foreach (var failure in failures)
        {
            _fetcher.Answer = new FetchRefusal(failure, "why");
            Assert.Equal(expected, (await GetAsync()).Failure.Reason);
        }
    }

    [Theory]
    [InlineData("{leaf}{intermediate}", "leaf intermediate")]
    [InlineData("{intermediate}{leaf}", "intermediate leaf")]
    [InlineData("{root}{leaf}{intermediate}", "root leaf intermediate")]
    [InlineData("{leaf}{leaf}{leaf}", "leaf")]
    [InlineData("Subject: somebody\r\n{leaf}\r\n\r\nthe issuer\n{intermediate}\n", "leaf intermediate")]
    [InlineData("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{leaf}", "leaf")]
    public async Task Get_OfPem_GivesTheCertificatesInTheOrderServed(string form, string expected)
    {
        _fetcher.Answer = Document(form.Replace("{leaf}", Leaf.ToPem() + "\n", StringComparison.Ordinal)
            .Replace("{intermediate}", Intermediate.ToPem() + "\n", StringComparison.Ordinal).Replace("{root}", Root.ToPem() + "\n", StringComparison.Ordinal));
        var names = (await GetAsync()).Value.Certificates.Select(certificate =>
            certificate.Fingerprint == Leaf.Fingerprint ? "leaf" : certificate.Fingerprint == Root.Fingerprint ? "root" : "intermediate");
        Assert.Equal(expected, string.Join(' ', names));
    }

    [Fact]
    public async Task Get_OfDer_GivesTheCertificate()
    {
        _fetcher.Answer = new FetchedDocument(Leaf.Der, "application/pkix-cert", null);
        Assert.Equal(Leaf.Fingerprint, Assert.Single((await GetAsync()).Value.Certificates).Fingerprint);
    }

    [Fact]
    public async Task Get_OfWhatIsNoCertificate_IsRefused()
    {
        var pem = Leaf.ToPem();
        byte[][] documents =
        [
            [], [0], [0x30], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x80, 0, 0], [.. Leaf.Der.Span, 0], Leaf.Der.Span[..^1].ToArray(), new byte[64 * 1024],
            .. Texts("<html></html>", "-----BEGIN", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                pem[..^30], pem.Replace("CERTIFICATE", "PRIVATE KEY", StringComparison.Ordinal), pem + "\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        ];
        foreach (var document in documents)
        {
            _fetcher.Answer = new FetchedDocument(document, null, null);
            Assert.Equal(SourceFailure.NotACertificate, (await GetAsync()).Failure.Reason);
        }
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task Get_OfTooManyCertificates_IsRefused(int count, bool isRead)
    {
        var certificates = Enumerable.Range(1, count).Select(number => (CertificateForm.Leaf() with { SerialNumber = [1, (byte)number, 0, 0, 0, 0, 0, 0, 0] }).Sign().ToPem());
        _fetcher.Answer = Document(string.Join('\n', certificates));
        var outcome = await GetAsync();
        Assert.Equal(isRead, outcome.IsSuccess);
        if (!isRead) Assert.Equal(SourceFailure.NotACertificate, outcome.Failure.Reason);
    }

    [Fact]
    public async Task Get_OfTwoUrls_KeepsThemApart()
    {
        _fetcher.Answer = Document(Leaf.ToPem());
        await GetAsync();
        _fetcher.Answer = Document(Intermediate.ToPem());
        var other = (await _source.GetAsync(Url + "?", Token)).Value;
        Assert.Equal(Intermediate.Fingerprint, Assert.Single(other.Certificates).Fingerprint);
        Assert.Equal(Leaf.Fingerprint, Assert.Single((await GetAsync()).Value.Certificates).Fingerprint);
        Assert.Equal([Url, Url + "?"], _fetcher.Urls);
    }

    [Fact]
    public async Task Get_OfManyLargeBundles_KeepsTheNewestAndTheSmallThatIsAskedFor()
    {
        // About 150 KiB, 300 when read, under four times as many URLs as fit.
        const int MostKept = 4 * 1024;
        var source = new CertificateSource(
            _fetcher, CertificateFreshness.Default, _time, NullLogger<CertificateSource>.Instance, mostKeptOctets: MostKept * 1024);
        var large = Enumerable.Range(1, 10).Select(number => (CertificateForm.Leaf() with { SerialNumber = [1, (byte)number, 0, 0, 0, 0, 0, 0, 0] })
            .With("1.3.6.1.5.5.7.1.99", "0482" + (15 * 1024).ToString("X4", CultureInfo.InvariantCulture) + new string('0', 2 * 15 * 1024)).Sign().ToPem());
        _fetcher.Answer = Document(Leaf.ToPem());
        var small = (await source.GetAsync(Url, Token)).Value;
        _fetcher.Answer = Document(string.Join('\n', large));
        var kept = new List<WeakReference>();
        for (var number = 0; number < 56; number++)
        {
            kept.Add(await ReferToAsync(source, number));
            Assert.Same(small, (await source.GetAsync(Url, Token)).Value);
        }

        var asked = _fetcher.Asked;
        await ReferToAsync(source, 55);
        Assert.Equal(asked, _fetcher.Asked);
        GC.Collect();
        Assert.InRange(kept.Count(reference => reference.IsAlive), MostKept / 300 / 2 - 1, MostKept / 300);
        await ReferToAsync(source, 0);
        Assert.Equal(asked + 1, _fetcher.Asked);
    }

    private static async Task<WeakReference> ReferToAsync(CertificateSource source, int number) =>
        new((await source.GetAsync($"https://cr.example/large/{number}.pem", Token)).Value);

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.ASCII.GetBytes);

    private static FetchedDocument Document(string text, TimeSpan? maxAge = null) => new(Encoding.ASCII.GetBytes(text), "application/pem-certificate-chain", maxAge);

    private ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync() => _source.GetAsync(Url, Token);

    private sealed class ScriptedFetcher : IUrlFetcher
    {
        public Outcome<FetchedDocument, FetchRefusal> Answer { get; set; }

        public List<string> Urls { get; } = [];

        public int Asked => Urls.Count;

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Assert.Same(FetchProfile.Certificate, profile);
            Urls.Add(url);
            return Task.FromResult(Answer);
        }
    }
}
