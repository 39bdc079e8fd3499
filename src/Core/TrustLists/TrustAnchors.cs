namespace Shaken.Core.TrustLists;

/// <summary>The trusted-CA list in force, shared by everybody who judges a certificate; replaced whole, never changed.</summary>
public interface ITrustAnchors
{
    /// <summary>The list in force, or null while there is none or the last one has expired. Another list is another object.</summary>
    TrustList? Current { get; }
}

/// <summary>Holds one list for as long as it is good.</summary>
public sealed class TrustAnchors(TimeProvider time) : ITrustAnchors
{
    private volatile TrustList? _latest;

    public TrustList? Current => _latest is { } list && list.ExpiresAt > time.GetUtcNow() ? list : null;

    /// <summary>The last list that was taken, expired or not: what the next one is compared with.</summary>
    public TrustList? Latest => _latest;

    public void Take(TrustList list) => _latest = list;
}
