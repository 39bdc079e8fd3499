using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Lists;

/// <summary>How a list writes what readers in the field want in different ways.</summary>
/// <param name="HasVersionAsText">version is the string "1" and not the number 1: one family of clients reads nothing else.</param>
/// <param name="HasEntriesInPem">Entries are PEM and not the base64 of DER alone.</param>
public sealed record TrustListForm(bool HasVersionAsText = false, bool HasEntriesInPem = false)
{
    /// <summary>The standard's.</summary>
    public static readonly TrustListForm Standard = new();
}

/// <summary>
/// Makes trusted-CA lists, in the standard's form unless another is asked for; members in the order of ATIS-1000087 clause 4.3.1.
/// </summary>
public static class TrustListSigner
{
    /// <summary>Signs a list.</summary>
    /// <param name="sequence">One more than that of the list before.</param>
    /// <param name="key">The key of the STI-PA's signer of lists.</param>
    /// <param name="x5u">Where that signer's certificate is.</param>
    /// <returns>The JWT in compact form.</returns>
    public static ValueTask<string> SignAsync(
        IReadOnlyList<TrustedRoot> roots, long sequence, DateTimeOffset expiresAt, ISigningKey key, string x5u,
        CancellationToken cancellationToken) =>
        SignAsync(roots, sequence, expiresAt, key, x5u, TrustListForm.Standard, cancellationToken);

    /// <summary>Signs a list in a form of its own.</summary>
    public static ValueTask<string> SignAsync(
        IReadOnlyList<TrustedRoot> roots, long sequence, DateTimeOffset expiresAt, ISigningKey key, string x5u, TrustListForm form,
        CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"jwt","x5u":""");
        CanonicalJson.WriteString(header, x5u);
        Write(header, "}");

        var payload = new ArrayBufferWriter<byte>();
        var quote = form.HasVersionAsText ? "\"" : "";
        var version = $"{quote}{TrustListDocument.KnownVersion}{quote}";
        Write(payload, string.Create(CultureInfo.InvariantCulture,
            $$"""{"version":{{version}},"exp":{{expiresAt.ToUnixTimeSeconds()}},"sequence":{{sequence}},"trustList":"""));
        payload.Write(CanonicalJson.WriteStrings(roots.Select(
            root => form.HasEntriesInPem ? root.Certificate.ToPem() + "\n" : Convert.ToBase64String(root.Certificate.Der.Span))));
        Write(payload, "}");
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
