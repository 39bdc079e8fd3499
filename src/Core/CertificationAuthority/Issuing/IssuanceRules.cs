using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>
/// From an order to the draft of its certificate, or to the rule that forbids it. The CSR is a wish; what a certificate says is the
/// profile's.
/// </summary>
internal sealed class IssuanceRules
{
    private static readonly string[] AllowedExtensions =
    [
        Oids.TnAuthList, Oids.BasicConstraints, Oids.KeyUsage, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier,
        Oids.CertificatePolicies, Oids.CrlDistributionPoints,
    ];

    private readonly IssuingOptions _options;

    public IssuanceRules(IssuingOptions options) => _options = options;

    /// <summary>What the order itself gets wrong.</summary>
    public IssuanceRefusal? FindViolation(IssuanceOrder order, CertificateAuthority authority)
    {
        var request = order.Request;
        if (!request.TnAuthListDer.Span.SequenceEqual(order.Authority.AuthorityDer.Span))
            return new IssuanceRefusal(
                IssuanceFailure.TnAuthListMismatch, "the CSR's TNAuthList is not the one that was ordered and granted, octet for octet");
        if (FaultIn(order.Authority) is { } fault) return new IssuanceRefusal(IssuanceFailure.TnAuthListNotStandard, fault);
        if ((request.IsCa ?? false) != order.Authority.IsCa)
            return new IssuanceRefusal(
                IssuanceFailure.CaMismatch,
                order.Authority.IsCa
                    ? "the token is for a CA certificate and the CSR asks for none"
                    : "the CSR asks for a CA certificate and the token is for none");
        if (!_options.AllowsDelegation && (order.Authority.IsCa || order.Authority.Authority.Entries is not [SpcEntry]))
            return new IssuanceRefusal(IssuanceFailure.DelegationNotAllowed, "this CA certifies one SPC, and neither numbers nor CAs");
        if (authority.Certificate.Extensions.TnAuthList is null && order.Authority.Authority.Entries.Any(entry => entry is not SpcEntry))
            return new IssuanceRefusal(
                IssuanceFailure.DelegationNotAllowed,
                "numbers are certified below a CA whose own certificate has a TNAuthList with them (RFC 9060 section 4), and this CA's "
                + "has none");
        if (authority.Certificate.Subject.Country != order.Authority.Country)
            return new IssuanceRefusal(IssuanceFailure.CountryMismatch, $"the token is from {order.Authority.Country}, and this CA is not");
        if (order.Constraints is not null && (order.Authority.IsCa || order.Authority.Authority.HasCode))
            return new IssuanceRefusal(
                IssuanceFailure.ExtensionNotAllowed, "claims are constrained in certificates for numbers, and in no other");
        if (request.Extensions.FirstOrDefault(oid => !IsAllowed(order, oid)) is { } extension)
            return new IssuanceRefusal(
                IssuanceFailure.ExtensionNotAllowed, $"the CSR asks for the extension {extension}, which the profile does not have");
        if (FindViolationInValues(order) is { } violation) return violation;
        return request.CrlUrls.Any(url => url != _options.Policy.Crl.Url)
            ? new IssuanceRefusal(IssuanceFailure.CrlMismatch, $"the CSR names another CRL than {_options.Policy.Crl.Url}")
            : null;
    }

    // A client that ordered constraints may ask for them once more in its CSR.
    private static bool IsAllowed(IssuanceOrder order, string oid) =>
        AllowedExtensions.Contains(oid) || (oid == Oids.JwtClaimConstraints && order.Constraints is not null);

    // A certificate has the list as the standard encodes it: another encoding would not be the one that was granted.
    private static string? FaultIn(VerifiedAuthorityToken token) =>
        token.Authority.Findings is [var finding, ..] ? finding.Detail
        : TnAuthListDer.Write(token.Authority).AsSpan().SequenceEqual(token.AuthorityDer.Span) ? null
        : "the TNAuthList has members that RFC 8226 section 9 does not know";

