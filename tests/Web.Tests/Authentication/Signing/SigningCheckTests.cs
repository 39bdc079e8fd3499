using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.Authentication.Signing;

namespace Shaken.Web.Tests.Authentication.Signing;

/// <summary>What the health check says of the certificates that sign calls.</summary>
public sealed class SigningCheckTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A certificate of 30 days: a tenth of its life is three days.
    [Theory]
    [InlineData(0, HealthStatus.Healthy, null)]
    [InlineData(26, HealthStatus.Healthy, null)]
    [InlineData(28, HealthStatus.Degraded, "the certificate ends at")]
    [InlineData(31, HealthStatus.Unhealthy, "no call of US/1234 can be signed: certificate a: the certificate has expired")]
    public async Task Check_ByTheAgeOfTheCertificate_WarnsBeforeItsEnd(int days, HealthStatus status, string? words)
    {
        var certificates = await OverAsync(new FixedSigningCertificate("a", await NewAsync()));
        _time.Advance(TimeSpan.FromDays(days));
        await certificates.RefreshAsync(Token);
        var result = await CheckAsync(certificates);
        Assert.Equal(status, result.Status);
        if (words is not null) Assert.Contains(words, result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_BeforeTheFirstCertificate_IsDegraded()
    {
        var result = await CheckAsync(await OverAsync(new NoCertificate()));
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal("no call of US/1234 can be signed: source: none was issued yet", result.Description);
    }

    [Theory]
    [InlineData(0, HealthStatus.Degraded, "source: none is there now; calls are signed with the certificate before until")]
    [InlineData(31, HealthStatus.Unhealthy, "no call of US/1234 can be signed")]
    public async Task Check_WhileTheCertificateBeforeSigns_IsDegraded(int days, HealthStatus status, string words)
    {
        var source = new Replaced(await NewAsync());
        var certificates = await OverAsync(source);
        source.IsGone = true;
        await certificates.RefreshAsync(Token);
        _time.Advance(TimeSpan.FromDays(days));
        var result = await CheckAsync(certificates);
        Assert.Equal(status, result.Status);
        Assert.StartsWith(words, result.Description, StringComparison.Ordinal);
        await certificates.RefreshAsync(Token);
        Assert.Equal(status, (await CheckAsync(certificates)).Status);
    }

    private static ProviderId Provider() =>
        ProviderId.TryParse("US/1234", out var provider) ? provider : throw new InvalidOperationException();

    private async Task<SigningCertificate> NewAsync()
    {
        var authority = await LocalAuthority.NewAsync(Provider().Country, "Test", _time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(Provider(), "Provider", TimeSpan.FromDays(30), Token);
        Assert.True(SigningCertificate.TryCreate(
            Provider(), provider.Key, provider.Chain, "https://cr.example/1.pem", out var certificate, out var failure), failure);
        return certificate;
    }

    private async Task<SigningCertificates> OverAsync(ISigningCertificateSource source)
    {
        var certificates = new SigningCertificates([source], revocation: null, _time, new LogLines<SigningCertificates>());
        await certificates.RefreshAsync(Token);
        return certificates;
    }

    private Task<HealthCheckResult> CheckAsync(SigningCertificates certificates) =>
        new SigningCheck(certificates, _time).CheckHealthAsync(new HealthCheckContext(), Token);

    private sealed class Replaced(SigningCertificate certificate) : ISigningCertificateSource
    {
        public bool IsGone { get; set; }

        public string Name => "source";

        public ProviderId Provider => certificate.Provider;

        public ValueTask<Outcome<SigningCertificate, string>> ReadAsync(SigningCertificate? known, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Outcome<SigningCertificate, string>>(IsGone ? "none is there now" : certificate);
    }

    private sealed class NoCertificate : ISigningCertificateSource
    {
        public string Name => "source";

        public ProviderId Provider => SigningCheckTests.Provider();

        public ValueTask<Outcome<SigningCertificate, string>> ReadAsync(SigningCertificate? known, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Outcome<SigningCertificate, string>>("none was issued yet");
    }
}
