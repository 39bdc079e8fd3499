using System.Text.Json.Serialization;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;

namespace Shaken.Web.CertificationAuthority.Operating;

/// <summary>A page of a search among issued certificates; a cursor leads to the next. A page may be short before the end.</summary>
public sealed record IssuedSearchAnswer(IReadOnlyList<IssuedSearchLine> Certificates, string? Cursor)
{
    internal static IssuedSearchAnswer Of(FoundPage page, DateTimeOffset now) =>
        new([.. page.Certificates.Select(found => IssuedSearchLine.Of(found, now))], page.Cursor);
}

/// <summary>An issued certificate as a search finds it.</summary>
/// <param name="Id">SHA-256 of its DER.</param>
/// <param name="Serial">In hexadecimal digits.</param>
/// <param name="Providers">The providers whose codes its TNAuthList has, as US/1234.</param>
/// <param name="State">valid, expired, held or revoked.</param>
/// <param name="Url">Its x5u.</param>
/// <param name="OrderId">Absent: the ledger does not know it.</param>
/// <param name="AccountId">An ACME account, or a subscriber of the manual flow; absent: the ledger does not know it.</param>
/// <param name="Revocation">Of one that is revoked or on hold.</param>
public sealed record IssuedSearchLine(
    string Id, string Serial, string Subject, IReadOnlyList<string> Providers, DateTimeOffset NotBefore, DateTimeOffset NotAfter,
    string State, string Url, string? OrderId, string? AccountId, IssuedRevocation? Revocation)
{
    internal static IssuedSearchLine Of(FoundCertificate found, DateTimeOffset now)
    {
        var summary = found.Summary;
        return new IssuedSearchLine(
            summary.Id, summary.Serial, summary.Subject, summary.Providers, summary.NotBefore, summary.NotAfter,
            KebabCase.Of(found.StateAt(now)), summary.Url, summary.OrderId, summary.AccountId,
            found.Revocation is { } entry ? new IssuedRevocation(entry.Reason.Text(), entry.RevokedAt, entry.RevokedBy) : null);
    }
}

/// <summary>The revocation of a certificate, or its hold.</summary>
/// <param name="Reason">As RFC 5280 section 5.3.1 spells it.</param>
/// <param name="By">Who asked for it: an account, an operator, a reporting CA.</param>
public sealed record IssuedRevocation(string Reason, DateTimeOffset RevokedAt, string By);

/// <summary>An issued certificate with its chain and what is wrong with it.</summary>
/// <param name="Issuer">The name of the CA that signed it.</param>
/// <param name="Chain">The certificate first, then what stands above it but the root.</param>
/// <param name="Findings">The rules of its profile that it breaks.</param>
public sealed record IssuedCertificateAnswer(
    IssuedSearchLine Certificate, string Issuer, IReadOnlyList<IssuedChainLine> Chain, IReadOnlyList<IssuedFinding> Findings)
{
    internal static IssuedCertificateAnswer Of(IssuedDetail detail, DateTimeOffset now) => new(
        IssuedSearchLine.Of(detail.Found, now),
        detail.Chain[0].Issuer.ToString(),
        [.. detail.Chain.Select(one => new IssuedChainLine(one.Fingerprint, one.Subject.ToString(), one.NotAfter, one.ToPem()))],
        [.. detail.Findings.Select(one => new IssuedFinding(one.Rule, KebabCase.Of(one.Level), one.Detail, one.Clause))]);
}

/// <summary>A certificate of a chain.</summary>
/// <param name="Id">SHA-256 of its DER.</param>
public sealed record IssuedChainLine(string Id, string Subject, DateTimeOffset NotAfter, string Pem);

/// <summary>A rule that a certificate breaks.</summary>
/// <param name="Rule">Its id.</param>
public sealed record IssuedFinding(string Rule, string Level, string Detail, string Clause);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IssuedSearchAnswer))]
[JsonSerializable(typeof(IssuedCertificateAnswer))]
internal sealed partial class IssuedSearchJson : JsonSerializerContext;
