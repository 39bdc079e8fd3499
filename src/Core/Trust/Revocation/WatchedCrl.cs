using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// One URL whose CRL is kept up to date for a country. Times are spans since the program's start: a clock that is set moves none of them.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to give back.
internal sealed class WatchedCrl(CrlKey key, TimeSpan due)
#pragma warning restore CA1001
{
    /// <summary>The storage has nothing to be asked.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    private const int MaxChains = 8;

    private readonly Lock _lock = new();
    private volatile CertificateChain[] _chains = [];
    private volatile VerifiedCrl? _current;
    private volatile bool _isRestored;
    private volatile bool _isConfigured;
    private long _dueTicks = due.Ticks;
    private long _storeDueTicks = Never.Ticks;
    private int _isAsked;

    public CrlKey Key => key;

    public string Url => key.Url;

    /// <summary>Whose certificates the list counts for.</summary>
    public TrustDomain Domain => key.Domain;

    /// <summary>For logs.</summary>
    public string Host { get; } = Uri.TryCreate(key.Url, UriKind.Absolute, out var uri) ? uri.Host : "an unreadable URL";

    /// <summary>An operator or the country policy named it.</summary>
    public bool IsConfigured
    {
        get => _isConfigured;
        set => _isConfigured = value;
    }

    /// <summary>The right to bring the list up to date: the keeper and the publisher of this deployment may both want to.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The last good list; its nextUpdate may have passed. <see cref="CrlTable"/> sets it.</summary>
    public VerifiedCrl? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Storage was asked for the list of before.</summary>
    public bool IsRestored
    {
        get => _isRestored;
        set => _isRestored = value;
    }

    /// <summary>The list in force lies not in storage.</summary>
    public bool IsUnkept { get; set; }

    /// <summary>That list for storage; null: it is kept, or there was no room to hold it for so long.</summary>
    public UnkeptCrl? Unkept { get; set; }

    /// <summary>When it is to be fetched again.</summary>
    public TimeSpan Due
    {
        get => new(Interlocked.Read(ref _dueTicks));
        set => Interlocked.Exchange(ref _dueTicks, value.Ticks);
    }

    /// <summary>When a storage that did not answer is asked again.</summary>
    public TimeSpan StoreDue
    {
        get => new(Interlocked.Read(ref _storeDueTicks));
        set => Interlocked.Exchange(ref _storeDueTicks, value.Ticks);
    }

    /// <summary>When there is something to do.</summary>
    public TimeSpan Next => IsAsked ? TimeSpan.Zero : Due < StoreDue ? Due : StoreDue;

    /// <summary>Somebody knows of another list, or of who may have signed it.</summary>
    public bool IsAsked => Volatile.Read(ref _isAsked) != 0;

    /// <summary>
    /// Asks for the list to be brought up to date now. Separate from the times, which a run in progress sets at its end.
    /// </summary>
    public void Ask() => Volatile.Write(ref _isAsked, 1);

    /// <summary>Whether it was asked for; from here on another may ask.</summary>
    public bool TryTakeAsk() => Interlocked.Exchange(ref _isAsked, 0) != 0;

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
        _chains.Any(
            other =>
                other.Path.Skip(1)
                    .Select(certificate => certificate.Fingerprint)
                    .SequenceEqual(chain.Path.Skip(1).Select(certificate => certificate.Fingerprint)));
}

/// <summary>A verified list as storage takes it.</summary>
/// <param name="Certificates">Those that its signer was found by.</param>
internal sealed record UnkeptCrl(UntrustedCrl Crl, StiCertificate Signer, IReadOnlyList<StiCertificate> Certificates);
