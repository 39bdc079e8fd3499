using Shaken.Core.Pki.Crls;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// Certificates that the register holds more than once, since their issuer's name came in two encodings: readers take both for one name
/// (RFC 5280 section 7.1), and a list has each certificate once. The revocation that was registered first stands.
/// </summary>
internal sealed class RepeatedRevocations
{
    /// <summary>The register holds each certificate once.</summary>
    public static readonly RepeatedRevocations None = new();

    private readonly RevokedKeys _keys = new();
    private readonly Dictionary<RevokedKey, RevocationEntry?> _first = [];
    private bool _isComplete;

    private RepeatedRevocations()
    {
    }

    public bool Any => _first.Count > 0;

    /// <summary>
    /// Looks for them. The entries are walked twice: what was seen is kept as 24 octets each, and only what stands there again as an entry.
    /// </summary>
    public static async ValueTask<RepeatedRevocations> FindAsync(
        Func<IAsyncEnumerable<RevocationEntry>> entries, CancellationToken cancellationToken)
    {
        var found = new RepeatedRevocations();
        var seen = new HashSet<RevokedKey>();
        await foreach (var entry in entries().WithCancellation(cancellationToken))
        {
            if (found._keys.Of(entry) is var key && !seen.Add(key)) found._first[key] = null;
        }

        // Of a million entries that is some fifty megabytes, not wanted while the list is encoded.
        seen = null;
        if (!found.Any) return found;
        await foreach (var entry in entries().WithCancellation(cancellationToken))
        {
            if (found._keys.Of(entry) is var key && found._first.TryGetValue(key, out var first)
                && (first is null || IsBefore(entry, first)))
                found._first[key] = entry;
        }

        found._isComplete = true;
        return found;
    }

    /// <summary>Whether another entry of the same certificate stands on the list.</summary>
    public bool Has(RevocationEntry entry) =>
        _isComplete && _keys.Find(entry) is { } key && _first.TryGetValue(key, out var first) && first is not null && first.Id != entry.Id;

    private static bool IsBefore(RevocationEntry entry, RevocationEntry other) =>
        entry.RegisteredAt != other.RegisteredAt ? entry.RegisteredAt < other.RegisteredAt : string.CompareOrdinal(entry.Id, other.Id) < 0;
}
