using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Fetching;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;

namespace Shaken.Cli.Administrator;

/// <summary>
/// What documents of an STI-PA are verified with: the roots that the command line pins, and the certificates of signers.
/// </summary>
internal sealed class AdministratorDocuments : IDisposable
{
    private readonly GuardedFetcher _fetcher;

    private AdministratorDocuments(GuardedFetcher fetcher, ICertificateSource certificates, TrustDomain domain) =>
        (_fetcher, Certificates, Domain) = (fetcher, certificates, domain);

    public ICertificateSource Certificates { get; }

    public TrustDomain Domain { get; }

    /// <summary>By <see cref="TrustOptions.AdministratorRoot"/> and <see cref="TrustOptions.Signer"/>.</summary>
    public static AdministratorDocuments Of(ParseResult parsed, TimeProvider time)
    {
        var roots = TrustOptions.AdministratorRootsOf(parsed);
        if (roots.Count == 0)
            throw new UsageException("A document of an STI-PA is verified with the STI-PA's root: give --pa-root FILE.");
        var fetcher = new GuardedFetcher(NetworkOptions.Current, SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
        ICertificateSource certificates = parsed.GetValue(TrustOptions.Signer) is { } file
            ? new CertificateFile(Inputs.Certificates(file))
            : new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
        return new AdministratorDocuments(fetcher, certificates, new TrustDomain(roots, time));
    }

    public void Dispose() => _fetcher.Dispose();
}
