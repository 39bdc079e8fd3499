using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tests.Support;

/// <summary>Certificates at URLs, without a network: what a test publishes is there, and it counts who asks.</summary>
public sealed class PublishedCertificates(TimeProvider time) : ICertificateSource
{
    private readonly Dictionary<string, IReadOnlyList<StiCertificate>> _published = [];

    public int Asked { get; private set; }

    /// <summary>On whose behalf it was asked last.</summary>
    public ClientKey Client { get; private set; }

    public string Publish(string url, IReadOnlyList<StiCertificate> certificates)
    {
        _published[url] = certificates;
        return url;
    }

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken)
    {
        Client = client;
        return GetAsync(x5u, cancellationToken);
    }

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken)
    {
        Asked++;
        return ValueTask.FromResult<Outcome<SourcedCertificates, SourceRefusal>>(_published.TryGetValue(x5u, out var certificates)
            ? new SourcedCertificates(certificates, Deadline.After(TimeSpan.FromHours(1), time), IsStale: false)
            : new SourceRefusal(SourceFailure.Unreachable, "nothing is published there"));
    }
}
