using System.Buffers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Registry.Countries;

namespace Shaken.Core.Registry.Requests;

/// <summary>Makes the requests of a country to a registry.</summary>
public static class CountryRequestSigner
{
    /// <summary>Signs a request.</summary>
    /// <param name="audience">The URL of the registry, without a slash at its end.</param>
    /// <param name="revision">That of the registration which was read; 0 for the first request.</param>
    /// <param name="key">The key of the first certificate of <paramref name="chain"/>.</param>
    /// <param name="chain">The signer first. The root may be left out, unless it signs itself.</param>
    /// <returns>The JWS in compact form.</returns>
    public static ValueTask<string> SignAsync(
        Registration registration, string audience, long revision, DateTimeOffset expiresAt, string reason, ISigningKey key,
        IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Encoding.UTF8.GetBytes("""{"alg":"ES256","typ":"JWT","x5c":""", header);
        header.Write(CanonicalJson.WriteStrings(chain.Select(certificate => Convert.ToBase64String(certificate.Der.Span))));
        Encoding.UTF8.GetBytes("}", header);

        var payload = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(payload))
        {
            writer.WriteStartObject();
            writer.WriteString("aud", audience);
            writer.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
            writer.WriteNumber("revision", revision);
            writer.WriteString("reason", reason);
            writer.WritePropertyName("registration");
            RegistrationJson.Write(writer, registration);
            writer.WriteEndObject();
        }

        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }
}
