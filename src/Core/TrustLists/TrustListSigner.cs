using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;

namespace Shaken.Core.TrustLists;

/// <summary>Makes trusted-CA lists in the standard's form: base64 of DER, members in the order of ATIS-1000087 clause 4.3.1.</summary>
public static class TrustListSigner
{
    /// <summary>Signs a list.</summary>
    /// <param name="sequence">One more than that of the list before.</param>
    /// <param name="key">The key of the STI-PA's signer of lists.</param>
    /// <param name="x5u">Where that signer's certificate is.</param>
    /// <returns>The JWT in compact form.</returns>
    public static ValueTask<string> SignAsync(
        IReadOnlyList<TrustedRoot> roots, long sequence, DateTimeOffset expiresAt, ISigningKey key, string x5u, CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"jwt","x5u":""");
        CanonicalJson.WriteString(header, x5u);
        Write(header, "}");

        var payload = new ArrayBufferWriter<byte>();
        Write(payload, string.Create(CultureInfo.InvariantCulture,
            $$"""{"version":{{TrustListDocument.KnownVersion}},"exp":{{expiresAt.ToUnixTimeSeconds()}},"sequence":{{sequence}},"trustList":"""));
        payload.Write(CanonicalJson.WriteStrings(roots.Select(root => Convert.ToBase64String(root.Certificate.Der.Span))));
        Write(payload, "}");
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
