using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.EndToEnd.Tests.Crash;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>Tenants with the command line alone, against a running STI-AS, up to a call that is signed with the key it showed.</summary>
public sealed class TenantCommandTests : IAsyncLifetime
{
    private const string X5u = "https://cr.example/certificates/1.pem";

    private readonly TemporaryFolder _folder = new();
    private readonly (string Secret, HashedKey Hash) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private ServerProgram _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var authority = await LocalAuthority.NewAsync(provider.Country, "Test", Time, SystemRandom.Instance, Token);
        var signer = await authority.IssueAsync(provider, "Provider", TimeSpan.FromDays(30), Token);
        await File.WriteAllTextAsync(_folder.File("as.pem"), string.Concat(signer.Chain.Select(one => one.ToPem())), Token);
        await File.WriteAllTextAsync(_folder.File("as.key"), ((SoftwareKey)signer.Key).ToPem(), Token);
        await File.WriteAllTextAsync(_folder.File("op.key"), _operator.Secret, Token);
        _server = await ServerProgram.StartAsync(_folder.Path, Settings(), Time);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tenant_IsAddedChangedAndListed_AndItsKeySigns()
    {
        var added = await RunAsync(
            0, "tenant", "add", "north", "--name", "North", "--provider", "US/1234", "--dialect", "atis", "--reason", "asked");
        Assert.Equal(("north", "atis", 1), Short(added));
        var again = await RunAsync(1, "tenant", "add", "north", "--name", "North", "--provider", "US/1234", "--reason", "again");
        Assert.Equal("revision-differs", again.GetProperty("reason").GetString());
        var changed = await RunAsync(0, "tenant", "change", "north", "--name", "North", "--provider", "US/1234", "--reason", "both forms");
        Assert.Equal(("north", "both", 2), Short(changed));
        Assert.Equal(("north", "both", 2), Short(await RunAsync(0, "tenant", "show", "north")));
        Assert.Equal(("north", "both", 2), Short(Assert.Single((await RunAsync(0, "tenant", "list")).EnumerateArray().ToList())));

        var key = (await RunAsync(0, "tenant", "key", "north", "--user", "sbc-1", "--reason", "first")).GetProperty("secret").GetString()!;
        var next = (await RunAsync(0, "tenant", "key", "north", "--user", "sbc-1", "--reason", "next")).GetProperty("secret").GetString()!;
        Assert.NotEqual(key, next);
        var body = $$$"""
            {"signingRequest":{"orig":{"tn":"12155550121"},"dest":{"tn":"12155550131"},"iat":{{{Time.GetUtcNow().ToUnixTimeSeconds()}}}}}
            """;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Url, "/stir/v1/signing"))
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var response = await http.SendAsync(request, Token);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token));
        Assert.EndsWith(
            $";info=<{X5u}>;alg=ES256;ppt=shaken",
            answer.RootElement.GetProperty("signingResponse").GetProperty("identity").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "tenant", "show", "NORTH")]
    [InlineData(1, "tenant", "show", "nowhere")]
    [InlineData(2, "tenant", "add", "a", "--name", "A", "--provider", "1234", "--reason", "x")]
    [InlineData(2, "tenant", "add", "a", "--name", "A", "--provider", "US/1234", "--dialect", "x", "--reason", "x")]
    [InlineData(1, "tenant", "key", "nowhere", "--user", "sbc", "--reason", "x")]
    public Task Command_ThatMakesNoSense_EndsWithItsCode(int code, params string[] arguments) => RunAsync(code, arguments);

    private static (string?, string?, int) Short(JsonElement tenant) => (
        tenant.GetProperty("id").GetString(), tenant.GetProperty("dialect").GetString(), tenant.GetProperty("revision").GetInt32());

    private Dictionary<string, string> Settings() => new()
    {
        ["Shaken__Roles"] = "as",
        ["Shaken__Storage"] = "Memory",
        ["Operator__Keys"] = $"alice:{_operator.Hash}",
        ["Signing__Certificates__a__CertificateFile"] = _folder.File("as.pem"),
        ["Signing__Certificates__a__KeyFile"] = _folder.File("as.key"),
        ["Signing__Certificates__a__X5u"] = X5u,
    };

    private async Task<JsonElement> RunAsync(int code, params string[] arguments)
    {
        string[] at = ["--server", _server.Url.GetLeftPart(UriPartial.Authority), "--key-file", "op.key", "--json"];
        var (ended, output, error) = await Programs.ShakenAsync(_folder.Path, [.. arguments, .. at]);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
