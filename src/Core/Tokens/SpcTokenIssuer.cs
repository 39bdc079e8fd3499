using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Tokens;

/// <summary>How tkvalue is written.</summary>
public enum TkvalueForm
{
    /// <summary>base64 with padding, as North America's policy administrator and all its clients have it.</summary>
    Base64,

    /// <summary>base64url without padding, as RFC 9448 section 5.4 has it.</summary>
    Base64Url,
}

/// <summary>The STI-PA's signer of SPC tokens, members in the order the field knows: exp, jti, atc.</summary>
public sealed class SpcTokenIssuer
{
    private const int IdOctets = 16;

    private readonly ISigningKey _key;
    private readonly string _x5u;
    private readonly TkvalueForm _form;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    /// <param name="key">The key of the STI-PA's signer of tokens, which signs no other kind of document.</param>
    /// <param name="x5u">Where that signer's certificate is: an https URL.</param>
    /// <param name="form">How tkvalue is written.</param>
    public SpcTokenIssuer(ISigningKey key, string x5u, TkvalueForm form, TimeProvider time, IRandom random)
    {
        if (!x5u.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException("RFC 9448 section 6 wants an https URL.", nameof(x5u));
        (_key, _x5u, _form, _time, _random) = (key, x5u, form, time, random);
    }

    /// <summary>Signs a token.</summary>
    /// <param name="authority">What its bearer has authority over.</param>
    /// <param name="fingerprint">Of the ACME account's key, as the provider gave it or <see cref="KeyFingerprint"/> computes it.</param>
    /// <param name="ca">Good for a CA certificate, and for no other.</param>
    /// <param name="life">Until exp.</param>
    /// <returns>The JWT in compact form.</returns>
    /// <exception cref="ArgumentException">The fingerprint has no known form, or the life is not positive.</exception>
    public ValueTask<string> IssueAsync(TnAuthList authority, string fingerprint, bool ca, TimeSpan life, CancellationToken cancellationToken)
    {
        if (!KeyFingerprint.IsWellFormed(fingerprint)) throw new ArgumentException("The fingerprint has no known form.", nameof(fingerprint));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero);

        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, _x5u);
        Write(header, "}");

        var payload = new ArrayBufferWriter<byte>();
        Write(payload, string.Create(CultureInfo.InvariantCulture, $$"""{"exp":{{(_time.GetUtcNow() + life).ToUnixTimeSeconds()}},"jti":"{{_random.NewText(IdOctets)}}","atc":"""));
        Write(payload, $$"""{"tktype":"{{AuthorityToken.TnAuthListKind}}","tkvalue":"{{ValueOf(authority)}}","ca":{{(ca ? "true" : "false")}},"fingerprint":""");
        CanonicalJson.WriteString(payload, fingerprint);
        Write(payload, "}}");
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, _key, cancellationToken);
    }

    private string ValueOf(TnAuthList authority)
    {
        var der = TnAuthListDer.Write(authority);
        return _form switch
        {
            TkvalueForm.Base64 => Convert.ToBase64String(der),
            TkvalueForm.Base64Url => StrictBase64Url.Encode(der),
        };
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
