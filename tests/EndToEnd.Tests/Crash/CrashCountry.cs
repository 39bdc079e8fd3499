using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Repository;
using Shaken.Local;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>An authority, provider A, an STI-CR that serves A's chain, and provider B's CPS on the disk store: each service a process of its own.</summary>
internal sealed class CrashCountry : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FunctionProgram? _repository;
    private FunctionProgram? _cps;
    private PassportSigner? _signer;

    private CrashCountry()
    {
    }

#pragma warning disable RS0030 // A composition root of the tests.
    public static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public FunctionProgram Cps => _cps!;

    /// <summary>Where the open dialect posts to for provider B.</summary>
    public Uri OpenUrl => new(Cps.Url, "/cps/company/5678");

    /// <summary>With this B's own systems read.</summary>
    public string ReaderKey { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<CrashCountry> StartAsync()
    {
        var country = new CrashCountry();
        try
        {
            await country.FoundAsync();
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

    private async Task FoundAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var a));
        Assert.True(ProviderId.TryParse("US/5678", out var b));
        var authority = await LocalAuthority.NewAsync(a.Country, "Crash", Time, SystemRandom.Instance, Token);
        var providerA = await authority.IssueAsync(a, "Provider A", TimeSpan.FromDays(1), Token);

        var crFolder = _folder.File("cr");
        string[] ids = [await PublishAsync(crFolder, providerA.Chain), await PublishAsync(crFolder, [authority.ListSigner])];
        _repository = await FunctionProgram.StartAsync(_folder.Path, new() { ["Shaken__Roles"] = "cr", ["Shaken__Storage"] = "Disk", ["Shaken__DataFolder"] = crFolder }, Time);
        var urls = Array.ConvertAll(ids, id => new Uri(_repository.Url, $"/certificates/{id}.pem").AbsoluteUri);
        _signer = new PassportSigner(providerA.Key, urls[0]);

        await File.WriteAllTextAsync(_folder.File("list.jwt"), await authority.SignTrustListAsync(1, Time.GetUtcNow().AddDays(1), urls[1], Token), Token);
        await File.WriteAllTextAsync(_folder.File("pa-root.pem"), authority.PolicyAdministratorRoot.Certificate.ToPem(), Token);
        (ReaderKey, var keyHash) = Core.CallPlacement.ReaderKey.New(b, SystemRandom.Instance);
        _cps = await FunctionProgram.StartAsync(_folder.Path, CpsSettings(keyHash), Time);
    }

    private Dictionary<string, string> CpsSettings(string readerKeyHash) => new()
    {
        ["Shaken__Roles"] = "cps",
        ["Shaken__Storage"] = "Disk",
        ["Shaken__DataFolder"] = _folder.File("cps"),
        ["Cps__ServedSpcs"] = "US/5678",
        ["Cps__ReaderKeys"] = readerKeyHash,

        // Long runs take longer than the usual minute, and all of it comes from one address and one signer.
        ["Cps__FreshnessSeconds"] = "600",
        ["Cps__PerCertificatePerSecond"] = "1000000",
        ["Limits__PerAddressPerSecond"] = "1000000",
        ["TrustList__File"] = _folder.File("list.jwt"),
        ["TrustList__PolicyAdministratorRoots"] = _folder.File("pa-root.pem"),
        ["Fetching__ExemptOrigins"] = _repository!.Url.GetLeftPart(UriPartial.Authority),
    };

    private static async Task<string> PublishAsync(string folder, IReadOnlyList<StiCertificate> chain)
    {
        await using var store = LocalStore.Open(folder, NullLoggerFactory.Instance);
        return await new CertificateRepository(store.Blobs).PublishAsync(chain, Token);
    }
}
