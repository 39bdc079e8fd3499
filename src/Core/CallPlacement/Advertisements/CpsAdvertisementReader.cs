using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.CallPlacement.Advertisements;

/// <summary>
/// Reads and verifies CPS advertisements (RFC 9888): a compact JWS, ES256, whose header names an STI certificate by x5u or carries it as
/// x5c, and whose payload maps codes and numbers to the base URLs of CPSs. One entry that the certificate has no authority over refuses
/// the whole advertisement. An unsigned one proves nothing and is refused too.
/// </summary>
public sealed class CpsAdvertisementReader
{
    private readonly CertificateVerdicts _certificates;
    private readonly IReadOnlySet<WebOrigin> _exemptOrigins;

    public CpsAdvertisementReader(CertificateVerdicts certificates, FetchingOptions fetching) =>
        (_certificates, _exemptOrigins) = (certificates, fetching.ReadExemptOrigins());

    /// <param name="text">As the host served it.</param>
    public async ValueTask<Outcome<CpsAdvertisement, CpsAdvertisementRefusal>> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (!Jws.TryParse(text.Trim(), FetchProfile.CpsAdvertisement.MaxOctets, out var jws, out var failure))
            return Refusal(CpsAdvertisementFailure.Malformed, failure);

        // A PASSporT is signed by the same key: one must never pass for the other.
        if (jws.Header.Typ is { } typ && !typ.Equals("JWT", StringComparison.OrdinalIgnoreCase))
            return Refusal(CpsAdvertisementFailure.AnotherKind, "typ is not \"JWT\"");
        if (JwsVerifier.HeaderFaultOf(jws) is { } headerFault)
            return Refusal(CpsAdvertisementFailure.AnotherKind, KebabCase.Of(headerFault));
        if (!TryReadEntries(jws, out var entries, out var refusal)) return refusal;
        if (!(await SignerOfAsync(jws.Header, cancellationToken)).TryGet(out var signer, out var untrusted)) return untrusted;
        if (JwsVerifier.FaultOf(jws, signer.Key) is { } fault)
            return Refusal(CpsAdvertisementFailure.SignatureMismatch, KebabCase.Of(fault));
        return entries.Find(entry => !Covers(signer.Authority, entry.For)) is { } foreign
            ? Refusal(CpsAdvertisementFailure.EntryNotCovered, $"the signer's TNAuthList does not cover {KindOf(foreign.For)}")
            : new CpsAdvertisement(signer, entries);
    }

    private bool TryReadEntries(
        Jws jws, [NotNullWhen(true)] out List<AdvertisedCps>? entries, [NotNullWhen(false)] out CpsAdvertisementRefusal? refusal)
    {
        entries = [];
        refusal = null;
        if (!StrictJson.TryParseObject(jws.DecodePayload(), FetchProfile.CpsAdvertisement.MaxOctets, out var json, out var failure))
        {
            refusal = Refusal(CpsAdvertisementFailure.Malformed, failure);
            return false;
        }

        using (json)
        {
            if (json.RootElement.GetPropertyCount() is < 1 or > Limits.TnAuthListEntries)
                refusal = Refusal(CpsAdvertisementFailure.Malformed, $"an advertisement has 1 to {Limits.TnAuthListEntries} entries");
            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (refusal is not null) return false;
                if (!AdvertisedKey.TryParse(member.Name, out var entry))
                    refusal = Refusal(CpsAdvertisementFailure.EntryMalformed, "a name is none of 0-CODE, 1-FIRST-COUNT and 2-NUMBER");
                else if (member.Value.ValueKind != JsonValueKind.String || !TryReadBaseUrl(member.Value.GetString()!, out var baseUrl))
                    refusal = Refusal(CpsAdvertisementFailure.EntryMalformed, $"the URL of {KindOf(entry)} is not one to post to");
                else
                    entries.Add(new AdvertisedCps(entry, baseUrl));
            }

            return refusal is null;
        }
    }

    // A path is added to it, so it has neither query nor fragment; with one added, it must be a URL that outsiders may choose.
    private bool TryReadBaseUrl(string text, [NotNullWhen(true)] out Uri? baseUrl)
    {
        baseUrl = null;
        if (text.Contains('?', StringComparison.Ordinal)) return false;
        var withPath = $"{text.TrimEnd('/')}/";
        if (FetchUrl.TryParse(withPath, _exemptOrigins, out var url, out _)) baseUrl = url.Uri;
        return baseUrl is not null;
    }

    private async ValueTask<Outcome<TrustedCertificate, CpsAdvertisementRefusal>> SignerOfAsync(
        JwsHeader header, CancellationToken cancellationToken)
    {
        Outcome<TrustedCertificate, CertificateRefusal> outcome;
        if (header is { X5u: { } x5u, X5c: null }) outcome = await _certificates.FindAsync(x5u, cancellationToken);
        else if (header is not { X5u: null, X5c: { } x5c })
            return Refusal(CpsAdvertisementFailure.AnotherKind, "the header has x5u, or x5c, not both");
        else if (CertificateBundle.TryReadBase64(x5c, out var chain, out var failure)) outcome = _certificates.Judge(chain);
        else return Refusal(CpsAdvertisementFailure.SignerUntrusted, $"x5c: {failure}");
        return outcome.TryGet(out var signer, out var refusal)
            ? signer
            : Refusal(ReasonOf(refusal.Reason), $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}");
    }

    // What cannot be found out now says nothing of the advertisement.
    private static CpsAdvertisementFailure ReasonOf(CertificateFailure failure) =>
        failure is CertificateFailure.Unreachable or CertificateFailure.NoTrustList or CertificateFailure.RevocationUnknown
            ? CpsAdvertisementFailure.Unreachable
            : CpsAdvertisementFailure.SignerUntrusted;

    // Which numbers belong to a code only a number table knows, so a code covers no number here.
    private static bool Covers(TnAuthList authority, TnAuthListEntry entry) =>
        authority.Encompasses(TnAuthList.Of(entry), out var takesTable) && !takesTable;

    private static string KindOf(TnAuthListEntry entry) => entry is SpcEntry spc ? $"the code {spc.Code}" : "a number or block";

    private static CpsAdvertisementRefusal Refusal(CpsAdvertisementFailure reason, string detail) => new(reason, detail);
}
