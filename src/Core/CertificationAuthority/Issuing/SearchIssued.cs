using System.Globalization;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>One certificate with all that the CA knows of it.</summary>
/// <param name="Chain">The certificate first, then what stands above it but the root.</param>
/// <param name="Findings">Rules of its profile that it breaks.</param>
public sealed record IssuedDetail(
    FoundCertificate Found, IReadOnlyList<StiCertificate> Chain, IReadOnlyList<LintFinding> Findings);

/// <summary>The operator's search among the certificates that this CA issued.</summary>
public sealed class SearchIssued
{
    private const int ReadsPerPage = 32;
    private const int StatesAtOnce = 25;
    private const char CursorSeparator = '~';

    private readonly IssuedIndex _index;
    private readonly IssuedCertificates _issued;
    private readonly OwnCertificates _own;
    private readonly RevocationRegister _register;
    private readonly IssuingOptions _options;

    public SearchIssued(
        IssuedIndex index, IssuedCertificates issued, OwnCertificates own, RevocationRegister register, IssuingOptions options) =>
        (_index, _issued, _own, _register, _options) = (index, issued, own, register, options);

    /// <summary>A page of what a query asks for, newest first; by number the longest prefixes come first.</summary>
    /// <param name="cursor">Null, or what the page before gave.</param>
    /// <returns>Null: the cursor is none of this query.</returns>
    public async ValueTask<FoundPage?> ListAsync(
        IssuedQuery query, string? cursor, int maxCertificates, CancellationToken cancellationToken)
    {
        var partitions = query.Partitions;
        if (!TryRead(cursor, partitions.Count, out var place, out var continuation)) return null;
        var found = new List<IssuedSummary>();
        for (var reads = 0; reads < ReadsPerPage && place < partitions.Count && found.Count < maxCertificates; reads++)
        {
            var partition = partitions[place];
            (var rows, continuation) = await _index.ListAsync(partition, continuation, maxCertificates - found.Count, cancellationToken);
            found.AddRange(rows.Where(row => query.Matches(partition, row)));
            if (continuation is null) place++;
        }

        var next = place == partitions.Count ? null
            : string.Create(CultureInfo.InvariantCulture, $"{place}{CursorSeparator}{continuation}");
        return new FoundPage(await WithRevocationsAsync(found, cancellationToken), next);
    }

    /// <summary>The certificate with a serial number; null: the ledger has none.</summary>
    public async ValueTask<FoundCertificate?> FindAsync(CertificateSerial serial, CancellationToken cancellationToken) =>
        await _issued.FindBySerialAsync(serial, cancellationToken) is { } issued
            ? (await WithRevocationsAsync([IssuedSummary.Of(issued)], cancellationToken))[0] : null;

    /// <summary>
    /// The certificate with a fingerprint, SHA-256 of its DER in hexadecimal: from the ledger, else from the STI-CR where this CA signed
    /// it. Null: neither has it.
    /// </summary>
    public async ValueTask<IssuedDetail?> FindAsync(string fingerprint, CancellationToken cancellationToken)
    {
        var (summary, chain) = await ReadAsync(fingerprint, cancellationToken);
        if (summary is null) return null;
        var found = (await WithRevocationsAsync([summary], cancellationToken))[0];
        return new IssuedDetail(found, chain, CertificateLinter.Lint(chain[0], ProfileOf(chain[0])));
    }

    private async ValueTask<(IssuedSummary? Summary, IReadOnlyList<StiCertificate> Chain)> ReadAsync(
        string fingerprint, CancellationToken cancellationToken)
    {
        if (await _issued.FindByFingerprintAsync(fingerprint, cancellationToken) is { } issued)
            return (IssuedSummary.Of(issued), issued.Chain);
        if (await _own.FindPublishedAsync(fingerprint, cancellationToken) is [var leaf, ..] published)
            return (IssuedSummary.Of(leaf, _options.UrlOf(leaf), orderId: null, accountId: null), published);
        return (null, []);
    }

    private async ValueTask<IReadOnlyList<FoundCertificate>> WithRevocationsAsync(
        List<IssuedSummary> summaries, CancellationToken cancellationToken)
    {
        var found = new List<FoundCertificate>(summaries.Count);
        foreach (var some in summaries.Chunk(StatesAtOnce))
        {
            var entries = await Task.WhenAll(
                some.Select(summary => _register.FindAsync(summary.RevocationId, cancellationToken).AsTask()));
            found.AddRange(some.Zip(entries, (summary, entry) =>
                new FoundCertificate(summary, entry is { ReleasedAt: null } ? entry : null)));
        }

        return found;
    }

    private LintProfile ProfileOf(StiCertificate certificate) =>
        certificate.IsCa ? LintProfile.DelegateCa
        : certificate.Extensions.TnAuthList is { HasCode: false } ? LintProfile.DelegateLeaf
        : _options.Policy.Profile;

    private static bool TryRead(string? cursor, int partitions, out int place, out string? continuation)
    {
        (place, continuation) = (0, null);
        if (cursor is null) return true;
        var end = cursor.IndexOf(CursorSeparator, StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(cursor.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out place)) return false;
        continuation = end + 1 < cursor.Length ? cursor[(end + 1)..] : null;
        return place < partitions;
    }
}
