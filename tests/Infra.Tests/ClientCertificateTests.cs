namespace Shaken.Infra.Tests;

/// <summary>Client certificates reach the program in a header, so only the platform may write it.</summary>
public sealed class ClientCertificateTests
{
    private const string Setting = "Access__CertificateHeader";

    public static TheoryData<string> Files => Deployment.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Apps_AskForCertificates_WhereTheProgramReadsThem(string file) => Check(await Deployment.GetAsync(file));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Zones_ThatReadCertificates_AreNotBehindFrontDoor(string file)
    {
        var zones = (await Deployment.GetAsync(file)).List("zones");
        Assert.Empty(zones.Where(zone => zone["settings"]!.AsObject().ContainsKey(Setting) && zone["hostNames"]!.AsArray().Count > 0));
    }

    [Fact]
    public async Task App_WhoseProgramReadsCertificates_AsksForThem()
    {
        var folder = BicepCompiler.NewFolder("certificates", BicepCompiler.Sources);
        var parameters = Path.Combine(folder, "provider.bicepparam");
        var text = await File.ReadAllTextAsync(parameters, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            parameters,
            text.Replace("Renewal__AgreeToTerms: 'true'", $"Renewal__AgreeToTerms: 'true'\n      {Setting}: 'X-ARR-ClientCert'",
                StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.Equal(1, Check(await Deployment.OfAsync(folder, "provider.bicepparam", group: null)));
    }

    // How many apps ask for certificates.
    private static int Check(Deployment deployment)
    {
        var settings = deployment.Settings();
        var apps = deployment.All("Microsoft.Web/sites");
        Assert.NotEmpty(apps);
        Assert.All(apps, app =>
        {
            var reads = settings[app.Name].ContainsKey(Setting);
            Assert.Equal(reads ? "true" : "false", app.Text("properties", "clientCertEnabled"));
            Assert.Equal("Optional", app.Text("properties", "clientCertMode"));
        });
        return apps.Count(app => app.Text("properties", "clientCertEnabled") == "true");
    }
}
