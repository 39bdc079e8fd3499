using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CallPlacement.Bearers;

/// <summary>Makes the bearer tokens of ATIS-1000105 with a provider's STI key.</summary>
public sealed class BearerSigner
{
    private readonly ISigningKey _key;
    private readonly ServiceProviderCode _issuer;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly byte[] _header;

    /// <param name="x5u">Where the certificate of the key is published.</param>
    /// <param name="issuer">A code of that certificate's TNAuthList.</param>
    public BearerSigner(ISigningKey key, string x5u, ServiceProviderCode issuer, TimeProvider time, IRandom random)
    {
        _key = key;
        _issuer = issuer;
        _time = time;
        _random = random;
        _header = HeaderFor(x5u);
    }

    /// <summary>For publishing these PASSporTs; the CPS deletes them after <paramref name="life"/>.</summary>
    /// <param name="audience">The host name of the CPS.</param>
    public ValueTask<string> ForPublishingAsync(
        CallNumbers call, IReadOnlyList<string> passports, string audience, TimeSpan life, CancellationToken cancellationToken) =>
        SignAsync("publish", call, _issuer, audience, BodyMembers(passports, life), cancellationToken);

    /// <summary>For retrieving what <paramref name="publisher"/> published.</summary>
    public ValueTask<string> ForRetrievingAsync(
        CallNumbers call, ServiceProviderCode publisher, string audience, CancellationToken cancellationToken) =>
        SignAsync("retrieve", call, publisher, audience, "", cancellationToken);

    /// <summary>For retrieving, by ATIS-1000096, what anybody published.</summary>
    public ValueTask<string> ForRetrievingSharedAsync(CallNumbers call, string audience, CancellationToken cancellationToken) =>
        SignAsync("retrieve", call, _issuer, audience, SubjectMember, cancellationToken);

    /// <summary>For publishing by ATIS-1000096.</summary>
    public ValueTask<string> ForPublishingSharedAsync(
        CallNumbers call, IReadOnlyList<string> passports, string audience, TimeSpan life, CancellationToken cancellationToken) =>
        SignAsync("publish", call, _issuer, audience, $"{SubjectMember}{BodyMembers(passports, life)}", cancellationToken);

    internal static byte[] HeaderFor(string x5u)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, x5u);
        Write(header, "}");
        return header.WrittenSpan.ToArray();
    }

    // What ATIS-1000096 has in place of iss and spc. A verifier of either standard passes over what it does not know.
    private string SubjectMember => $",\"sub\":\"{_issuer}\"";

    private string BodyMembers(IReadOnlyList<string> passports, TimeSpan life)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(CanonicalJson.WriteStrings(passports)));
        var exp = (_time.GetUtcNow() + life).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $",\"exp\":{exp},\"passports\":\"sha256-{hash}\"");
    }

    private ValueTask<string> SignAsync(
        string action, CallNumbers call, ServiceProviderCode code, string audience, string more, CancellationToken cancellationToken)
    {
        var payload = new ArrayBufferWriter<byte>();
        Write(
            payload,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"iat":{{_time.GetUtcNow().ToUnixTimeSeconds()}},"jti":"{{_random.NewUuid()}}","action":"{{action}}","aud":"""));
        CanonicalJson.WriteString(payload, audience);
        var numbers = $$"""{"tn":"{{call.Orig.Value}}"},"dest":{"tn":["{{call.Dest.Value}}"]}""";
        Write(payload, $$""","iss":"{{_issuer}}","spc":"{{code}}","orig":{{numbers}}{{more}}}""");
        return JwsSigner.SignAsync(_header, payload.WrittenSpan, _key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
