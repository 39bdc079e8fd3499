using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Pki.Paths;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Blobs;

namespace Shaken.Cli.Acme;

/// <summary>The certificate in force, looked at before a command calls it good.</summary>
internal static class CurrentCertificate
{
    /// <summary>Refuses a key folder that does not hold the certificate's key: what is ordered there would not be what is used.</summary>
    public static async ValueTask DemandKeyAsync(
        CertificateInForce current, IKeyRing ring, string folder, CancellationToken cancellationToken)
    {
        if (await ring.FindKeyAsync(current.Name, current.Fingerprint, cancellationToken) is not null) return;
        throw new UsageException(
            $"{folder} does not hold the certificate {current.Name} that this account ordered: name the folder it was ordered into, "
            + "or order another one into this folder with `shaken acme renew --force`.");
    }

    /// <summary>
    /// Whether its CRL has it, by a CRL below the STI-PA's pinned root. False also where that cannot be known: no such root is given, or
    /// the CRL cannot be had.
    /// </summary>
    public static async Task<bool> IsRevokedAsync(
        CertificateInForce current, TrustDomain? domain, IUrlFetcher fetcher, CancellationToken cancellationToken)
    {
        if (domain is not { Roots: { } roots, CrlRoots.Count: > 0 }) return false;
        var now = Clock.System.GetUtcNow();
        if (!new ChainValidator(roots.All).Validate(current.ReadChain(), now, LeafPurpose.StiEndEntity).TryGet(out var chain, out _))
            return false;
        var options = new RevocationOptions { Policy = RevocationPolicy.AcceptWithFinding };
        var source = new CertificateSource(fetcher, CertificateFreshness.Default, Clock.System, NullLogger<CertificateSource>.Instance);
        var lists = new RevocationLists(
            options, domain, fetcher, source, new MemoryBlobs(), Clock.System, NullLogger<RevocationLists>.Instance);
        var checker = new RevocationChecker(lists, options);

        // The first look finds out which lists the certificate names.
        checker.Of(chain, now);
        await lists.RefreshAsync(cancellationToken);
        return checker.Of(chain, now).Refusal is not null;
    }
}
