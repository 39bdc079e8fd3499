using Shaken.Core.Certificates;
using Shaken.Core.Foundations;

namespace Shaken.Core.Revocation;

/// <summary>One URL whose CRL is kept up to date.</summary>
internal sealed class WatchedCrl(string url, bool isConfigured)
{
    private const int MaxChains = 8;

    private readonly Lock _lock = new();
    private volatile CertificateChain[] _chains = [];
    private volatile VerifiedCrl? _current;
    private Deadline _due;

    public string Url => url;

    /// <summary>For logs.</summary>
    public string Host { get; } = Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : "an unreadable URL";

    /// <summary>An operator named it.</summary>
    public bool IsConfigured => isConfigured;

    /// <summary>The last good list; its nextUpdate may have passed.</summary>
    public VerifiedCrl? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Storage was asked for the list of before.</summary>
    public bool IsRestored { get; set; }

    /// <summary>When it is to be fetched again: at first at once.</summary>
    public Deadline Due
    {
        get
        {
            lock (_lock) return _due;
        }

        set
        {
            lock (_lock) _due = value;
        }
    }

    /// <summary>Some chains whose certificates name it: their issuers may have signed it.</summary>
    public IReadOnlyList<CertificateChain> Chains => _chains;

    /// <summary>Whether the chain was new: other issuers than those of the chains so far.</summary>
    public bool TryAdd(CertificateChain chain)
    {
        if (IsKnown(chain) || _chains.Length >= MaxChains) return false;
        lock (_lock)
        {
            if (IsKnown(chain) || _chains.Length >= MaxChains) return false;
            _chains = [.. _chains, chain];
            return true;
        }
    }

    private bool IsKnown(CertificateChain chain) =>
        _chains.Any(other => other.Path.Skip(1).Select(certificate => certificate.Fingerprint).SequenceEqual(chain.Path.Skip(1).Select(certificate => certificate.Fingerprint)));
}
