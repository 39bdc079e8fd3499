using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Tokens;
using Shaken.Web.Shared.Hosting;

namespace Shaken.EndToEnd.Tests.Acme;

/// <summary>The role as: its timer gets the provider's certificate at a real CA, and a second instance has nothing to do.</summary>
[Collection(nameof(AcmeCountry))]
public sealed class RenewalTimerTests(AcmeCountry country)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_GetsTheCertificate_OnceForTwoInstances()
    {
        var settings = Settings();
        var (first, second) = (await country.StartAsync(new(settings)), await country.StartAsync(new(settings)));
        var ring = first.Services.GetRequiredService<IKeyRing>();
        var account = await ring.GetOrMakeAsync("us-1234-account", Token);
        var spc = ServiceProviderCode.TryParse("1234", out var code) ? TnAuthList.Of(new SpcEntry(code)) : throw new InvalidOperationException();
        await country.WriteAsync("as-token.jwt", await country.Tokens.IssueAsync(spc, KeyFingerprint.Of(JsonWebKey.From(account.PublicKey)), ca: false, TimeSpan.FromHours(1), Token));

        var timer = FunctionTable.Timers.Single(function => function.Name == "RenewCertificate");
        await Task.WhenAll(timer.RunAsync(first.Services, Token), timer.RunAsync(second.Services, Token));
        var current = await first.Services.GetRequiredService<CertificateRenewal>().FindCurrentAsync(Token);
        Assert.NotNull(current);
        Assert.StartsWith($"{country.RepositoryOrigin}/certificates/", current.X5u, StringComparison.Ordinal);
        Assert.True(File.Exists(country.File("as-keys/us-1234/1/key.pem")));
        Assert.False(Directory.Exists(country.File("as-keys/us-1234/2")));

        await timer.RunAsync(second.Services, Token);
        Assert.Equal(current.Fingerprint, (await second.Services.GetRequiredService<CertificateRenewal>().FindCurrentAsync(Token))!.Fingerprint);
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["Shaken:Roles"] = "as",
        ["Renewal:Provider"] = "US/1234",
        ["Renewal:Directory"] = country.DirectoryUrl,
        ["Renewal:KeyFolder"] = country.File("as-keys"),
        ["Renewal:AgreeToTerms"] = "true",
        ["Renewal:TokenFile"] = country.File("as-token.jwt"),
        ["Fetching:ExemptOrigins"] = country.RepositoryOrigin,
    };
}
