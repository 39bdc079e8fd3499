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

/// <summary>What an SPC token says.</summary>
/// <param name="Id">jti.</param>
/// <param name="Type">tktype, as it was asked for.</param>
/// <param name="Value">tkvalue, as it was asked for: clients compare it as text.</param>
/// <param name="Fingerprint">As it was asked for.</param>
public sealed record SpcTokenClaims(string Id, DateTimeOffset ExpiresAt, string Type, string Value, bool IsCa, string Fingerprint);

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
        if (!x5u.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException("RFC 9448 section 6 wants an https URL.", nameof(x5u));
        (_key, _x5u, _form, _time, _random) = (key, x5u, form, time, random);
    }

    /// <summary>Signs a token.</summary>
    /// <param name="authority">What its bearer has authority over.</param>
    /// <param name="fingerprint">Of the ACME account's key, as the provider gave it or <see cref="KeyFingerprint"/> computes it.</param>
    /// <param name="ca">Good for a CA certificate, and for no other.</param>
    /// <param name="life">Until exp.</param>
    /// <returns>The JWT in compact form.</returns>
    /// <exception cref="ArgumentException">The fingerprint has no known form, or the life is not positive.</exception>
    public ValueTask<string> IssueAsync(
        TnAuthList authority, string fingerprint, bool ca, TimeSpan life, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero);
        var claims = new SpcTokenClaims(
            _random.NewText(IdOctets), _time.GetUtcNow() + life, AuthorityToken.TnAuthListKind, ValueOf(authority), ca, fingerprint);
        return SignAsync(claims, cancellationToken);
    }

    /// <summary>Signs claims as they are.</summary>
    /// <exception cref="ArgumentException">The fingerprint has no known form.</exception>
    public ValueTask<string> SignAsync(SpcTokenClaims claims, CancellationToken cancellationToken)
    {
        if (!KeyFingerprint.IsWellFormed(claims.Fingerprint))
            throw new ArgumentException("The fingerprint has no known form.", nameof(claims));
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, _x5u);
        Write(header, "}");

        var payload = new ArrayBufferWriter<byte>();
        Write(payload, string.Create(CultureInfo.InvariantCulture, $$"""{"exp":{{claims.ExpiresAt.ToUnixTimeSeconds()}},"jti":"""));
        CanonicalJson.WriteString(payload, claims.Id);
        Write(payload, ""","atc":{"tktype":""");
        CanonicalJson.WriteString(payload, claims.Type);
        Write(payload, ""","tkvalue":""");
        CanonicalJson.WriteString(payload, claims.Value);
        Write(payload, $$""","ca":{{(claims.IsCa ? "true" : "false")}},"fingerprint":""");
        CanonicalJson.WriteString(payload, claims.Fingerprint);
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
