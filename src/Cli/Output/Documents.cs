using System.Text.Json.Nodes;
using Shaken.Cli.Passports;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Cli.Output;

/// <summary>The things of the field as JSON documents, the same in every command.</summary>
internal static class Documents
{
    public static JsonObject Of(StiCertificate certificate)
    {
        var extensions = certificate.Extensions;
        return new JsonObject
        {
            ["subject"] = certificate.Subject.ToString(),
            ["issuer"] = certificate.Issuer.ToString(),
            ["serialNumber"] = certificate.SerialNumberText,
            ["sha256"] = certificate.Fingerprint,
            ["notBefore"] = Inputs.Text(certificate.NotBefore),
            ["notAfter"] = Inputs.Text(certificate.NotAfter),
            ["ca"] = certificate.IsCa,
            ["key"] = certificate.PublicKey.Curve is { } curve ? CurveName(curve) : certificate.PublicKey.Algorithm,
            ["tnAuthList"] = extensions.TnAuthList is { } list ? Of(list) : null,
            ["policies"] = new JsonArray([.. (extensions.CertificatePolicies ?? []).Select(oid => (JsonNode)oid)]),
            ["crl"] = new JsonArray([.. (extensions.CrlDistributionPoints ?? []).SelectMany(point => point.Urls).Select(url => (JsonNode)url)]),
        };
    }

    public static JsonObject Of(UntrustedPassport passport)
    {
        var claims = passport.Claims;
        var document = new JsonObject
        {
            ["ppt"] = passport.Type.Ppt(),
            ["type"] = KebabCase.Of(passport.Type),
            ["attest"] = claims.Shaken?.Attest.ToString(),
            ["orig"] = TextOf(claims.Orig),
            ["dest"] = new JsonArray([.. claims.Dest.Select(party => (JsonNode)TextOf(party))]),
            ["iat"] = Inputs.Text(claims.IssuedAt),
            ["origid"] = claims.Shaken?.OrigId,
            ["x5u"] = passport.X5u,
            ["identity"] = passport.Identity,
        };
        ExtensionDocuments.AddTo(document, claims);
        return document;
    }

    public static JsonObject Of(PassportRefusal refusal)
    {
        var codes = refusal.Reason.Codes();
        return new JsonObject
        {
            ["verified"] = false,
            ["reason"] = refusal.Reason.Name(),
            ["detail"] = refusal.Detail,
            ["verstat"] = codes.Verstat.Text(),
            ["sip"] = new JsonObject { ["code"] = codes.Rfc8224.Code, ["text"] = codes.Rfc8224.Phrase, ["reason"] = codes.ReasonValue() },
            ["atis"] = new JsonObject { ["reasoncode"] = codes.Atis.Code, ["reasontext"] = codes.Atis.Phrase },
        };
    }

    public static JsonArray Of(IEnumerable<Finding> findings) =>
        new([.. findings.Select(finding => (JsonNode)new JsonObject { ["finding"] = KebabCase.Of(finding.Kind), ["detail"] = finding.Detail })]);

    public static string TextOf(PassportParty party) => party switch
    {
        NumberParty number => number.Number.Value,
        UriParty uri => uri.Uri,
        _ => throw new InvalidOperationException("A party is a number or a URI."),
    };

    /// <summary>Each entry in words.</summary>
    public static JsonArray Of(TnAuthList list) => new([.. list.Entries.Select(entry => (JsonNode)TextOf(entry))]);

    private static string TextOf(TnAuthListEntry entry) => entry switch
    {
        SpcEntry spc => $"SPC {spc.Code}",
        RangeEntry block => $"{block.Range.Start.Value} and the {block.Range.Count - 1} after it",
        NumberEntry one => one.Number.Value,
        _ => throw new InvalidOperationException("An entry is an SPC, a range or a number."),
    };

    private static string CurveName(string oid) => oid switch
    {
        Oids.P256 => "P-256",
        Oids.P384 => "P-384",
        Oids.P521 => "P-521",
        _ => oid,
    };
}
