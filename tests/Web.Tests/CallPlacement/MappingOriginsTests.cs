using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>From where the program reads its cpsMapping, and whom it tells its credentials.</summary>
public sealed class MappingOriginsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-mapping-");
    private readonly ConcurrentQueue<string> _asked = [];
    private WebApplication _administrator = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _administrator = builder.Build();
        _administrator.Urls.Add("http://127.0.0.1:0");
        _administrator.MapGet("/api/v1/cps-list", context =>
        {
            _asked.Enqueue(context.Request.Headers["X-Api-Key"].ToString());
            return context.Response.WriteAsync("""{"status":"success","cpsList":"a.b.c"}""", Token);
        });
        await _administrator.StartAsync(Token);
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority = await LocalAuthority.NewAsync(country, "Test", new ManualTime(), SystemRandom.Instance, Token);
        await WriteAsync("root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem());
        await WriteAsync("key", "secret");
        await WriteAsync("list.jwt", "d.e.f\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _administrator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Url_OnTheHostOfTheTrustList_IsReadWithItsCredentials()
    {
        await using var app = Build(("OutOfBand:MappingUrl", $"{_administrator.Urls.Single()}/api/v1/cps-list"));
        Assert.Equal("a.b.c", (await GetAsync(app)).Value);
        Assert.Equal(["secret"], _asked);
    }

    [Fact]
    public async Task Url_OnAnotherHost_IsAskedByTheRulesForStrangers()
    {
        var elsewhere = _administrator.Urls.Single().Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal);
        await using var app = Build(("OutOfBand:MappingUrl", $"{elsewhere}/api/v1/cps-list"));
        var refusal = (await GetAsync(app)).Failure;
        Assert.Equal(CpsMappingFailure.Unreachable, refusal.Reason);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task File_IsRead()
    {
        await using var app = Build(("OutOfBand:MappingFile", At("list.jwt")));
        Assert.Equal("d.e.f\n", (await GetAsync(app)).Value);
    }

    private static async Task<Outcome<string, CpsMappingRefusal>> GetAsync(WebApplication app) =>
        await app.Services.GetRequiredService<ICpsMappingOrigin>().GetAsync(Token);

    private WebApplication Build((string Name, string Value) source)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Shaken:Storage"] = "memory",
            ["Shaken:Listen:Port"] = "0",
            ["Shaken:Roles"] = "as",
            ["TrustList:Url"] = $"{_administrator.Urls.Single()}/api/v1/ca-list",
            ["TrustList:PolicyAdministratorRoots"] = At("root.pem"),
            ["TrustList:ApiKeyFile"] = At("key"),
            ["TrustList:ApiKeyHeader"] = "X-Api-Key",
            ["OutOfBand:Post"] = "true",
            [source.Name] = source.Value,
        }).Build();
        return ShakenProgram.Build(
            SettingsParser.Parse(configuration).Value, HostDependencies.Real, logging => logging.SetMinimumLevel(LogLevel.None));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(At(name), text, Token);
}
