using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.EndToEnd.Tests.FunctionsHost;
using Shaken.Local;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>
/// An authority, provider A, a program that serves A's chain as STI-CR and the CRL as STI-PA, and provider B's CPS: each program a process of
/// its own. Nothing here names a host that is not there, so that what a log says of trouble is trouble.
/// </summary>
internal sealed class CrashCountry : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ServerProgram? _repository;
    private ServerProgram? _cps;
    private PassportSigner? _signer;

    private CrashCountry()
    {
    }

#pragma warning disable RS0030 // A composition root of the tests.
    public static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public ServerProgram Cps => _cps!;

    /// <summary>Where the open dialect posts to for provider B.</summary>
    public Uri OpenUrl => new(Cps.Url, "/cps/company/5678");

    /// <summary>With this B's own systems read.</summary>
    public string ReaderKey { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="storage">The settings of the CPS's store; null: the disk store in a folder of its own.</param>
    public static async Task<CrashCountry> StartAsync(IReadOnlyDictionary<string, string>? storage = null)
    {
        var country = new CrashCountry();
        try
        {
            await country.FoundAsync(storage ?? HostedStorage.Disk(country._folder.File("cps")).Settings);
            return country;
        }
        catch
        {
            await country.DisposeAsync();
            throw;
        }
    }

    /// <summary>The numbers of one of many calls; no two have the same.</summary>
    public static CallNumbers Call(int index) =>
        CallNumbers.TryParse($"1{2_000_000_000 + index}", "12155550121", out var call) ? call : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>A fresh PASSporT by provider A.</summary>
    public async Task<string> SignAsync(CallNumbers call) =>
        await _signer!.SignAsync(PassportClaims.ForCall(call.Orig, call.Dest, Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid()), Token);

    public async ValueTask DisposeAsync()
    {
        if (_cps is not null) await _cps.DisposeAsync();
        if (_repository is not null) await _repository.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FoundAsync(IReadOnlyDictionary<string, string> storage)
    {
        Assert.True(ProviderId.TryParse("US/1234", out var a));
        Assert.True(ProviderId.TryParse("US/5678", out var b));
        var port = ServerProgram.FreePort();
        var crlUrl = $"http://127.0.0.1:{port}/download/v1/crl";
        var authority = await LocalAuthority.NewAsync(a.Country, "Crash", crlUrl, Time, SystemRandom.Instance, Token);
        var providerA = await authority.IssueAsync(a, "Provider A", TimeSpan.FromDays(1), Token);

        var crFolder = _folder.File("cr");
        string[] ids = [await PublishAsync(crFolder, providerA.Chain), await PublishAsync(crFolder, [authority.ListSigner])];
        var (operatorSecret, operatorKey) = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);
        _repository = await ServerProgram.StartAsync(
            _folder.Path, port, await RepositorySettingsAsync(crFolder, crlUrl, authority, operatorKey), Time);
        await PublishCrlAsync(operatorSecret);
        var urls = Array.ConvertAll(ids, id => new Uri(_repository.Url, $"/certificates/{id}.pem").AbsoluteUri);
        _signer = new PassportSigner(providerA.Key, urls[0]);

        await File.WriteAllTextAsync(_folder.File("list.jwt"), await authority.SignTrustListAsync(1, Time.GetUtcNow().AddDays(1), urls[1], Token), Token);
        await File.WriteAllTextAsync(_folder.File("pa-root.pem"), authority.PolicyAdministratorRoot.Certificate.ToPem(), Token);
        (ReaderKey, var keyHash) = ApiKey<ProviderId>.New(b, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        _cps = await ServerProgram.StartAsync(_folder.Path, CpsSettings(keyHash.ToString(), storage), Time);
    }

    private async Task<Dictionary<string, string>> RepositorySettingsAsync(string dataFolder, string crlUrl, LocalAuthority authority, HashedKey operatorKey)
    {
        var signer = authority.Administrator.SignerOf(SignedDocumentKind.Crl);
        await File.WriteAllTextAsync(_folder.File("crl-signer.pem"), signer.Certificate.ToPem(), Token);
        await File.WriteAllTextAsync(_folder.File("crl-signer.key"), ((SoftwareKey)signer.Key).ToPem(), Token);
        return new()
        {
            ["Shaken__Roles"] = "cr,pa",
            ["Shaken__Storage"] = "Disk",
            ["Shaken__DataFolder"] = dataFolder,
            ["Pa__Crl__Url"] = crlUrl,
            ["Pa__Crl__Certificate"] = _folder.File("crl-signer.pem"),
            ["Pa__Crl__Key"] = _folder.File("crl-signer.key"),
            ["Pa__Crl__OperatorKey"] = operatorKey.ToString(),
        };
    }

    // The timer would, but only when the minute is over.
    private async Task PublishCrlAsync(string operatorSecret)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_repository!.Url, "/pa/v1/crl"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", operatorSecret);
        using var response = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private Dictionary<string, string> CpsSettings(string readerKeyHash, IReadOnlyDictionary<string, string> storage) => new(storage)
    {
        ["Shaken__Roles"] = "cps",
        ["Cps__ServedSpcs"] = "US/5678",
        ["Cps__ReaderKeys"] = readerKeyHash,

        // Long runs take longer than the usual minute, and all of it comes from one address and one signer.
        ["Cps__FreshnessSeconds"] = "600",
        ["Cps__PerCertificatePerSecond"] = "1000000",
        ["Limits__PerAddressPerSecond"] = "1000000",
        ["TrustList__File"] = _folder.File("list.jwt"),
        ["TrustList__PolicyAdministratorRoots"] = _folder.File("pa-root.pem"),
        ["Revocation__Signers"] = _folder.File("crl-signer.pem"),
        ["Fetching__ExemptOrigins"] = _repository!.Url.GetLeftPart(UriPartial.Authority),
    };

    private static async Task<string> PublishAsync(string folder, IReadOnlyList<StiCertificate> chain)
    {
        await using var store = LocalStore.Open(folder, new LocalStoreOptions { Time = Time }, NullLoggerFactory.Instance);
        return await new PublishedChains(store.Blobs).PublishAsync(chain, Token);
    }
}
