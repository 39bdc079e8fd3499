using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>Makes cpsMappings, with the members in the order of the draft's sample.</summary>
public static class CpsMappingSigner
{
    /// <summary>Signs a mapping.</summary>
    /// <param name="urls">The URL of each code, in the order they are written.</param>
    /// <param name="sequence">One more than that of the mapping before.</param>
    /// <param name="key">The key of the STI-PA's signer of mappings.</param>
    /// <param name="x5u">Where that signer's certificate is.</param>
    /// <returns>The JWT in compact form.</returns>
    public static ValueTask<string> SignAsync(
        IReadOnlyList<(ServiceProviderCode Code, string Url)> urls, long sequence, DateTimeOffset expiresAt, ISigningKey key, string x5u,
        CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, x5u);
        Write(header, "}");

        var payload = new ArrayBufferWriter<byte>();
        var exp = expiresAt.ToUnixTimeSeconds();
        Write(payload, string.Create(CultureInfo.InvariantCulture,
            $$"""{"version":"{{CpsMappingDocument.KnownVersion}}","sequence":{{sequence}},"exp":{{exp}},"cpsMapping":{"""));
        for (var index = 0; index < urls.Count; index++)
        {
            Write(payload, index == 0 ? "\"" : ",\"");
            Write(payload, urls[index].Code.Value);
            Write(payload, "\":");
            CanonicalJson.WriteString(payload, urls[index].Url);
        }

        Write(payload, "}}");
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
