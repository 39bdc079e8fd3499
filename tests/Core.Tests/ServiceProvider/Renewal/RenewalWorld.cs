using Shaken.Contracts;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Core.Tests.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.ServiceProvider.Renewal;

/// <summary>Renewals of one provider at a scripted CA: several instances over one store, one ring and one clock.</summary>
internal sealed class RenewalWorld : IUrlFetcher, IRenewalNotices
{
    private RenewalWorld(AcmeWorld acme)
    {
        Acme = acme;
        Ring = new MemoryRing(Happened);
        Records = new MemoryRecords();
    }

    public AcmeWorld Acme { get; }

    public SkippingTime Time => Acme.Time;

    public ScriptedCa Ca => Acme.Ca;

    public IRecords Records { get; set; }

    public MemoryRing Ring { get; }

    /// <summary>What happened, in order: "fetch", "current", "drop", "remove".</summary>
    public List<string> Happened { get; } = [];

    /// <summary>Whether what the CA issued stands at its x5u.</summary>
    public bool IsPublished { get; set; } = true;

    public List<RenewalNotice> Notices { get; } = [];

    public bool TakesNotices { get; set; } = true;

    public RenewalOptions Options { get; set; } = new(Hierarchy.Provider, AcmeWorld.Authorities);

    /// <summary>The ACME directory that runs ask, and by which client; null: the scripted CA.</summary>
    public (Uri Directory, HttpMessageInvoker Http)? OtherCa { get; set; }

    public LogLines<CertificateRenewal> Log { get; } = new();

    public PublishedChains Repository { get; } = new(new MemoryBlobs());

    public static async Task<RenewalWorld> NewAsync() => new(await AcmeWorld.NewAsync());

    /// <summary>An instance.</summary>
    public CertificateRenewal New(IRecords? records = null, IRandom? random = null) => new(
        Options,
        records ?? Records,
        Ring,
        new AccountAtCa(
            OtherCa?.Http ?? Acme.Http, OtherCa?.Directory ?? ScriptedCa.Directory, _ => ValueTask.FromResult<ISigningKey>(Acme.AccountKey), new AcmeRegistration([], AgreesToTerms: true), Acme.Tokens, FingerprintForm.Jwk, Time),
        TrustDomain.Of(Acme.Roots.All, Time),
        Repository,
        this,
        this,
        Time,
        random ?? SystemRandom.Instance,
        Log);

    public Task<RenewalRun> RunAsync(bool force = false) => New().RunAsync(force, TestContext.Current.CancellationToken);

    /// <summary>The run, which must have renewed.</summary>
    public async Task<CertificateInForce> RenewAsync()
    {
        var run = await RunAsync();
        Assert.Equal((RenewalResult.Renewed, null), (run.Result, run.Failure));
        return run.Current!;
    }

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken)
    {
        Happened.Add("fetch");
        var chain = Ca.Orders.Select(order => order.Chain).OfType<IReadOnlyList<StiCertificate>>().FirstOrDefault(issued => url.Contains(issued[0].Fingerprint, StringComparison.Ordinal));
        return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(IsPublished && chain is not null
            ? new FetchedDocument(System.Text.Encoding.ASCII.GetBytes(chain[0].ToPem()), PublishedChains.MediaType, MaxAge: null)
            : new FetchRefusal(FetchFailure.StatusNotOk, "the host answered 404"));
    }

    public Task<bool> TrySendAsync(RenewalNotice notice, CancellationToken cancellationToken)
    {
        Notices.Add(notice);
        return Task.FromResult(TakesNotices);
    }
}

/// <summary>Keys in memory. Like a vault, it makes no key anew of a name whose key was dropped.</summary>
internal sealed class MemoryRing(List<string> happened) : IKeyRing
{
    private readonly HashSet<string> _dropped = [];
    private readonly Dictionary<string, SoftwareKey> _certified = [];

    public Dictionary<string, SoftwareKey> Bare { get; } = [];

    /// <summary>Fingerprints of the certificates whose key is there.</summary>
    public HashSet<string> Kept { get; } = [];

    public CertificateInForce? Current { get; private set; }

    /// <summary>What stands in the way of an act on a key or certificate, by the act and its name; null: nothing.</summary>
    public Func<string, string, Exception?> Fault { get; set; } = (_, _) => null;

    public ValueTask<ISigningKey> GetOrMakeAsync(string keyName, CancellationToken cancellationToken)
    {
        Check("make", keyName);
        lock (Bare)
        {
            if (_dropped.Contains(keyName)) throw new StorageException($"The key {keyName} is deleted, and its name is not free.");
            if (!Bare.TryGetValue(keyName, out var key)) Bare.Add(keyName, key = SoftwareKey.New());
            return ValueTask.FromResult<ISigningKey>(key);
        }
    }

    public ValueTask DropAsync(string keyName, CancellationToken cancellationToken)
    {
        Check("drop", keyName);
        if (Drop(keyName)) happened.Add("drop");
        return ValueTask.CompletedTask;
    }

    public ValueTask PutCurrentAsync(CertificateInForce current, CancellationToken cancellationToken)
    {
        happened.Add("current");
        Current = current;
        Kept.Add(current.Fingerprint);
        lock (Bare)
        {
            if (Bare.TryGetValue(current.KeyName, out var key)) _certified[current.Fingerprint] = key;
        }

        Drop(current.KeyName);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ISigningKey?> FindKeyAsync(string name, string fingerprint, CancellationToken cancellationToken)
    {
        Check("find", fingerprint);
        return ValueTask.FromResult<ISigningKey?>(Kept.Contains(fingerprint) ? _certified.GetValueOrDefault(fingerprint) : null);
    }

    public ValueTask RemoveAsync(string name, string fingerprint, CancellationToken cancellationToken)
    {
        Check("remove", fingerprint);
        if (Kept.Remove(fingerprint)) happened.Add("remove");
        return ValueTask.CompletedTask;
    }

    private void Check(string act, string name)
    {
        if (Fault(act, name) is { } fault) throw fault;
    }

    private bool Drop(string keyName)
    {
        lock (Bare) return Bare.Remove(keyName) && _dropped.Add(keyName);
    }
}

/// <summary>A store in front of which the process ends: before the n-th change, or right after it. From then on nothing gets there.</summary>
internal sealed class CutOffRecords : InterceptedRecords
{
    private readonly int _change;
    private readonly bool _isAfter;
    private int _changes;

    public CutOffRecords(IRecords inner, int change, bool isAfter)
        : base(inner)
    {
        (_change, _isAfter) = (change, isAfter);
        Hook = AroundAsync;
    }

    public bool WasCutOff { get; private set; }

    private async ValueTask AroundAsync(StoreCall call, Func<ValueTask> next)
    {
        if (WasCutOff) throw new StorageException("cut off");
        var isTheOne = call.IsWrite && ++_changes == _change;
        if (isTheOne) WasCutOff = true;
        if (isTheOne && !_isAfter) throw new StorageException("cut off");
        await next();
        if (isTheOne) throw new StorageException("cut off");
    }
}
