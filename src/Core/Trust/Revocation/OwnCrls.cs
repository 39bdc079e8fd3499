using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// The CRLs that this deployment publishes: they are read where they were put, since what was just published need not come back over the
/// network.
/// </summary>
public sealed class OwnCrls
{
    public static readonly OwnCrls None = new([]);

    private readonly CrlPublisher[] _publishers;

    public OwnCrls(IEnumerable<CrlPublisher> publishers) => _publishers = [.. publishers];

    /// <summary>Who publishes the list of a URL here, or null.</summary>
    internal CrlPublisher? Find(string url) => Array.Find(_publishers, publisher => ComparableUri.AreSame(publisher.Url, url));
}
