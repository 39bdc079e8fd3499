using System.Buffers;
using System.Text;
using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>
/// Signs CPS advertisements (RFC 9888): the provider of a code says which CPS takes PASSporTs for it. The advertisement is the payload of
/// a compact JWS.
/// </summary>
/// <param name="key">The key of an STI certificate that covers what is advertised.</param>
/// <param name="x5u">Where that certificate is.</param>
public sealed class CpsAdvertisementSigner(ISigningKey key, string x5u)
{
    /// <summary>Signs that the provider's CPS is at the URL.</summary>
    /// <param name="url">Exactly what PASSporTs are to be posted to.</param>
    public ValueTask<string> SignAsync(ServiceProviderCode code, string url, CancellationToken cancellationToken) =>
        SignAsync([new SpcEntry(code)], url, cancellationToken);

    /// <summary>Signs that one CPS is at the URL for all of these.</summary>
    /// <param name="entries">Codes, blocks and numbers, at least one.</param>
    /// <param name="url">For readers of RFC 9888 the CPS's base URL.</param>
    public ValueTask<string> SignAsync(IReadOnlyList<TnAuthListEntry> entries, string url, CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, x5u);
        Write(header, "}");

        var payload = new ArrayBufferWriter<byte>();
        var separator = "{";
        foreach (var entry in entries)
        {
            Write(payload, $"{separator}\"{AdvertisedKey.Of(entry)}\":");
            CanonicalJson.WriteString(payload, url);
            separator = ",";
        }

        Write(payload, "}");
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
