using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>The settings with which a deployment identifies itself to the origin of the trusted-CA list.</summary>
public sealed class TrustListAccessTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-access-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority = await LocalAuthority.NewAsync(country, "Test", new ManualTime(), SystemRandom.Instance, Token);
        Write("root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem());
        Write("password", "pass word\n");
        Write("key", "Bearer abc\n");
        Write("two-lines", "a\nb");
        Write("empty", " \n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=reader", key, HashAlgorithmName.SHA256).CreateSelfSigned(new ManualTime().GetUtcNow(), new ManualTime().GetUtcNow().AddYears(10));
        Write("client.pem", own.ExportCertificatePem());
        Write("client.key", key.ExportPkcs8PrivateKeyPem());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_LetsAnybodyRead() => Assert.Null(Parse([]).Access);

    [Fact]
    public void Account_IsRead()
    {
        var settings = Parse(Account());
        var account = Assert.IsType<ListAccount>(settings.Access!.Credentials);
        Assert.Equal(
            ("https://sti-pa.example/login", "https://sti-pa.example/refresh", "reader", "pass word"),
            (account.LoginUrl.AbsoluteUri, account.RefreshUrl!.AbsoluteUri, account.UserId, account.Password.Reveal()));
        Assert.Equal(("https://sti-pa.example/ca-list?for=us", null), (settings.Access.Url.AbsoluteUri, settings.Access.Identity));
        Assert.DoesNotContain("pass word", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Authorization")]
    [InlineData("X-Api-Key", "X-Api-Key")]
    public void ApiKey_IsRead(string? header, string sent)
    {
        var key = Assert.IsType<ApiKey>(Parse(new() { ["TrustList:ApiKeyFile"] = At("key"), ["TrustList:ApiKeyHeader"] = header }).Access!.Credentials);
        Assert.Equal((sent, "Bearer abc"), (key.Header, key.Value.Reveal()));
    }

    [Fact]
    public void ClientCertificate_IsRead_AloneAndBesideAnAccount()
    {
        var certificate = new Dictionary<string, string?> { ["TrustList:ClientCertificate"] = At("client.pem"), ["TrustList:ClientKey"] = At("client.key") };
        var access = Parse(certificate).Access!;
        Assert.Equal(("CN=reader", true, null), (access.Identity!.Certificate.Subject, access.Identity.Certificate.HasPrivateKey, access.Credentials));
        var both = Parse(new(certificate.Concat(Account()))).Access!;
        Assert.NotNull(both.Identity);
        Assert.IsType<ListAccount>(both.Credentials);
    }

    [Theory]
    [InlineData("TrustList:Url", "http://sti-pa.example/ca-list", "TrustList:Url: ")]
    [InlineData("TrustList:Url", "ca-list", "TrustList:Url: ")]
    [InlineData("TrustList:Url", null, "TrustList:Url: ")]
    [InlineData("TrustList:LoginUrl", "http://sti-pa.example/login", "TrustList:LoginUrl: ")]
    [InlineData("TrustList:LoginUrl", null, "TrustList:LoginUrl: ")]
    [InlineData("TrustList:UserId", null, "TrustList:LoginUrl: ")]
    [InlineData("TrustList:PasswordFile", null, "TrustList:LoginUrl: ")]
    [InlineData("TrustList:PasswordFile", "nowhere", "TrustList:PasswordFile: ")]
    [InlineData("TrustList:PasswordFile", "empty", "TrustList:PasswordFile: ")]
    [InlineData("TrustList:RefreshUrl", "refresh", "TrustList:RefreshUrl: ")]
    [InlineData("TrustList:ApiKeyFile", "key", "TrustList:ApiKeyFile: ")]
    [InlineData("TrustList:ApiKeyFile", "two-lines", "TrustList:ApiKeyFile: ")]
    [InlineData("TrustList:ApiKeyHeader", "X-Api-Key", "TrustList:ApiKeyHeader: ")]
    [InlineData("TrustList:ApiKeyHeader", "two words", "TrustList:ApiKeyHeader: ")]
    [InlineData("TrustList:ClientCertificate", "client.pem", "TrustList:ClientCertificate: ")]
    [InlineData("TrustList:ClientKey", "client.key", "TrustList:ClientCertificate: ")]
    public void Fault_IsTold_ByItsName(string name, string? value, string start)
    {
        var settings = Account();
        var isFile = name.EndsWith("File", StringComparison.Ordinal) || name.Contains("Client", StringComparison.Ordinal);
        settings[name] = isFile && value is not null ? At(value) : value;
        Assert.Contains(FaultsOf(settings), line => line.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public void ClientCertificate_OfAnotherKey_IsTold()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write("other.key", other.ExportPkcs8PrivateKeyPem());
        var lines = FaultsOf(new() { ["TrustList:ClientCertificate"] = At("client.pem"), ["TrustList:ClientKey"] = At("other.key") });
        Assert.Contains(lines, line => line.StartsWith("TrustList:ClientCertificate: ", StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Account() => new()
    {
        ["TrustList:LoginUrl"] = "https://sti-pa.example/login",
        ["TrustList:RefreshUrl"] = "https://sti-pa.example/refresh",
        ["TrustList:UserId"] = "reader",
        ["TrustList:PasswordFile"] = At("password"),
    };

    private TrustListSettings Parse(Dictionary<string, string?> more)
    {
        Assert.True(SettingsParser.Parse(With(more)).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        return settings.Get<TrustListSettings>();
    }

    private IReadOnlyList<string> FaultsOf(Dictionary<string, string?> more) => SettingsParser.Parse(With(more)).Failure.Lines;

    private IConfiguration With(Dictionary<string, string?> more)
    {
        var all = new Dictionary<string, string?> { ["TrustList:Url"] = "https://sti-pa.example/ca-list?for=us", ["TrustList:PolicyAdministratorRoots"] = At("root.pem") };
        foreach (var (name, value) in more) all[name] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(all).Build();
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);
}
