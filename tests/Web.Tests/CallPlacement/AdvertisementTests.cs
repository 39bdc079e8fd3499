using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.Fetching;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust.Verdicts;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

public sealed class AdvertisementTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Configured_IsOneThatOurOwnReaderBelieves()
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Cps:Advertisement:Url"] = "https://cps.example/oob";
        settings["Cps:Advertisement:KeyFile"] = await deployment.WriteKeyOfBAsync();
        settings["Cps:Advertisement:CertificateUrl"] = deployment.X5uOfB;
        var cps = await deployment.StartAsync(settings);
        await deployment.UntilHealthyAsync(cps);
        var (status, mediaType, text) = await GetAsync(cps);
        Assert.Equal((HttpStatusCode.OK, "application/jose"), (status, mediaType));

        var verdicts = deployment.NewestServices.GetRequiredService<CertificateVerdicts>();
        var reader = new CpsAdvertisementReader(verdicts, new FetchingOptions());
        var advertisement = (await reader.ReadAsync(text, Token)).Value;
        var entry = Assert.Single(advertisement.Entries);
        Assert.Equal(new SpcEntry(Deployment.ProviderB.Code), entry.For);
        Assert.Equal("https://cps.example/oob/", entry.BaseUrl.AbsoluteUri);
    }

    [Fact]
    public async Task Get_NotConfigured_Is404() => Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(deployment.Cps)).Status);

    private async Task<(HttpStatusCode Status, string? MediaType, string Text)> GetAsync(Uri cps)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cps, "/cps/advertisement"));
        using var response = await deployment.Http.SendAsync(request, Token);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Token));
    }
}
