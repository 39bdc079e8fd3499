using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Cli.TrustLists;

/// <summary>Whom to trust: roots in files, or a trusted-CA list with the STI-PA's root.</summary>
internal static class TrustOptions
{
    public static readonly Option<string[]> Root = new("--root") { Description = "File with a trusted STI-CA root, PEM or DER; may be repeated." };
    public static readonly Option<string> List = new("--trust-list")
    {
        Description = $"File with a trusted-CA list (JWT); takes --pa-root too. Default: {Variables.TrustList}, where no --root is given.",
    };

    public static readonly Option<string[]> AdministratorRoot = new("--pa-root")
    {
        Description =
            $"File with the pinned root of the STI-PA that signs the list; may be repeated. Default: {Variables.AdministratorRoots}.",
    };

    public static readonly Option<string> Signer = new("--signer") { Description = "File with the certificates at the trusted-CA list's x5u; without it they are fetched." };

    /// <param name="fetched">Gives the certificate of the list's signer unless <see cref="Signer"/> names a file. Never the call's chain.</param>
    public static async Task<TrustDomain> DomainAsync(
        ParseResult parsed, ICertificateSource fetched, TimeProvider time, CancellationToken cancellationToken)
    {
        var roots = parsed.GetValue(Root) ?? [];
        var path = ListOf(parsed);
        if (path is null && roots.Length == 0)
            throw new UsageException("No root is given: give --root FILE, or --trust-list FILE with --pa-root FILE.");
        var domain = new TrustDomain(AdministratorRootsOf(parsed), time);
        domain.Take(new TrustedRoots(path is null ? Inputs.Roots(roots) : await RootsOfAsync(path)));
        return domain;

        // A command judges by the list as it was when the command read it, so these roots do not expire.
        async Task<IReadOnlyList<TrustedRoot>> RootsOfAsync(string list) =>
            (await ReadAsync(parsed, list, fetched, time, cancellationToken)).TryGet(out var taken, out var refusal)
                ? taken.Roots.All
                : throw new UsageException(
                    $"The trusted-CA list is refused ({KebabCase.Of(refusal.Reason)}): {refusal.Detail}.{Remedy(parsed, refusal.Reason)}");
    }

    /// <summary>Whether the command line or the environment says whom to trust.</summary>
    public static bool AreGiven(ParseResult parsed) => parsed.GetValue(Root) is { Length: > 0 } || ListOf(parsed) is not null;

    /// <summary>The pinned roots of the STI-PA; none where none is named.</summary>
    public static IReadOnlyList<TrustedRoot> AdministratorRootsOf(ParseResult parsed) => Inputs.Roots(
        parsed.GetValue(AdministratorRoot) is { Length: > 0 } files
            ? files
            : Variables.Texts(Variables.AdministratorRoots, Path.PathSeparator));

    // A root on the command line wins over the environment's list.
    private static string? ListOf(ParseResult parsed) =>
        parsed.GetValue(List) ?? (parsed.GetValue(Root) is { Length: > 0 } ? null : Variables.Text(Variables.TrustList));

    private static string Remedy(ParseResult parsed, TrustListFailure reason) =>
        reason == TrustListFailure.SignerUntrusted && parsed.GetValue(Signer) is null
            ? " If the certificate at its x5u cannot be fetched from here, name it with --signer FILE."
            : "";

    /// <summary>Verifies a list in a file.</summary>
    public static async Task<Outcome<TrustList, TrustListRefusal>> ReadAsync(
        ParseResult parsed, string path, ICertificateSource fetched, TimeProvider time, CancellationToken cancellationToken)
    {
        var administratorRoots = AdministratorRootsOf(parsed);
        if (administratorRoots.Count == 0)
            throw new UsageException("A trusted-CA list is verified with the STI-PA's root: give --pa-root FILE.");
        var source = parsed.GetValue(Signer) is { } file ? new CertificateFile(Inputs.Certificates(file)) : fetched;
        var reader = new TrustListReader(source, new TrustDomain(administratorRoots, time), time);
        return await reader.ReadAsync(Inputs.FileText(path), last: null, cancellationToken);
    }
}

/// <summary>Certificates of a file, for any URL: the user has fetched them already.</summary>
internal sealed class CertificateFile(IReadOnlyList<StiCertificate> certificates) : ICertificateSource
{
    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
        new(new SourcedCertificates(certificates, Deadline.Never, IsStale: false));
}
