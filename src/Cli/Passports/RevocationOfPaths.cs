using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Blobs;

namespace Shaken.Cli.Passports;

/// <summary>Whether certificates are revoked, for a command that is asked once: the CRLs they name are had at once, and without them nothing is believed.</summary>
internal sealed record RevocationOfPaths(RevocationLists Lists, RevocationChecker Checker)
{
    public static readonly Option<bool> Fetch = new("--revocation") { Description = "Fetch the CRLs that the certificates name, and refuse a certificate that is revoked or whose CRL cannot be fetched; needs --pa-root." };
    public static readonly Option<string> File = new("--crl") { Description = "The same with the CRL in this file; no CRL is fetched." };
    public static readonly Option<string[]> Signer = new("--crl-signer") { Description = "File with the certificate of the CRL's signer, where the list does not say where it is; may be repeated." };

    /// <summary>Null: not asked for.</summary>
    public static RevocationOfPaths? Of(
        ParseResult parsed, TrustDomain domain, IUrlFetcher fetcher, ICertificateSource source, TimeProvider time)
    {
        var file = parsed.GetValue(File);
        if (file is null && !parsed.GetValue(Fetch)) return null;
        var options = new RevocationOptions
        {
            Policy = RevocationPolicy.Refuse,
            Signers = [.. (parsed.GetValue(Signer) ?? []).SelectMany(Inputs.Certificates)],
        };
        var lists = new RevocationLists(
            options, domain, file is null ? fetcher : CrlFile.Open(file), source, new MemoryBlobs(), time,
            NullLogger<RevocationLists>.Instance);
        return new RevocationOfPaths(lists, new RevocationChecker(lists, options));
    }

    /// <summary>The CRL of a file, for any URL: whether it is that URL's, its distribution point says.</summary>
    private sealed class CrlFile(ReadOnlyMemory<byte> octets) : IUrlFetcher
    {
        public static CrlFile Open(string path) => new(Inputs.FileOctets(path));

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken) =>
            Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(new FetchedDocument(octets, ContentType: null, MaxAge: null));
    }
}
