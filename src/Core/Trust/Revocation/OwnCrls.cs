using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;

namespace Shaken.Core.Trust.Revocation;

/// <summary>A CRL that this deployment publishes, read where it was put.</summary>
public interface IOwnCrl
{
    /// <summary>Where others fetch it from.</summary>
    string Url { get; }

    /// <summary>The certificate whose key signs the next list.</summary>
    StiCertificate Signer { get; }

    /// <summary>The number of the list in force: a small read, however long the list is. Null before the first.</summary>
    ValueTask<long?> FindNumberAsync(CancellationToken cancellationToken);

    /// <summary>The list in force, or null before the first.</summary>
    ValueTask<PublishedCrl?> FindCurrentAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The CRLs that this deployment publishes: they are read where they were put, since what was just published need not come back over the
/// network.
/// </summary>
public sealed class OwnCrls
{
    public static readonly OwnCrls None = new([]);

    private readonly IOwnCrl[] _lists;

    public OwnCrls(IEnumerable<IOwnCrl> lists) => _lists = [.. lists];

    /// <summary>The list of a URL, if it is published here.</summary>
    internal IOwnCrl? Find(string url) => Array.Find(_lists, list => ComparableUri.AreSame(list.Url, url));
}
