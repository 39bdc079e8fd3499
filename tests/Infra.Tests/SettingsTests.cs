using System.Globalization;
using System.Text.RegularExpressions;
using Shaken.Core.Foundations;

namespace Shaken.Infra.Tests;

/// <summary>Every setting that an app is given is one that somebody reads.</summary>
public sealed partial class SettingsTests
{
    /// <summary>What the Functions host itself reads (and its SDK for logs), as its documentation names it.</summary>
    private static readonly string[] HostSettings =
    [
        "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsDisableHomepage",
        "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__excludedTypes",
        "AzureFunctionsJobHost__logging__applicationInsights__httpAutoCollectionOptions__enableHttpTriggerExtendedInfoCollection",
        "AzureFunctionsJobHost__logging__applicationInsights__enableDependencyTracking",
        "OTEL_SERVICE_NAME",
    ];

    /// <summary>What the program refuses to start without, by role.</summary>
    private static readonly Dictionary<string, string[]> Needed = new()
    {
        ["cps"] = ["Shaken__DeploymentSecrets", "TrustList__Url", "TrustList__PolicyAdministratorRoots", "Cps__ServedSpcs"],
        ["ca"] =
        [
            "Shaken__DeploymentSecrets", "TrustList__PolicyAdministratorRoots", "Acme__BaseUrl", "Ca__Certificates", "Ca__Keys",
            "Ca__CertificateBaseUrl",
        ],
        ["as"] = ["Shaken__DeploymentSecrets", "Renewal__Provider", "Renewal__Directory", "Renewal__Vault"],
        ["vs"] = ["Shaken__DeploymentSecrets", "TrustList__Url", "TrustList__PolicyAdministratorRoots"],
        ["delegation"] =
        [
            "Shaken__DeploymentSecrets", "Delegation__Providers__0__Id", "Delegation__Issuer", "Delegation__Ca__Certificates",
            "Delegation__Ca__Keys", "Delegation__Ca__CertificateBaseUrl", "Delegation__Acme__BaseUrl",
        ],
    };

    public static TheoryData<string> Files => Deployment.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EverySetting_IsOneThatTheProgramDeclares(string file)
    {
        var declared = Declared();
        foreach (var (app, settings) in (await Deployment.GetAsync(file)).Settings())
        {
            Assert.Empty(settings.Keys.Where(name => !IsKnown(name, declared)).Select(name => $"{app}: nobody reads {name}"));
        }
    }

    [Theory]
    [InlineData("Shaken__Roles", true)]
    [InlineData("Shaken__Role", false)]
    [InlineData("Pa__Crl__Url", true)]
    [InlineData("Pa__Crl__Link", false)]
    [InlineData("Pa__Partners__3__Id", true)]
    [InlineData("Pa__Partners__3__Key", false)]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", false)]
    [InlineData("WEBSITE_RUN_FROM_PACKAGE", false)]
    public void IsKnown_TellsThemApart(string name, bool isKnown) => Assert.Equal(isKnown, IsKnown(name, Declared()));

    [Fact]
    public void DeclaredSettings_AreFound() =>
        Assert.Superset(new HashSet<string> { "Shaken:Roles", "Cps:ServedSpcs", "Pa:Crl:Url", "Acme:BaseUrl" }, Declared());

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Roles_AreThoseOfTheProgram_AndEachAppHasOne(string file)
    {
        var members = Members().Matches(Checkout.Read("src/Web/Shared/Configuration/Role.cs"));
        var roles = members.Select(match => match.Groups[1].Value.ToLowerInvariant()).ToList();
        Assert.Contains("cps", roles);
        var deployed = (await Deployment.GetAsync(file)).Settings().Values.SelectMany(settings => settings["Shaken__Roles"].Split(','));
        Assert.Empty(deployed.Except(roles));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Secrets_AreReferencesToTheZonesOwnVault_AndNoPlainSettingHoldsOne(string file)
    {
        var deployment = await Deployment.GetAsync(file);
        foreach (var zone in deployment.List("zones"))
        {
            var secrets = zone["secretSettings"]!.AsObject();
            foreach (var (app, settings) in deployment.Settings().Where(one => one.Key.Split('-')[1] == (string?)zone["name"]))
            {
                var vault = $"{string.Join('-', app.Split('-')[..2])}-{app.Split('-')[3]}";
                Assert.All(secrets, secret =>
                    Assert.Equal($"@Microsoft.KeyVault(VaultName={vault};SecretName={secret.Value})", settings[secret.Key]));
            }
        }

        var plain = deployment.List("zones").SelectMany(zone => zone["settings"]!.AsObject().Select(setting => setting.Key));
        Assert.Empty(plain.Where(name => SecretNames().IsMatch(name)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task ADeploymentThatTheProgramWouldRefuse_IsNotAnExample(string file)
    {
        foreach (var (app, settings) in (await Deployment.GetAsync(file)).Settings())
        {
            var roles = settings["Shaken__Roles"].Split(',');
            var wanted = roles.SelectMany(role => Needed.GetValueOrDefault(role, []));
            Assert.Empty(wanted.Except(settings.Keys).Select(name => $"{app}: no {name}"));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Host_HasNoPageOfItsOwn(string file) =>
        Assert.All((await Deployment.GetAsync(file)).Settings().Values, settings =>
            Assert.Equal("true", settings["AzureWebJobsDisableHomepage"]));

    // The host reads a body whole before it passes anything on.
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Host_TakesALittleMoreThanTheLargestBodyOfARoute(string file) =>
        Assert.All((await Deployment.GetAsync(file)).Settings().Values, settings =>
        {
            var most = int.Parse(settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"], CultureInfo.InvariantCulture);
            Assert.InRange(most, Limits.RequestBodyOctets * 5 / 4, Limits.RequestBodyOctets * 3 / 2);
        });

    private static bool IsKnown(string name, HashSet<string> declared) => HostSettings.Contains(name) || declared.Contains(Plain(name));

    // The declaration has N where a deployment has the number of a section.
    private static string Plain(string name) =>
        HostSettings.Contains(name) ? name : Index().Replace(name.Replace("__", ":", StringComparison.Ordinal), ":N:");

    // The table is written from the program's declarations, and SettingsReferenceTests keeps it so.
    private static HashSet<string> Declared()
    {
        var names = Checkout.Read("docs/operations/settings.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line.Split(" | ")[0])).Select(match => match.Groups[1].Value)
            .ToHashSet();
        Assert.InRange(names.Count, 100, 400);
        return names;
    }

    [GeneratedRegex(":[0-9]+:")]
    private static partial Regex Index();

    [GeneratedRegex("`([A-Za-z_:]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?m)^    ([A-Z][a-z]+),$")]
    private static partial Regex Members();

    [GeneratedRegex("Secret|Password|Passphrase|(?<!Reader|Publisher|Operator)Keys?$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretNames();
}
