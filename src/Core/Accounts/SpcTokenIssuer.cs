using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;

namespace Shaken.Core.Accounts;

/// <summary>How a token writes its TNAuthList.</summary>
public enum TkvalueForm
{
    /// <summary>base64 with padding, as the field's clients and STI-PAs have it.</summary>
    Base64,

    /// <summary>base64url without padding, as RFC 9448 section 5.4 has it.</summary>
    Base64Url,
}

/// <summary>The STI-PA's side: signs that the holder of a key may have a certificate for a TNAuthList (RFC 9447, RFC 9448).</summary>
public sealed class SpcTokenIssuer
{
    private const int IdOctets = 16;

    private readonly ISigningKey _key;
    private readonly string _x5u;
    private readonly TkvalueForm _form;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    /// <param name="key">The key of the STI-PA's signer of SPC tokens.</param>
    /// <param name="x5u">Where that signer's certificate is.</param>
    public SpcTokenIssuer(ISigningKey key, string x5u, TkvalueForm form, TimeProvider time, IRandom random) => (_key, _x5u, _form, _time, _random) = (key, x5u, form, time, random);

    /// <summary>Signs a token.</summary>
    /// <param name="fingerprint">Of the key it is bound to: see <see cref="KeyFingerprint"/>.</param>
    /// <param name="ca">Whether the certificate is to be a CA itself.</param>
    /// <returns>The JWT in compact form.</returns>
    public ValueTask<string> IssueAsync(TnAuthList authority, string fingerprint, bool ca, TimeSpan life, CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, _x5u);
        Write(header, "}");

        var der = TnAuthListDer.Write(authority);
        var value = _form == TkvalueForm.Base64 ? Convert.ToBase64String(der) : StrictBase64Url.Encode(der);
        var payload = new ArrayBufferWriter<byte>();
        Write(payload, string.Create(CultureInfo.InvariantCulture,
            $$"""{"exp":{{(_time.GetUtcNow() + life).ToUnixTimeSeconds()}},"jti":"{{_random.NewText(IdOctets)}}","atc":{"tktype":"{{AuthorityToken.TnAuthListKind}}","tkvalue":"{{value}}","ca":{{(ca ? "true" : "false")}},"fingerprint":"""));
        CanonicalJson.WriteString(payload, fingerprint);
        Write(payload, "}}");
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, _key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
