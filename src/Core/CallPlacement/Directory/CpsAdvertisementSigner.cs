using System.Buffers;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>
/// Signs CPS advertisements (RFC 9888): the provider of a code says which CPS takes PASSporTs for it. The advertisement is the payload of
/// a compact JWS.
/// </summary>
/// <param name="key">The key of an STI certificate that covers the code.</param>
/// <param name="x5u">Where that certificate is.</param>
public sealed class CpsAdvertisementSigner(ISigningKey key, string x5u)
{
    /// <summary>Signs that the provider's CPS is at the URL.</summary>
    /// <param name="url">Exactly what PASSporTs are to be posted to.</param>
    public ValueTask<string> SignAsync(ServiceProviderCode code, string url, CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, x5u);
        Write(header, "}");

        // 0 is the type of a service provider code within a TNAuthList.
        var payload = new ArrayBufferWriter<byte>();
        Write(payload, $$"""{"0-{{code}}":""");
        CanonicalJson.WriteString(payload, url);
        Write(payload, "}");
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
