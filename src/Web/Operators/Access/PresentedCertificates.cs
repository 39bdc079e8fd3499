using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Foundations;

namespace Shaken.Web.Operators.Access;

/// <summary>
/// The certificates that a client sent beside its own in the handshake. The server keeps the client's own alone, so they are noted with it,
/// for as long as it lives.
/// </summary>
internal static class PresentedCertificates
{
    private static readonly ConditionalWeakTable<X509Certificate2, IReadOnlyList<byte[]>> Others = new();

    /// <summary>Called during the handshake.</summary>
    /// <param name="certificate">The client's own.</param>
    /// <param name="chain">Its policy's extra store holds the others.</param>
    public static void Keep(X509Certificate2 certificate, X509Chain? chain)
    {
#pragma warning disable RS0030 // Nothing is validated: the platform hands over in it what the client sent.
        if (chain?.ChainPolicy.ExtraStore is not { Count: > 0 } sent) return;
#pragma warning restore RS0030
        Others.AddOrUpdate(
            certificate,
            [.. sent.Take(Limits.CertificatesPerBundle).Select(other => other.RawData)
                .Where(octets => octets.Length <= Limits.CertificateOctets)]);
    }

    /// <summary>The DER of the others; empty where none was sent.</summary>
    public static IReadOnlyList<byte[]> FindOthers(X509Certificate2 certificate) =>
        Others.TryGetValue(certificate, out var others) ? others : [];
}
