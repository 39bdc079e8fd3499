using System.Collections.Frozen;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>
/// The roots of all domains that are in force at a moment, each with its one domain. Never changes: other roots are another object.
/// </summary>
public sealed class TrustAnchors
{
    private readonly FrozenDictionary<string, TrustDomain> _domains;
    private readonly ILookup<string, StiCertificate>? _intermediates;
    private readonly DateTimeOffset _notBefore;
    private readonly DateTimeOffset _expiresAt;

    /// <param name="roots">Each with its domain.</param>
    /// <param name="intermediates">Those that administrators sign lists of.</param>
    /// <param name="notBefore">A list that was left out had expired then: earlier, it belongs among these roots.</param>
    /// <param name="expiresAt">When the first of the lists expires.</param>
    /// <param name="ticket">Of two, the one with the higher ticket knows more.</param>
    internal TrustAnchors(
        IReadOnlyList<(TrustedRoot Root, TrustDomain Domain)> roots,
        IReadOnlyList<StiCertificate> intermediates,
        DateTimeOffset notBefore,
        DateTimeOffset expiresAt,
        long ticket)
    {
        (_notBefore, _expiresAt, Ticket) = (notBefore, expiresAt, ticket);
        All = [.. roots.Select(anchor => anchor.Root)];
        Validator = new ChainValidator(All);
        if (intermediates.Count > 0)
            _intermediates = intermediates.ToLookup(intermediate => intermediate.Subject.Comparable, StringComparer.Ordinal);
        _domains = roots.ToFrozenDictionary(anchor => anchor.Root.Certificate.Fingerprint, anchor => anchor.Domain, StringComparer.Ordinal);
    }

    /// <summary>Every root once.</summary>
    public IReadOnlyList<TrustedRoot> All { get; }

    /// <summary>Judges chains against these roots.</summary>
    public ChainValidator Validator { get; }

    internal long Ticket { get; }

    /// <summary>The domain that a root of these leads to.</summary>
    /// <exception cref="KeyNotFoundException">The root is none of these.</exception>
    public TrustDomain DomainOf(TrustedRoot root) => _domains[root.Certificate.Fingerprint];

    /// <summary>
    /// A bundle with the listed intermediates that may stand above its certificates. They are candidates: the path is judged as any other.
    /// </summary>
    internal IReadOnlyList<StiCertificate> Complete(IReadOnlyList<StiCertificate> bundle)
    {
        if (_intermediates is not { } listed) return bundle;
        var completed = new List<StiCertificate>(bundle);
        for (var index = 0; index < completed.Count; index++)
        {
            foreach (var candidate in listed[completed[index].Issuer.Comparable])
            {
                if (completed.Count >= Limits.CertificatesPerBundle) return completed;
                if (!completed.Exists(other => other.Fingerprint == candidate.Fingerprint)) completed.Add(candidate);
            }
        }

        return completed;
    }

    internal bool HoldAt(DateTimeOffset now) => now >= _notBefore && now < _expiresAt;
}
