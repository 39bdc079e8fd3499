using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>Verdicts on certificates of a world whose policy administrator publishes a list.</summary>
internal sealed class CheckerTest
{
    /// <summary>Where a verdict looks, unless a test says otherwise.</summary>
    public const string X5u = "https://cr.example/1.pem";

    private readonly PublishedCertificates _certificates;
    private readonly CertificateVerdicts _verdicts;

    public CheckerTest(CrlWorld world, RevocationOptions options)
    {
        (World, Options) = (world, options);
        Fetcher = new CrlFetcher(world);
        _certificates = new PublishedCertificates(world.Time);
        Lists = NewLists();
        var domain = TrustDomain.Of([CrlWorld.Root(world.Hierarchy.Root.Certificate)], world.Time);
        _verdicts = new CertificateVerdicts(_certificates, domain, world.Time, new RevocationChecker(Lists, options));
    }

    public CrlWorld World { get; }

    public RevocationOptions Options { get; }

    public CrlFetcher Fetcher { get; }

    public LogLines<RevocationLists> Log { get; } = new();

    public RevocationLists Lists { get; }

    public RevocationLists NewLists() => new(Options, World.Domain, Fetcher, _certificates, World.Blobs, World.Time, Log);

    public void Publish(string url, IReadOnlyList<StiCertificate> chain) => _certificates.Publish(url, chain);

    public void Publish(string url, StiCertificate leaf) => _certificates.Publish(url, [leaf, World.Hierarchy.Intermediate.Certificate]);

    public async Task<Outcome<TrustedCertificate, CertificateRefusal>> FindAsync(string url = X5u) =>
        await _verdicts.FindAsync(url, TestContext.Current.CancellationToken);
}

/// <summary>The policy administrator's current list at its URL, or what a test puts there.</summary>
internal sealed class CrlFetcher(CrlWorld world) : IUrlFetcher
{
    private byte[]? _answer;
    private bool _isSet;

    public int Fetched { get; private set; }

    public byte[]? Answer
    {
        set => (_answer, _isSet) = (value, true);
    }

    public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken)
    {
        Fetched++;
        var octets = _isSet ? _answer : (await world.Publisher().FindCurrentAsync(cancellationToken))?.Der.ToArray();
        return url == CrlWorld.Url && octets is not null
            ? new FetchedDocument(octets, "application/pkix-crl", MaxAge: null)
            : new FetchRefusal(FetchFailure.StatusNotOk, "404");
    }
}