    // A CSR that asks for a value outside the profile would get another certificate than it asked for.
    private IssuanceRefusal? FindViolationInValues(IssuanceOrder order)
    {
        var requested = order.Request.Requested;
        var usage = order.Authority.IsCa ? KeyUsages.KeyCertSign : KeyUsages.DigitalSignature;
        if (requested.KeyUsage is { } asked && asked.Bits != usage)
            return new IssuanceRefusal(
                IssuanceFailure.ExtensionNotAllowed, $"the CSR asks for KeyUsage {asked.Bits}, and the profile's is {usage}");
        if (requested.Find(Oids.JwtClaimConstraints) is not null && !AreEqual(requested.ClaimConstraints, order.Constraints))
            return new IssuanceRefusal(
                IssuanceFailure.ExtensionNotAllowed, "the CSR's JWTClaimConstraints are not those that were ordered");
        return requested.CertificatePolicies is { } policies && (policies.Count != 1 || policies[0] != _options.Policy.PolicyOid)
            ? new IssuanceRefusal(
                IssuanceFailure.ExtensionNotAllowed, $"the CSR asks for other certificate policies than {_options.Policy.PolicyOid}")
            : null;
    }

    private static bool AreEqual(ClaimConstraints? asked, ClaimConstraints? ordered) =>
        asked is not null && ordered is not null
        && ClaimConstraintsDer.WriteEnhanced(asked).AsSpan().SequenceEqual(ClaimConstraintsDer.WriteEnhanced(ordered));

    /// <summary>From when to when the certificate is valid: within the issuer's own validity, whatever a clock says.</summary>
    public Outcome<(DateTimeOffset NotBefore, DateTimeOffset NotAfter), IssuanceRefusal> ValidityOf(
        IssuanceOrder order, CertificateAuthority authority, DateTimeOffset now)
    {
        var issuer = authority.Certificate;

        // Before any arithmetic: a wish may be any date up to the year 9999.
        if (order.NotBefore > now + _options.LongestAhead)
            return new IssuanceRefusal(IssuanceFailure.ValidityNotPossible,
                $"notBefore is more than {_options.LongestAhead.TotalHours:0} hours ahead");

        // A wish moves the beginning forward only: nobody has a certificate for a time at which its order was not there.
        var notBefore =
            WholeSeconds(Latest(Latest(order.NotBefore ?? DateTimeOffset.MinValue, now - ClockTolerance.OtherParties), issuer.NotBefore));

        // Both ends count (RFC 5280 section 4.1.2.5).
        var life = order.Life is { } wished && wished < _options.Life ? wished : _options.Life;
        var longest = notBefore + life - TimeSpan.FromSeconds(1);
        var notAfter = WholeSeconds(Earliest(Earliest(longest, issuer.NotAfter), order.NotAfter ?? DateTimeOffset.MaxValue));
        if (_options.EndsWithToken) notAfter = WholeSeconds(Earliest(notAfter, order.Authority.ExpiresAt));
        return notAfter > notBefore && notAfter > now
            ? (notBefore, notAfter)
            : new IssuanceRefusal(
                IssuanceFailure.ValidityNotPossible,
                "no time is left between the order's wish and what the CA's own validity, the profile and the token allow");
    }

    /// <summary>The draft, by its profile.</summary>
    public CertificateDraft DraftOf(IssuanceOrder order, CertificateAuthority authority, DraftTerms terms, string? subjectSerialNumber)
    {
        var issuer = authority.Certificate;
        var list = order.Authority.Authority;
        if (!order.Authority.IsCa && list.Entries is [SpcEntry { Code: var code }])
        {
            var provider = new ProviderId(order.Authority.Country, code);
            return CertificateDraft.ProviderLeaf(
                issuer, _options.Policy, provider, order.Organization, terms, order.Request.PublicKey, subjectSerialNumber);
        }

        var commonName = $"SHAKEN {list.Codes.FirstOrDefault()?.Value ?? order.Organization}";
        return order.Authority.IsCa
            ? CertificateDraft.DelegateCa(
                issuer, _options.Policy, order.Organization, commonName, list, terms, order.Request.PublicKey, pathLength: 0)
            : CertificateDraft.DelegateLeaf(
                issuer, _options.Policy, order.Organization, commonName, list, terms, order.Request.PublicKey, order.Constraints);
    }

    /// <summary>The draft with its rules applied.</summary>
    public static Outcome<LintedDraft, IssuanceRefusal> Lint(CertificateDraft draft) => draft.Lint().TryGet(out var linted, out var refusal)
        ? linted
        : new IssuanceRefusal(
            IssuanceFailure.ProfileBroken,
            string.Join("; ", refusal.Findings.Select(finding => $"{finding.Rule}: {finding.Detail} ({finding.Clause})")));

    private static DateTimeOffset WholeSeconds(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
