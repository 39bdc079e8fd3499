using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.TrustLists;

namespace Shaken.Cli.TrustLists;

/// <summary>Whom to trust: roots in files, or a trusted-CA list with the STI-PA's root.</summary>
internal static class TrustOptions
{
    public static readonly Option<string[]> Root = new("--root") { Description = "File with a trusted STI-CA root, PEM or DER; may be repeated." };
    public static readonly Option<string> List = new("--trust-list") { Description = "File with a trusted-CA list (JWT); takes --pa-root too." };
    public static readonly Option<string[]> AdministratorRoot = new("--pa-root") { Description = "File with the pinned root of the STI-PA that signs the list; may be repeated." };

    public static async Task<ITrustAnchors> AnchorsAsync(ParseResult parsed, ICertificateSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var roots = parsed.GetValue(Root) ?? [];
        if (parsed.GetValue(List) is not { } path)
            return roots.Length > 0 ? new FixedAnchors(new TrustedRoots(Inputs.Roots(roots))) : throw new UsageException("Say whom to trust: --root FILE, or --trust-list FILE with --pa-root FILE.");

        var list = await ReadAsync(path, parsed.GetValue(AdministratorRoot) ?? [], source, time, cancellationToken);
        return list.TryGet(out var taken, out var refusal)
            ? new FixedAnchors(taken.Roots)
            : throw new UsageException($"The trusted-CA list is refused ({KebabCase.Of(refusal.Reason)}): {refusal.Detail}");
    }

    /// <summary>Verifies a list in a file.</summary>
    public static async Task<Outcome<TrustList, TrustListRefusal>> ReadAsync(
        string path, string[] administratorRoots, ICertificateSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        if (administratorRoots.Length == 0) throw new UsageException("A trusted-CA list is verified by the STI-PA's root: give --pa-root FILE.");
        var reader = new TrustListReader(source, new PolicyAdministratorRoots(Inputs.Roots(administratorRoots)), time);
        return await reader.ReadAsync(Inputs.FileText(path), last: null, cancellationToken);
    }
}

/// <summary>Certificates of a file, for any URL: the user has fetched them already.</summary>
internal sealed class CertificateFile(IReadOnlyList<StiCertificate> certificates) : ICertificateSource
{
    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
        new(new SourcedCertificates(certificates, Deadline.Never, IsStale: false));
}
