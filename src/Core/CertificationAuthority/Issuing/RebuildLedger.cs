using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>What a step of the rebuilding did.</summary>
/// <param name="Chains">Published chains that were looked at.</param>
/// <param name="Added">Certificates that the ledger did not know.</param>
/// <param name="KeysBlocked">Certificates that are revoked for keyCompromise, their keys blocked.</param>
/// <param name="Accounts">Ids of the subscribers that have them, each once.</param>
/// <param name="Continuation">Where the next step goes on; null: the end.</param>
public sealed record LedgerStep(int Chains, int Added, int KeysBlocked, IReadOnlyCollection<string> Accounts, string? Continuation);

/// <summary>
/// Enters into the ledger what the STI-CR publishes and this CA signed, after the ledger was lost or restored from an older copy. Every
/// step is idempotent.
/// </summary>
public sealed class RebuildLedger
{
    private const string Revoker = "ledger rebuild";

    private readonly PublishedChains _repository;
    private readonly OwnCertificates _own;
    private readonly IssuedCertificates _issued;
    private readonly CertifiedKeys _keys;
    private readonly IssuedSerials _serials;
    private readonly RevokeIssued _revoke;
    private readonly IssuingOptions _options;

    public RebuildLedger(PublishedChains repository, OwnCertificates own, IssuedCertificates issued, RevokeIssued revoke,
        IRecords records, IssuingOptions options)
    {
        (_repository, _own, _issued, _revoke, _options) = (repository, own, issued, revoke, options);
        (_keys, _serials) = (new CertifiedKeys(records), new IssuedSerials(records));
    }

    /// <summary>Looks at some published chains.</summary>
    /// <param name="continuation">Null, or what the step before gave.</param>
    public async ValueTask<LedgerStep> StepAsync(string? continuation, CancellationToken cancellationToken)
    {
        var page = await _repository.ListAsync(continuation, Limits.LedgerChainsPerRequest, cancellationToken);
        var (added, blocked) = (0, 0);
        var accounts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in page.Ids)
        {
            if (await _own.FindPublishedAsync(id, cancellationToken) is not { } chain) continue;
            var (isNew, account) = await EnterAsync(chain, cancellationToken);
            accounts.Add(account);
            if (isNew) added++;
            if (await _revoke.ApplyCompromiseAsync(chain[0], Revoker, cancellationToken)) blocked++;
        }

        return new LedgerStep(page.Ids.Count, added, blocked, accounts, page.Continuation);
    }

    // New: the ledger did not have it.
    private async ValueTask<(bool IsNew, string AccountId)> EnterAsync(
        IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken)
    {
        var leaf = chain[0];
        if (await _issued.FindByFingerprintAsync(leaf.Fingerprint, cancellationToken) is { } known)
        {
            // Older ledgers lack the index by key and that of the search.
            await _issued.IndexAsync(known, cancellationToken);
            return (false, known.AccountId);
        }

        var document = new IssuanceDocument(
            $"rebuilt-{leaf.Fingerprint}", await AccountOfAsync(leaf, cancellationToken), IssuerOf(leaf), leaf.SerialNumber.ToArray(),
            leaf.NotBefore, leaf.NotAfter, SubjectSerialNumber: null, [.. chain.Select(certificate => certificate.Der.ToArray())],
            _options.UrlOf(leaf));
        await _serials.TryTakeAsync(document, cancellationToken);
        await _issued.TryAddAsync(document, cancellationToken);
        await _issued.IndexAsync(document.ToIssued()!, cancellationToken);
        return (true, document.AccountId);
    }

    // The account is in no certificate. The record of the key may still name it; else the certificate goes to the manual subscriber of its
    // TNAuthList.
    private async ValueTask<string> AccountOfAsync(StiCertificate leaf, CancellationToken cancellationToken) =>
        await _keys.FindAccountAsync(leaf.PublicKey.Der, cancellationToken)
        ?? (leaf.Extensions.Find(Oids.TnAuthList) is { } list && leaf.Issuer.Country is { } country
            ? ManualSubscribers.IdOf(country, list.Value.Span) : "unknown");

    private string IssuerOf(StiCertificate leaf) =>
        _own.IssuerOf(leaf)?.Fingerprint ?? throw new InvalidOperationException("A certificate of this CA has no issuer here.");
}
