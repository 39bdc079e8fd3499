using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>
/// Judges signed CPS advertisements (RFC 9888): a compact JWS, ES256, whose header names the signer's certificates by x5u or has them as
/// x5c, and whose payload is the advertisement, such as <c>{"0-1234":"https://cps.example/cps/company/1234"}</c>.
/// </summary>
public sealed class CpsAdvertisements
{
    private const int MaxOctets = 64 * 1024;

    // The type of a TNAuthList's entry, 0 for a service provider code.
    private const string CodePrefix = "0-";

    private readonly ICertificateSource _source;
    private readonly ProviderCertificates _certificates;

    public CpsAdvertisements(ICertificateSource source, ProviderCertificates certificates) =>
        (_source, _certificates) = (source, certificates);

    /// <summary>Whether a certificate that covers the provider's code signed that its CPS is at the URL. Null: it did.</summary>
    internal async ValueTask<CpsDirectoryRefusal?> FindFaultAsync(
        string compact, ProviderId provider, string url, CancellationToken cancellationToken)
    {
        if (!Jws.TryParse(compact, MaxOctets, out var jws, out var failure)) return NotValid($"advertisement: {failure}");
        if (jws.Header.Typ == "passport") return NotValid("advertisement: typ is that of a PASSporT");
        if (JwsVerifier.HeaderFaultOf(jws) is { } headerFault) return NotValid($"advertisement: {KebabCase.Of(headerFault)}");
        if (!TryReadUrl(jws, provider.Code, out var advertised, out failure)) return NotValid($"advertisement: {failure}");
        if (advertised != url) return NotValid($"the advertisement names another URL for {provider.Code}");
        if (!(await BundleOfAsync(jws.Header, cancellationToken)).TryGet(out var bundle, out failure)) return NotValid(failure);
        var judged = await _certificates.JudgeAsync(bundle.Certificates, cancellationToken);
        if (!judged.TryGet(out var chain, out failure)) return NotValid(failure);
        if (chain.Country != provider.Country || chain.Leaf.Extensions.TnAuthList?.Holds(provider.Code) != true)
            return NotValid($"the TNAuthList of {chain.Leaf.Subject} does not hold {provider}");
        if (!chain.Leaf.PublicKey.TryToP256(out var key)) return NotValid("the signer's key is not on P-256");
        return JwsVerifier.FaultOf(jws, key) is { } fault ? NotValid($"the advertisement's signature: {KebabCase.Of(fault)}") : null;
    }

    private static bool TryReadUrl(
        Jws jws, ServiceProviderCode code, [NotNullWhen(true)] out string? url, [NotNullWhen(false)] out string? failure)
    {
        url = null;
        if (!StrictJson.TryParseObject(jws.DecodePayload(), MaxOctets, out var json, out failure)) return false;
        using (json)
        {
            var name = $"{CodePrefix}{code}";
            url = json.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
                ? member.GetString() : null;
            failure = url is null ? $"it has no text under \"{name}\"" : null;
            return url is not null;
        }
    }

    private async ValueTask<Outcome<Bundle, string>> BundleOfAsync(JwsHeader header, CancellationToken cancellationToken)
    {
        if (header.X5c is { } encoded)
            return CertificateBundle.TryReadBase64(encoded, out var sent, out var failure)
                ? new Bundle(sent) : $"advertisement: x5c: {failure}";
        if (header.X5u is not { } x5u) return "the advertisement names no certificate: give x5u or x5c";
        return (await _source.GetAsync(x5u, cancellationToken)).TryGet(out var sourced, out var refusal)
            ? new Bundle(sourced.Certificates) : $"the certificate at the advertisement's x5u: {refusal.Detail}";
    }

    private static CpsDirectoryRefusal NotValid(string detail) => new(CpsDirectoryFailure.ProofNotValid, detail);

    private sealed record Bundle(IReadOnlyList<StiCertificate> Certificates);
}
