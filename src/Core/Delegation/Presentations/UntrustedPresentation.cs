using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>
/// A presentation as it was sent, parsed but not verified: a compact JWS, ES256, whose header has the typ <see cref="Typ"/> and names the
/// delegate certificate by x5u or carries its chain as x5c, and whose payload is
/// <c>{"aud":"https://as.example","nonce":"…","sub":"north/acme-pbx","numbers":["12155550100-12155550199"]}</c>. Without numbers it is for
/// all of the certificate's.
/// </summary>
public sealed class UntrustedPresentation
{
    /// <summary>Tells this token from PASSporTs and from every other JWS that the same key signs.</summary>
    public const string Typ = "delegate-presentation+jwt";

    /// <summary>Numbers and blocks of one presentation; a certificate may have more, and is then presented as a whole.</summary>
    public const int MaxNumbers = 100;

    private UntrustedPresentation(Jws token, PresentationClaims claims) => (Token, Claims) = (token, claims);

    internal Jws Token { get; }

    public PresentationClaims Claims { get; }

    /// <summary>Parses a token, or says which rule it breaks, in words fit for a problem document.</summary>
    public static bool TryParse(
        string compact, [NotNullWhen(true)] out UntrustedPresentation? presentation, [NotNullWhen(false)] out string? failure)
    {
        presentation = null;
        if (!Jws.TryParse(compact, Limits.PresentationOctets, out var token, out failure)) return false;
        failure = token.Header.Typ != Typ ? $"typ must be \"{Typ}\""
            : token.Header.X5u is null == token.Header.X5c is null ? "the header must have exactly one of x5u and x5c"
            : JwsVerifier.HeaderFaultOf(token) is { } fault ? KebabCase.Of(fault)
            : null;
        if (failure is not null || !TryReadClaims(token.DecodePayload(), out var claims, out failure)) return false;
        presentation = new UntrustedPresentation(token, claims);
        return true;
    }

    private static bool TryReadClaims(
        byte[] payload, [NotNullWhen(true)] out PresentationClaims? claims, [NotNullWhen(false)] out string? failure)
    {
        claims = null;
        if (!StrictJson.TryParseObject(payload, Limits.PresentationOctets, out var json, out failure)) return false;
        using (json)
        {
            var root = json.RootElement;
            if (!root.TryGetString("aud"u8, out var audience)) failure = "aud must be a string";
            else if (!root.TryGetString("nonce"u8, out var nonce)) failure = "nonce must be a string";
            else if (!CustomerRef.TryParse(root.TryGetString("sub"u8, out var subject) ? subject : null, out var customer))
                failure = $"sub must be {CustomerRef.Rule}";
            else if (TryReadNumbers(root, out var numbers, out failure))
                claims = new PresentationClaims(audience, nonce, customer, numbers);
            return claims is not null;
        }
    }

    private static bool TryReadNumbers(JsonElement root, out NumberSet? numbers, [NotNullWhen(false)] out string? failure)
    {
        (numbers, failure) = (null, null);
        if (!root.TryGetProperty("numbers"u8, out _)) return true;
        if (!root.TryGetTexts("numbers"u8, out var texts, MaxNumbers) || texts.Count == 0)
            failure = $"numbers must be an array of 1 to {MaxNumbers} strings";
        else if (!NumberTexts.TryParse(texts, out numbers, out var violation)) failure = $"numbers, {violation}";
        return failure is null;
    }
}

/// <summary>What a presentation says.</summary>
/// <param name="Audience">The receiving provider, by the origin of its deployment, as <c>https://as.example</c>.</param>
/// <param name="Nonce">From the receiving provider.</param>
/// <param name="Customer">Whose calls may use the numbers.</param>
/// <param name="Numbers">Null: all of the certificate's.</param>
public sealed record PresentationClaims(string Audience, string Nonce, CustomerRef Customer, NumberSet? Numbers);
