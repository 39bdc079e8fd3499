using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>Makes the bearer with which this CPS hands on (ATIS-1000096): the publisher's claims, this CPS's own key.</summary>
public sealed class RepublishSigner
{
    private readonly ISigningKey _key;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly byte[] _header;

    /// <param name="x5u">Where the certificate of the key is published.</param>
    public RepublishSigner(ISigningKey key, string x5u, TimeProvider time, IRandom random) =>
        (_key, _time, _random, _header) = (key, time, random, BearerSigner.HeaderFor(x5u));

    /// <summary>For handing on to one CPS; each request has one of its own, since a jti is used once.</summary>
    /// <param name="publisher">Its iss, sub, call, hash and, if there is one, exp are kept.</param>
    /// <param name="audience">The name of the CPS that receives.</param>
    public ValueTask<string> SignAsync(BearerClaims publisher, string audience, CancellationToken cancellationToken)
    {
        var payload = new ArrayBufferWriter<byte>();
        Write(
            payload,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"iat":{{_time.GetUtcNow().ToUnixTimeSeconds()}},"jti":"{{_random.NewUuid()}}","action":"republish","aud":"""));
        CanonicalJson.WriteString(payload, audience);
        Write(payload, ",\"iss\":");
        CanonicalJson.WriteString(payload, publisher.Issuer);
        Write(payload, ",\"sub\":");
        CanonicalJson.WriteString(payload, publisher.Code);
        Write(payload, $$""","orig":{"tn":"{{publisher.Orig.Value}}"},"dest":{"tn":["{{publisher.Dest.Value}}"]}""");
        if (publisher.ExpiresAt is { } exp)
            Write(payload, string.Create(CultureInfo.InvariantCulture, $",\"exp\":{exp.ToUnixTimeSeconds()}"));
        if (publisher.BodyHash is { } hash)
        {
            Write(payload, ",\"passports\":");
            CanonicalJson.WriteString(payload, hash);
        }

        Write(payload, "}");
        return JwsSigner.SignAsync(_header, payload.WrittenSpan, _key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
