using System.Buffers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Trust.Countries;

/// <summary>Makes country policies, countries in the order of their codes.</summary>
public static class CountryPolicySigner
{
    /// <summary>Signs a policy.</summary>
    /// <param name="sequence">One more than that of the policy before.</param>
    /// <param name="key">The key of the STI-PA's signer of country policies.</param>
    /// <param name="x5u">Where that signer's certificate is.</param>
    /// <returns>The JWT in compact form.</returns>
    public static ValueTask<string> SignAsync(
        IReadOnlyDictionary<CountryCode, CountryTerms> countries, long sequence, DateTimeOffset expiresAt, ISigningKey key, string x5u,
        CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Encoding.UTF8.GetBytes("""{"alg":"ES256","typ":"JWT","x5u":""", header);
        CanonicalJson.WriteString(header, x5u);
        Encoding.UTF8.GetBytes("}", header);

        var payload = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(payload))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", CountryPolicyDocument.KnownVersion);
            writer.WriteNumber("sequence", sequence);
            writer.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
            writer.WriteStartObject("countries");
            foreach (var (country, terms) in countries.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal))
            {
                writer.WritePropertyName(country.Value);
                CountryTermsJson.Write(writer, terms);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }
}
