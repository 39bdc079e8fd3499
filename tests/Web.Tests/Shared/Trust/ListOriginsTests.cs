using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.Trust;

/// <summary>The program reads its trusted-CA list from an STI-PA that demands a login.</summary>
public sealed class ListOriginsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-origin-");
    private readonly List<string> _asked = [];
    private WebApplication _administrator = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _administrator = builder.Build();
        _administrator.Urls.Add("http://127.0.0.1:0");
        _administrator.MapPost("/api/v1/auth/login", async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            _asked.Add(await body.ReadToEndAsync(Token));
            await context.Response.WriteAsync("""{"status":"success","accessToken":"acc"}""", Token);
        });
        _administrator.MapGet("/api/v1/ca-list", context =>
        {
            _asked.Add(context.Request.Headers.Authorization.ToString());
            return context.Response.WriteAsync("""{"status":"success","caList":"a.b.c"}""", Token);
        });
        await _administrator.StartAsync(Token);
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority = await LocalAuthority.NewAsync(country, "Test", new ManualTime(), SystemRandom.Instance, Token);
        await File.WriteAllTextAsync(At("root.pem"), authority.PolicyAdministratorRoot.Certificate.ToPem(), Token);
        await File.WriteAllTextAsync(At("password"), "secret", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _administrator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Program_WithAnAccount_LogsInForItsList()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Shaken:Storage"] = "memory",
            ["Shaken:Listen:Port"] = "0",
            ["Shaken:Roles"] = "cr",
            ["TrustList:Url"] = $"{_administrator.Urls.Single()}/api/v1/ca-list",
            ["TrustList:PolicyAdministratorRoots"] = At("root.pem"),
            ["TrustList:LoginUrl"] = $"{_administrator.Urls.Single()}/api/v1/auth/login",
            ["TrustList:UserId"] = "reader",
            ["TrustList:PasswordFile"] = At("password"),
        }).Build();
        await using var app = ShakenProgram.Build(
            SettingsParser.Parse(configuration).Value, HostDependencies.Real, logging => logging.SetMinimumLevel(LogLevel.None));
        Assert.Equal("a.b.c", (await app.Services.GetRequiredService<ITrustListOrigin>().GetAsync(Token)).Value);
        Assert.Equal(["""{"userId":"reader","password":"secret"}""", "acc"], _asked);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
