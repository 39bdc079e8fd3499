using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Registry.Countries;

namespace Shaken.Core.Registry.Requests;

/// <summary>
/// What a country asks of the registry, parsed but not verified: a compact JWS, ES256, with the signer's chain in <c>x5c</c>, and the
/// payload <c>{aud, exp, revision, reason, registration}</c>.
/// </summary>
/// <param name="Signers">The chain of x5c, the signer first.</param>
/// <param name="Audience">The URL of the registry that is asked, so that no other takes the request.</param>
/// <param name="ExpiresAt">From then on the request counts for nothing.</param>
/// <param name="Revision">That of the registration which the country read; 0: it never asked.</param>
/// <param name="Reason">For the audit log.</param>
public sealed record CountryRequest(
    Jws Source, IReadOnlyList<StiCertificate> Signers, string Audience, DateTimeOffset ExpiresAt, long Revision, string Reason,
    Registration Registration)
{
    /// <summary>Octets of a request: roots and prefixes have bounds of their own.</summary>
    public const int MaxOctets = 160 * 1024;

    public CountryCode Country => Registration.Entry.Country;

    /// <summary>What tells this request from all others, also signed again: the SHA-256 of what is signed, in hexadecimal.</summary>
    public string Id => Convert.ToHexStringLower(Source.SigningInputDigest);

    /// <param name="refusal">Which rule was broken.</param>
    public static bool TryParse(
        string compact, [NotNullWhen(true)] out CountryRequest? request, [NotNullWhen(false)] out RegistryRefusal? refusal)
    {
        request = null;
        refusal = null;
        if (!Jws.TryParse(compact.Trim(), MaxOctets, out var jws, out var failure)) refusal = NotValid(failure);
        else if (JwsVerifier.HeaderFaultOf(jws) is { } fault) refusal = NotValid($"the JWS is refused: {KebabCase.Of(fault)}");
        else if (jws.Header.Typ is { } typ && !typ.Equals("jwt", StringComparison.OrdinalIgnoreCase)) refusal = NotValid("typ must be JWT");
        else if (jws.Header.X5c is not { } encoded) refusal = NotValid("x5c must hold the signer's chain");
        else if (!CertificateBundle.TryReadBase64(encoded, out var signers, out failure)) refusal = NotValid($"x5c: {failure}");
        else if (!StrictJson.TryParseObject(jws.DecodePayload(), MaxOctets, out var json, out failure)) refusal = NotValid(failure);
        else
        {
            using (json) return TryRead(jws, signers, json.RootElement, out request, out refusal);
        }

        return false;
    }

    private static bool TryRead(
        Jws jws, IReadOnlyList<StiCertificate> signers, JsonElement root, [NotNullWhen(true)] out CountryRequest? request,
        [NotNullWhen(false)] out RegistryRefusal? refusal)
    {
        request = null;
        refusal = null;
        if (!root.TryGetString("aud"u8, out var audience)) refusal = NotValid("aud must be the URL of the registry");
        else if (!root.TryGetNumericDate("exp"u8, out var expiresAt)) refusal = NotValid("exp is no NumericDate");
        else if (!root.TryGetProperty("revision"u8, out var member) || member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt64(out var revision) || revision < 0)
            refusal = NotValid("revision must be the whole number that was read, or 0");
        else if (!root.TryGetString("reason"u8, out var reason)) refusal = NotValid("reason must be a text");
        else if (!root.TryGetProperty("registration"u8, out var given)) refusal = NotValid("registration is missing");
        else if (!RegistrationJson.TryRead(given, out var registration, out var failure))
            refusal = new RegistryRefusal(RegistryFailure.TermsNotAllowed, failure);
        else request = new CountryRequest(jws, signers, audience, expiresAt, revision, reason, registration);
        return refusal is null && request is not null;
    }

    private static RegistryRefusal NotValid(string detail) => new(RegistryFailure.RequestNotValid, detail);
}
