using Shaken.Core.Pki.Crls;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// A CRL by its URL, as RFC 5280 section 7.4 compares it, and by the country whose certificates it counts for. A certificate of one country
/// may name the URL of another's list: then there are two lists, each judged by its own country's signers.
/// </summary>
internal sealed class CrlKey(TrustDomain domain, string url) : IEquatable<CrlKey>
{
    private readonly string _comparable = ComparableUri.Of(url);

    public TrustDomain Domain => domain;

    public string Url => url;

    /// <summary>What its copies in storage are named after. Those of the own domain are named by the URL alone.</summary>
    /// <param name="own">The deployment's own domain.</param>
    public string StoredName(TrustDomain own) => domain == own ? _comparable : $"{domain.Country}\n{_comparable}";

    public bool Equals(CrlKey? other) =>
        other is not null && other.Domain == domain && string.Equals(other._comparable, _comparable, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as CrlKey);

    public override int GetHashCode() => HashCode.Combine(domain, StringComparer.Ordinal.GetHashCode(_comparable));
}
