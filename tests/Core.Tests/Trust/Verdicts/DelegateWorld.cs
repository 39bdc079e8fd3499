using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Trust.Verdicts;

/// <summary>A delegate that signs base PASSporTs, lists by reference without a network, and a number table of one row.</summary>
internal sealed class DelegateWorld : ITnAuthListSource, INumberDirectory
{
    public const string X5u = "https://cr.example/delegate.pem";
    public const string ListUrl = "https://lists.example/1";
    public const string Caller = "12155550121";

    private readonly Dictionary<string, Outcome<SourcedTnAuthList, SourceRefusal>> _published = [];
    private readonly Dictionary<string, SourcedTnAuthList> _kept = [];

    public DelegateWorld()
    {
        Certificates = new PublishedCertificates(Time);
        Domain = TrustDomain.Of([DelegateForms.Root()], Time);
        Domains = TrustDomains.Of(Domain, Time);
        Evidence = new DelegationEvidence(this, this);
        Verdicts = new CertificateVerdicts(Certificates, Domains, Time, delegation: Evidence);
        Verifier = new PassportVerifier(Verdicts, Time, TimeSpan.FromSeconds(60));
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public PublishedCertificates Certificates { get; }

    public TrustDomain Domain { get; }

    public TrustDomains Domains { get; }

    public DelegationEvidence Evidence { get; }

    public CertificateVerdicts Verdicts { get; }

    public PassportVerifier Verifier { get; }

    /// <summary>How often a list was waited for, asked for in the background, and a number looked up.</summary>
    public int Fetched { get; private set; }

    public int Asked { get; private set; }

    public int LookedUp { get; private set; }

    /// <summary>Whose the caller's number is; null: the table does not have it.</summary>
    public string? Owner { get; set; }

    public bool IsTableDown { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Publish(CertificateForm leaf, CertificateForm providerCa) =>
        Certificates.Publish(X5u, DelegateForms.Chain(leaf, providerCa));

    public void PublishList(string list)
    {
        var der = Convert.FromHexString(DelegateForms.ListHex(list));
        Assert.True(TnAuthListDer.TryReadReferenced(der, out var read));
        _published[ListUrl] = new SourcedTnAuthList(read, der, Deadline.After(TimeSpan.FromHours(1), Time), IsStale: false);
    }

    public void RefuseList(SourceFailure failure) => _published[ListUrl] = new SourceRefusal(failure, "as the test says");

    /// <summary>The last copy of the list becomes old.</summary>
    public void Age() => _kept[ListUrl] = _kept[ListUrl] with { IsStale = true };

    public async Task<Outcome<TrustedCertificate, CertificateRefusal>> FindAsync() => await Verdicts.FindAsync(X5u, Token);

    public async Task<string> SignAsync(string orig = Caller, string more = "")
    {
        using var key = SoftwareKey.FromPem(CertificateForm.LeafKey.ExportPkcs8PrivateKeyPem());
        return await TestTokens.SignAsync(
            key, $$"""{"alg":"ES256","typ":"passport","x5u":"{{X5u}}"}""",
            $$$"""{"dest":{"tn":["12155550131"]},"iat":{{{Time.GetUtcNow().ToUnixTimeSeconds()}}},"orig":{"tn":"{{{orig}}}"}{{{more}}}}""");
    }

    public async Task<Outcome<VerifiedPassport, PassportRefusal>> VerifyAsync(string orig = Caller, string more = "")
    {
        Assert.True(UntrustedPassport.TryParse(await SignAsync(orig, more), out var passport, out var unread), unread?.Detail);
        return await Verifier.VerifyAsync(passport, call: null, Token);
    }

    bool ITnAuthListSource.TryFind(string url, ClientKey client, [NotNullWhen(true)] out SourcedTnAuthList? list) =>
        _kept.TryGetValue(url, out list);

    ValueTask<Outcome<SourcedTnAuthList, SourceRefusal>> ITnAuthListSource.GetAsync(
        string url, ClientKey client, CancellationToken cancellationToken)
    {
        Fetched++;
        var outcome = _published.TryGetValue(url, out var published)
            ? published : new SourceRefusal(SourceFailure.Unreachable, "nothing is there");
        if (outcome.TryGet(out var list, out _)) _kept[url] = list;
        return ValueTask.FromResult(outcome);
    }

    void ITnAuthListSource.Ask(string url, ClientKey client)
    {
        Asked++;
        if (_published.TryGetValue(url, out var published) && published.TryGet(out var list, out _)) _kept[url] = list;
    }

    ValueTask<NumberAssignment?> INumberDirectory.FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        LookedUp++;
        if (IsTableDown) throw new StorageException("The table is down.");
        return ValueTask.FromResult(
            ProviderId.TryParse(Owner, out var owner) && NumberPattern.TryParse(number.Value, out var pattern)
                ? new NumberAssignment(owner, pattern) : null);
    }
}
