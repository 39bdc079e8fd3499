namespace Shaken.Core.Trust.Lists;

/// <summary>The roots in force, shared by everybody who judges a certificate; replaced whole, never changed.</summary>
public interface ITrustAnchors
{
    /// <summary>The roots in force, or null while there are none. Other roots are another object.</summary>
    TrustedRoots? Current { get; }
}

/// <summary>Roots that an operator named: good for as long as the program runs.</summary>
public sealed class FixedAnchors(TrustedRoots roots) : ITrustAnchors
{
    public TrustedRoots? Current => roots;
}

/// <summary>Holds the trusted-CA list for as long as it is good.</summary>
public sealed class TrustAnchors(TimeProvider time) : ITrustAnchors
{
    private volatile TrustList? _latest;

    public TrustedRoots? Current => InForce?.Roots;

    /// <summary>The list in force, or null while there is none or the last one has expired.</summary>
    public TrustList? InForce => _latest is { } list && list.ExpiresAt > time.GetUtcNow() ? list : null;

    /// <summary>The last list that was taken, expired or not: what the next one is compared with.</summary>
    public TrustList? Latest => _latest;

    public void Take(TrustList list) => _latest = list;
}
