using System.Buffers;
using System.Text.Json;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>The customer's side: signs presentations with the key of its delegate certificate.</summary>
public static class PresentationSigner
{
    /// <summary>A token that names the certificate by its URL.</summary>
    public static ValueTask<string> SignAsync(
        PresentationClaims claims, string x5u, ISigningKey key, CancellationToken cancellationToken) =>
        SignAsync(claims, key, writer => writer.WriteString("x5u"u8, x5u), cancellationToken);

    /// <summary>A token that carries the chain.</summary>
    /// <param name="chain">Leaf first; a root is left out.</param>
    public static ValueTask<string> SignAsync(
        PresentationClaims claims, IReadOnlyList<StiCertificate> chain, ISigningKey key, CancellationToken cancellationToken) =>
        SignAsync(claims, key, writer => WriteChain(writer, chain), cancellationToken);

    private static ValueTask<string> SignAsync(
        PresentationClaims claims, ISigningKey key, Action<Utf8JsonWriter> writeCertificate, CancellationToken cancellationToken)
    {
        var (header, payload) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        using (var writer = new Utf8JsonWriter(header))
        {
            writer.WriteStartObject();
            writer.WriteString("alg"u8, JwsHeader.Es256);
            writer.WriteString("typ"u8, UntrustedPresentation.Typ);
            writeCertificate(writer);
            writer.WriteEndObject();
        }

        using (var writer = new Utf8JsonWriter(payload)) WriteClaims(writer, claims);
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }

    private static void WriteChain(Utf8JsonWriter writer, IReadOnlyList<StiCertificate> chain)
    {
        writer.WriteStartArray("x5c"u8);
        foreach (var certificate in chain.Where((certificate, index) => index == 0 || !certificate.IsSelfIssued))
            writer.WriteBase64StringValue(certificate.Der.Span);
        writer.WriteEndArray();
    }

    private static void WriteClaims(Utf8JsonWriter writer, PresentationClaims claims)
    {
        writer.WriteStartObject();
        writer.WriteString("aud"u8, claims.Audience);
        writer.WriteString("nonce"u8, claims.Nonce);
        writer.WriteString("sub"u8, claims.Customer.ToString());
        if (claims.Numbers is { } numbers)
        {
            writer.WriteStartArray("numbers"u8);
            foreach (var text in NumberTexts.Of(numbers)) writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
