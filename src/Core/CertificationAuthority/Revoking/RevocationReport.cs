using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Revoking;

/// <summary>
/// A CA's report of a revocation to the policy administrator: JSON with issuer (base64 of the name's DER), serial (hexadecimal), reason (as
/// RFC 5280 spells it), revokedAt and notAfter.
/// </summary>
public static class RevocationReport
{
    /// <summary>Octets of the longest report.</summary>
    public const int MaxOctets = RevocationDocument.MaxOctets;

    /// <summary>Reads a report; who reports stands nowhere in it.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> json, [NotNullWhen(true)] out RevocationNotice? notice, [NotNullWhen(false)] out string? failure) =>
        RevocationDocument.TryReadReport(json, out notice, out failure);
}

/// <summary>A CA that may report revocations, of the certificates of its own names and no others.</summary>
/// <param name="Name">For the register and for logs.</param>
/// <param name="Issuers">The names of its CA certificates.</param>
public sealed record RevocationReporter(string Name, IReadOnlyList<DistinguishedName> Issuers)
{
    /// <summary>Whether the reporter speaks for that issuer.</summary>
    public bool SpeaksFor(DistinguishedName issuer) => Issuers.Any(own => own.Matches(issuer));
}

/// <summary>Takes reports in, idempotently: what is registered already is acknowledged again.</summary>
public sealed class TakeRevocationReports
{
    private readonly ApiKeys<RevocationReporter> _reporters;
    private readonly RevocationRegister _register;
    private readonly TimeProvider _time;

    public TakeRevocationReports(ApiKeys<RevocationReporter> reporters, RevocationRegister register, TimeProvider time) =>
        (_reporters, _register, _time) = (reporters, register, time);

    /// <summary>Who holds the secret; null: nobody.</summary>
    public RevocationReporter? FindReporter(string? secret) => _reporters.Find(secret);

    /// <summary>Takes one report.</summary>
    public async ValueTask<ReportOutcome> TakeAsync(
        RevocationReporter reporter, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (!RevocationReport.TryRead(json, out var notice, out var failure)) return new ReportOutcome(ReportResult.Malformed, failure);
        if (!reporter.SpeaksFor(notice.Issuer))
            return new ReportOutcome(ReportResult.AnothersIssuer, "the issuer is none of this reporter's");

        // The certificate itself is not there to be read, and an entry is not kept for good because a report says so.
        var latest = _time.GetUtcNow() + PublishedEntries.LongestLife;
        notice = notice with
        {
            CertificateNotAfter = notice.CertificateNotAfter < latest ? notice.CertificateNotAfter : latest,
            RevokedBy = $"reporter {reporter.Name}",
        };
        if ((await _register.RevokeAsync(notice, cancellationToken)).TryGet(out _, out var refusal))
            return new ReportOutcome(ReportResult.Registered, "registered");
        return refusal.Reason switch
        {
            RevocationFailure.AlreadyRevoked => new ReportOutcome(ReportResult.KnownAlready, refusal.Detail),
            RevocationFailure.SerialNotAllowed or RevocationFailure.ReasonNotAllowed or RevocationFailure.MomentNotAllowed =>
                new ReportOutcome(ReportResult.Malformed, refusal.Detail),
        };
    }
}

/// <summary>What became of a report that came in.</summary>
public sealed record ReportOutcome(ReportResult Result, string Detail);

/// <summary>The closed set of results.</summary>
public enum ReportResult
{
    /// <summary>It stands on the next CRL.</summary>
    Registered,

    /// <summary>It was there already.</summary>
    KnownAlready,

    /// <summary>No report, or one that no certificate can have.</summary>
    Malformed,

    /// <summary>The certificate is another CA's.</summary>
    AnothersIssuer,
}
