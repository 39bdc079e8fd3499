using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Load;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

if (args is ["world", var worldFolder, var worldOrigin])
{
    await AttackWorld.WriteAsync(worldFolder, worldOrigin);
    return 0;
}

if (args is ["signing", var signingPort, var signingFolder])
{
    Scheduling.PreferFinishing();
    await SigningWorld.RunAsync(int.Parse(signingPort, CultureInfo.InvariantCulture), signingFolder);
    return 0;
}

// A CPS with every check on, and as many signed calls as a load generator will post to it; see bench/load.sh.
if (args is not [var mode, var portText, var tokensPath, var countText])
{
    Console.Error.WriteLine("Load memory|disk|azure|bearer|bare PORT TOKENS COUNT, Load world FOLDER ORIGIN, or Load signing PORT FOLDER");
    return 2;
}

Scheduling.PreferFinishing();
var port = int.Parse(portText, CultureInfo.InvariantCulture);
if (mode == "bare") return await RunBareAsync(port);

var folder = Directory.CreateTempSubdirectory("shaken-load-");
var time = HostDependencies.Real.Time;
var provider = ProviderId.TryParse("US/1234", out var parsed) ? parsed : throw new InvalidOperationException();
var authority = await LocalAuthority.NewAsync(provider.Country, "Load", time, SystemRandom.Instance, CancellationToken.None);
var signerOf = await authority.IssueAsync(provider, "Provider", TimeSpan.FromDays(1), CancellationToken.None);
var listPath = Path.Combine(folder.FullName, "list.jwt");
var rootPath = Path.Combine(folder.FullName, "root.pem");

await using var repository = Start(new() { ["Shaken:Roles"] = "cr", ["Shaken:Storage"] = "Memory", ["Shaken:Listen:Port"] = "0" });
await repository.StartAsync();
var origin = ShakenProgram.AddressesOf(repository)[0];
var published = repository.Services.GetRequiredService<PublishedChains>();
var x5u = $"{origin}/certificates/{await published.PublishAsync(signerOf.Chain, CancellationToken.None)}.pem";
var listX5u = $"{origin}/certificates/{await published.PublishAsync([authority.ListSigner], CancellationToken.None)}.pem";
await File.WriteAllTextAsync(listPath, await authority.SignTrustListAsync(1, time.GetUtcNow().AddDays(1), listX5u, CancellationToken.None));
await File.WriteAllTextAsync(rootPath, authority.PolicyAdministratorRoot.Certificate.ToPem());

await WriteTokensAsync();
var settings = new Dictionary<string, string?>
{
    ["Shaken:Roles"] = "cps",
    ["Shaken:Storage"] = mode switch { "disk" => "Disk", "azure" => "Azure", _ => "Memory" },
    ["Shaken:DataFolder"] = Path.Combine(folder.FullName, "store"),
    ["Shaken:Listen:Port"] = portText,
    ["Azure:Storage:ConnectionString"] = mode == "azure" ? Environment.GetEnvironmentVariable("AZURITE") : null,
    ["Shaken:DeploymentSecrets"] = DeploymentSecret.New("load", SystemRandom.Instance).ToText(),
    ["Cps:ServedSpcs"] = "US/5678",
    ["Cps:HostNames"] = HostName,
    ["Cps:FreshnessSeconds"] = "600",
    ["Cps:PerCertificatePerSecond"] = "1000000",
    ["Cps:MailboxMegabytes"] = "1000000",
    ["Cps:MailboxMegabytesPerSigner"] = "1000000",
    ["Limits:PerAddressPerSecond"] = "1000000",
    ["Limits:PerAddressUnderWay"] = "1000",
    ["Limits:PerAddressConnections"] = "1000",
    ["TrustList:File"] = listPath,
    ["TrustList:PolicyAdministratorRoots"] = rootPath,
    ["Fetching:ExemptOrigins"] = origin,
    ["Verification:Tables"] = Environment.GetEnvironmentVariable("TABLES"),
};

// A published program in a process of its own, or the built one in this.
if (Environment.GetEnvironmentVariable("PROGRAM") is { Length: > 0 } program)
{
    using var process = Process.Start(program, settings.Where(one => one.Value is not null).Select(one => $"--{one.Key}={one.Value}"));
    await process.WaitForExitAsync();
}
else
{
    await using var cps = Start(settings);
    await cps.RunAsync();
}

folder.Delete(recursive: true);
return 0;

static WebApplication Start(Dictionary<string, string?> settings)
{
    var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    return SettingsParser.Parse(configuration).TryGet(out var parsedSettings, out var errors)
        ? ShakenProgram.Build(parsedSettings, HostDependencies.Real, configureLogging: null)
        : throw new InvalidOperationException(string.Join("; ", errors.Lines));
}

// The same server, answering 201 without work: what HTTP alone costs.
static async Task<int> RunBareAsync(int port)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
    await using var app = builder.Build();
    app.MapPost("/cps/company/{ocn}", context =>
    {
        context.Response.StatusCode = 201;
        return Task.CompletedTask;
    });
    await app.RunAsync();
    return 0;
}

// A call a line: its PASSporT; and for the agreed dialect its bearer, the called and the calling number.
async Task WriteTokensAsync()
{
    var signer = new PassportSigner(signerOf.Key, x5u);
    var bearers = new BearerSigner(signerOf.Key, x5u, provider.Code, time, SystemRandom.Instance);
    var orig = TelephoneNumber.TryParse("12155550121", out var caller) ? caller : throw new InvalidOperationException();
    await using var file = new StreamWriter(tokensPath);
    for (var number = 0; number < int.Parse(countText, CultureInfo.InvariantCulture); number++)
    {
        var dest = TelephoneNumber.TryParse($"1{2_000_000_000 + number}", out var called) ? called : throw new InvalidOperationException();
        var token = await signer.SignAsync(PassportClaims.ForCall(orig, dest, time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid()), CancellationToken.None);
        var line = new StringBuilder(token);
        if (mode == "bearer")
        {
            var call = new CallNumbers(dest, orig);
            line.Append(CultureInfo.InvariantCulture, $" {await bearers.ForPublishingAsync(call, [token], HostName, TimeSpan.FromMinutes(10), CancellationToken.None)} {dest.Value} {orig.Value}");
        }

        await file.WriteLineAsync(line);
    }
}

internal sealed partial class Program
{
    private const string HostName = "cps.load.example";
}
