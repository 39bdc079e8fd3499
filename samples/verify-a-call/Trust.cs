using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Samples;

/// <summary>Whom the program trusts: the roots in a PEM file, or those of a trusted-CA list that the STI-PA signed.</summary>
internal static class Trust
{
    /// <param name="path">Roots in PEM; with <paramref name="administratorRoot"/>, a trusted-CA list (a JWT).</param>
    /// <param name="administratorRoot">None, or the one file with the root of the STI-PA.</param>
    /// <param name="certificates">Fetches the certificate that the list names as its signer's.</param>
    /// <returns>The roots, or in words why there are none.</returns>
    public static async Task<Outcome<TrustedRoots, string>> ReadAsync(string path, string[] administratorRoot, ICertificateSource certificates, TimeProvider time)
    {
        if (administratorRoot.Length == 0)
            return ReadRoots(path).TryGet(out var roots, out var failure) ? new TrustedRoots(roots) : failure;

        if (!ReadRoots(administratorRoot[0]).TryGet(out var pinned, out var pinFailure)) return pinFailure;
        if (!File.Exists(path)) return $"{path}: no such file";
        var reader = new TrustListReader(certificates, new TrustDomain(pinned, time), time);
        var outcome = await reader.ReadAsync(await File.ReadAllTextAsync(path), last: null, CancellationToken.None);
        return outcome.TryGet(out var list, out var refusal) ? list.Roots : $"{path}: {KebabCase.Of(refusal.Reason)}: {refusal.Detail}";
    }

    private static Outcome<IReadOnlyList<TrustedRoot>, string> ReadRoots(string path)
    {
        if (!File.Exists(path)) return $"{path}: no such file";
        if (!CertificateBundle.TryRead(File.ReadAllBytes(path), out var certificates, out var failure)) return $"{path}: {failure}";
        var roots = new List<TrustedRoot>();
        foreach (var certificate in certificates)
        {
            if (!TrustedRoot.TryCreate(certificate, out var root, out failure)) return $"{path}: {certificate.Subject}: {failure}";
            roots.Add(root);
        }

        return roots;
    }
}
