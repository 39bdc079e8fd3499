using System.Text;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tests.Trust.Sources;

/// <summary>A copy is fetched again in the background; a caller with a usable one never waits.</summary>
public sealed class CertificateRefreshTests
{
    private const string Url = "https://cr.example/1.pem";
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(7.5);

    private static readonly StiCertificate First = CertificateForm.Leaf().Sign();
    private static readonly StiCertificate Second = (CertificateForm.Leaf() with { SerialNumber = [1, 2, 3, 4, 5, 6, 7, 8] }).Sign();

    private readonly ManualTime _time = new(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LogLines<CertificateSource> _log = new();
    private readonly GatedFetcher _fetcher = new();
    private readonly CertificateSource _source;

    public CertificateRefreshTests() => _source = new CertificateSource(_fetcher, CertificateFreshness.Default, _time, _log);

    [Fact]
    public async Task Get_DuringARefresh_GivesTheOldCopyAtOnce()
    {
        await KeepAsync(Url);
        _time.Advance(RefreshAfter);
        var answer = _fetcher.Hold();
        for (var caller = 0; caller < 10; caller++) Assert.Equal(First.Fingerprint, AtOnce(Url).Certificates[0].Fingerprint);
        Assert.Equal(2, _fetcher.Asked);

        answer.SetResult(Document(Second));
        Assert.Equal(Second.Fingerprint, AtOnce(Url).Certificates[0].Fingerprint);
        Assert.Equal(2, _fetcher.Asked);
    }

    [Fact]
    public async Task Get_OfACopyPastItsFreshness_DoesNotWaitEither()
    {
        await KeepAsync(Url);
        _time.Advance(TimeSpan.FromHours(6));
        _fetcher.Hold();
        var copy = AtOnce(Url);
        Assert.False(copy.IsStale);
        Assert.Equal(TimeSpan.FromSeconds(15), copy.FreshUntil.Left(_time));
    }

    [Fact]
    public async Task Get_WhileEveryRefreshFails_GivesTheOldCopyUntilItsHardLimit()
    {
        await KeepAsync(Url);
        _fetcher.Answer = new FetchRefusal(FetchFailure.ConnectFailed, "no connection");
        for (var minute = 0; minute < 370; minute++)
        {
            var copy = AtOnce(Url);
            Assert.Equal(First.Fingerprint, copy.Certificates[0].Fingerprint);
            Assert.Equal(minute >= 10, copy.IsStale);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(_fetcher.Asked, 360, 370);
        Assert.Equal(SourceFailure.Unreachable, (await GetAsync(Url)).Failure.Reason);
        _fetcher.Answer = Document(Second);
        Assert.False((await GetAsync(Url)).Value.IsStale);
    }

    [Fact]
    public async Task Get_WhenGarbageTakesTheCertificatesPlace_GivesTheOldCopy()
    {
        await KeepAsync(Url);
        _fetcher.Answer = new FetchedDocument("not found"u8.ToArray(), "text/plain", MaxAge: null);
        _time.Advance(TimeSpan.FromMinutes(10));
        AtOnce(Url);
        Assert.True(AtOnce(Url).IsStale);
        Assert.Contains(_log.All, line => line.Id == 1201);
    }

    [Fact]
    public async Task Get_WhenTheUrlIsNotAllowedAnyMore_DropsTheCopy()
    {
        await KeepAsync(Url);
        _fetcher.Answer = new FetchRefusal(FetchFailure.AddressNotAllowed, "a private address");
        _time.Advance(RefreshAfter);
        AtOnce(Url);
        Assert.Equal(SourceFailure.UrlNotAllowed, (await GetAsync(Url)).Failure.Reason);
    }

    [Fact]
    public async Task Get_OfManyCopiesAtOnce_RefreshesABoundedNumber()
    {
        var urls = Enumerable.Range(0, 100).Select(number => $"https://cr.example/{number}.pem").ToList();
        foreach (var url in urls) await KeepAsync(url);
        _time.Advance(RefreshAfter);
        var answer = _fetcher.Hold();
        foreach (var url in urls) AtOnce(url);
        Assert.Equal(100 + Limits.CertificateRefreshes, _fetcher.Asked);

        // The others have their turn when they are asked for again.
        answer.SetResult(Document(Second));
        _time.Advance(TimeSpan.FromSeconds(15));
        foreach (var url in urls) AtOnce(url);
        Assert.Equal(200, _fetcher.Asked);
    }

    [Fact]
    public async Task Get_WhenARefreshThrows_LogsItAndTriesAgainLater()
    {
        await KeepAsync(Url);
        _time.Advance(RefreshAfter);
        _fetcher.Fault = new InvalidOperationException("a bug");
        AtOnce(Url);
        Assert.Contains(_log.All, line => line.Id == 1122);

        _fetcher.Fault = null;
        _fetcher.Answer = Document(Second);
        AtOnce(Url);
        Assert.Equal(2, _fetcher.Asked);
        _time.Advance(TimeSpan.FromMinutes(1));
        AtOnce(Url);
        Assert.Equal(Second.Fingerprint, AtOnce(Url).Certificates[0].Fingerprint);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task Get_WhenTheWallClockIsSet_KeepsTheCopyAsLongAsBefore(int hours)
    {
        await KeepAsync(Url);
        _time.SetWallClock(TimeSpan.FromHours(hours));
        _time.Advance(RefreshAfter - TimeSpan.FromSeconds(1));
        AtOnce(Url);
        Assert.Equal(1, _fetcher.Asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        AtOnce(Url);
        Assert.Equal(2, _fetcher.Asked);
    }

    private async Task KeepAsync(string url)
    {
        _fetcher.Answer = Document(First);
        Assert.True((await GetAsync(url)).IsSuccess);
    }

    private ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string url) =>
        _source.GetAsync(url, TestContext.Current.CancellationToken);

    private SourcedCertificates AtOnce(string url)
    {
        var copy = GetAsync(url).AsTask();
        Assert.True(copy.IsCompletedSuccessfully, "A call waits for a fetch.");
#pragma warning disable RS0030 // It has completed.
        return copy.Result.Value;
#pragma warning restore RS0030
    }

    private static FetchedDocument Document(StiCertificate certificate) =>
        new(Encoding.ASCII.GetBytes(certificate.ToPem()), "application/pem-certificate-chain", MaxAge: null);

    private sealed class GatedFetcher : IUrlFetcher
    {
        private TaskCompletionSource<Outcome<FetchedDocument, FetchRefusal>>? _gate;

        public Outcome<FetchedDocument, FetchRefusal> Answer { get; set; }

        public Exception? Fault { get; set; }

        public int Asked { get; private set; }

        /// <summary>From now on every fetch waits for the one answer.</summary>
        public TaskCompletionSource<Outcome<FetchedDocument, FetchRefusal>> Hold() => _gate = new();

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Asked++;
            return Fault is { } fault ? Task.FromException<Outcome<FetchedDocument, FetchRefusal>>(fault)
                : _gate?.Task ?? Task.FromResult(Answer);
        }
    }
}
