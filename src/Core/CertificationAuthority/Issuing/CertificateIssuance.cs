using Microsoft.Extensions.Logging;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Storage;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>
/// Issues exactly one certificate to an order, on however many instances it is asked for at once and wherever a crash cuts it off. Serial
/// number and validity are written down before anything is signed; of several signatures over them the first that is stored counts, and
/// only what is stored is published.
/// </summary>
public sealed partial class CertificateIssuance
{
    private const int SubjectSerialOctets = 8;

    private readonly IssuingOptions _options;
    private readonly IssuanceRules _rules;
    private readonly IReadOnlyList<IssuingAuthority> _authorities;
    private readonly IssuedCertificates _issued;
    private readonly CompromisedKeys _compromised;
    private readonly RevokeIssued _revoke;
    private readonly CertifiedKeys _keys;
    private readonly IssuedSerials _serials;
    private readonly ISubscriberAccounts _accounts;
    private readonly WithdrawnTokens _withdrawn;
    private readonly PublishedChains _repository;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly ILogger<CertificateIssuance> _logger;

    /// <param name="authorities">The CA that signs now, then those before it, which finish what they began.</param>
    public CertificateIssuance(
        IssuingOptions options,
        IReadOnlyList<IssuingAuthority> authorities,
        IssuedCertificates issued,
        CompromisedKeys compromised,
        RevokeIssued revoke,
        ISubscriberAccounts accounts,
        PublishedChains repository,
        IRecords records,
        TimeProvider time,
        IRandom random,
        ILogger<CertificateIssuance> logger)
    {
        if (authorities.Count == 0) throw new ArgumentException("A CA is wanted.", nameof(authorities));
        (_options, _rules, _authorities, _issued) = (options, new IssuanceRules(options), authorities, issued);
        (_keys, _serials, _withdrawn) = (new CertifiedKeys(records), new IssuedSerials(records), new WithdrawnTokens(records));
        (_accounts, _repository, _time, _random) = (accounts, repository, time, random);
        (_compromised, _revoke, _logger) = (compromised, revoke, logger);
    }

    private IssuingAuthority Current => _authorities[0];

    /// <summary>What would be issued, every rule applied; nothing is signed and nothing stored.</summary>
    public async ValueTask<Outcome<LintedDraft, IssuanceRefusal>> PreviewAsync(IssuanceOrder order, CancellationToken cancellationToken)
    {
        if (await _accounts.IsSuspendedAsync(order.AccountId, cancellationToken)) return AccountIsSuspended;
        if (await FindViolationInRightAsync(order, cancellationToken) is { } withdrawn) return withdrawn;
        if (await FindViolationInKeyAsync(order, cancellationToken) is { } violation) return violation;
        return NewDocument(order).TryGet(out var document, out var refusal) ? Draft(order, Current, document) : refusal;
    }

    /// <summary>The one certificate of an order: published when this returns.</summary>
    public async ValueTask<Outcome<IssuedCertificate, IssuanceRefusal>> IssueAsync(IssuanceOrder order, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var found = await _issued.FindAsync(order.OrderId, cancellationToken);
            if (found?.Document.ToIssued() is { } issued) return await PublishAsync(order, issued, cancellationToken);
            if (found is not { } reserved)
            {
                if (await ReserveAsync(order, cancellationToken) is { } refused) return refused;
                continue;
            }

            var authority =
                _authorities.FirstOrDefault(candidate => candidate.Authority.Certificate.Fingerprint == reserved.Document.Issuer);
            if (authority is null || reserved.Document.NotAfter <= _time.GetUtcNow())
            {
                // The CA that began it is gone, or the time it was for is over, and nothing signed was ever seen: begun anew.
                if (!NewDocument(order).TryGet(out var anew, out var refusal)) return refusal;
                await _serials.TakeAsync(anew, cancellationToken);
                await _issued.TryReplaceAsync(anew, reserved.ETag, cancellationToken);
                continue;
            }

            if (!(await SignAsync(order, authority, reserved.Document, cancellationToken)).TryGet(out var signed, out var failure))
                return failure;

            // First write wins: if another one did, the next round finds its certificate, and ours was never seen. The key has already
            // signed, so a client disconnect must not abort the write.
            if (await _issued.TryReplaceAsync(signed, reserved.ETag, CancellationToken.None)) Tell(order, authority, signed);
        }

        throw StorageException.OfContention("The issuance of an order");
    }

    private async ValueTask<IssuanceRefusal?> ReserveAsync(IssuanceOrder order, CancellationToken cancellationToken)
    {
        if (await FindViolationInRightAsync(order, cancellationToken) is { } withdrawn) return withdrawn;
        if (await FindViolationInKeyAsync(order, cancellationToken) is { } violation) return violation;
        if (!NewDocument(order).TryGet(out var document, out var refusal) || !Draft(order, Current, document).TryGet(out _, out refusal))
            return refusal;
        if (!await _keys.TryClaimAsync(order.Request, order.AccountId, cancellationToken)) return KeyIsAnothers;
        await _serials.TakeAsync(document, cancellationToken);
        await _issued.TryAddAsync(document, cancellationToken);
        return null;
    }

    private static IssuanceRefusal AccountIsSuspended { get; } =
        new(IssuanceFailure.AccountSuspended, "the operator suspended the subscriber");

    private static IssuanceRefusal KeyIsCompromised { get; } =
        new(IssuanceFailure.KeyIsCompromised, "a certificate over the key was revoked for keyCompromise; make a new key");

    private static IssuanceRefusal KeyIsAnothers { get; } = new(IssuanceFailure.KeyIsAnothers, "the key was certified for another account");

    // Between the authorization and the CSR the policy administrator may take the token back, or the grant may end.
    private async ValueTask<IssuanceRefusal?> FindViolationInRightAsync(IssuanceOrder order, CancellationToken cancellationToken) =>
        await _withdrawn.FindViolationAsync(order.Authority, cancellationToken) is { } detail
            ? new IssuanceRefusal(IssuanceFailure.TokenWithdrawn, detail)
            : await _accounts.FindLapseAsync(order, cancellationToken) is { } lapse
                ? new IssuanceRefusal(IssuanceFailure.GrantLapsed, lapse)
            : null;

    private async ValueTask<IssuanceRefusal?> FindViolationInKeyAsync(IssuanceOrder order, CancellationToken cancellationToken)
    {
        if (await _compromised.HasAsync(order.Request.Jwk, cancellationToken)) return KeyIsCompromised;
        if (!_options.AllowsAccountKeys && await _accounts.HasKeyAsync(order.Request.Jwk, cancellationToken))
            return new IssuanceRefusal(IssuanceFailure.KeyIsAnAccounts,
                "the CSR's key signs the requests of an ACME account (RFC 8555 section 11.1); Ca:AllowAccountKeys would allow it");
        return await _keys.FindAccountAsync(order.Request.PublicKeyInfo, cancellationToken) is { } account && account != order.AccountId
            ? KeyIsAnothers : null;
    }

    private Outcome<IssuanceDocument, IssuanceRefusal> NewDocument(IssuanceOrder order)
    {
        var authority = Current.Authority;
        if (_rules.FindViolation(order, authority) is { } violation) return violation;
        if (!_rules.ValidityOf(order, authority, _time.GetUtcNow()).TryGet(out var validity, out var refusal)) return refusal;
        var subjectSerial = _options.HasSubjectSerialNumber ? Convert.ToHexString(Octets(SubjectSerialOctets)) : null;
        return new IssuanceDocument(
            order.OrderId, order.AccountId, authority.Certificate.Fingerprint, CertificateSerial.New(_random).ToOctets(),
            validity.NotBefore, validity.NotAfter, subjectSerial, Chain: null, Url: null);
    }

    private byte[] Octets(int count)
    {
        var octets = new byte[count];
        _random.Fill(octets);
        return octets;
    }

    private Outcome<LintedDraft, IssuanceRefusal> Draft(IssuanceOrder order, IssuingAuthority authority, IssuanceDocument document)
    {
        var draft = _rules.DraftOf(order, authority.Authority, document.Terms, document.SubjectSerialNumber);
        if (!IssuanceRules.Lint(draft).TryGet(out var linted, out var refusal)) return refusal;
        return authority.Authority.FindViolation(linted) is { } failure ? Beyond(failure) : linted;
    }

    private static IssuanceRefusal Beyond(IssueFailure failure) =>
        new(IssuanceFailure.BeyondTheIssuer, $"the CA does not sign it: {KebabCase.Of(failure)}");

    private async ValueTask<Outcome<IssuanceDocument, IssuanceRefusal>> SignAsync(
        IssuanceOrder order, IssuingAuthority authority, IssuanceDocument document, CancellationToken cancellationToken)
    {
        if (!Draft(order, authority, document).TryGet(out var draft, out var refusal)) return refusal;
        if (!(await authority.Authority.IssueAsync(draft, cancellationToken)).TryGet(out var certificate, out var failure))
            return Beyond(failure);
        return document with
        {
            Chain = [certificate.Der.ToArray(), .. authority.Above.Select(above => above.Der.ToArray())],
            Url = _options.UrlOf(certificate),
        };
    }

    private async ValueTask<Outcome<IssuedCertificate, IssuanceRefusal>> PublishAsync(
        IssuanceOrder order, IssuedCertificate issued, CancellationToken cancellationToken)
    {
        // The ledger first: a suspension or a compromised key that comes after the checks below finds the certificate there. One that came
        // before may not have found it, so the certificate is revoked here.
        await _issued.IndexAsync(issued, cancellationToken);
        if (await _accounts.IsSuspendedAsync(issued.AccountId, cancellationToken))
            return await WithdrawAsync(issued, AccountIsSuspended, RevocationReason.CessationOfOperation, cancellationToken);
        if (issued.Certificate.TryGetJwk(out var key) && await _compromised.HasAsync(key, cancellationToken))
            return await WithdrawAsync(issued, KeyIsCompromised, RevocationReason.KeyCompromise, cancellationToken);
        if (_options.RevokesOfSuspended
            && await _withdrawn.FindSuspendedAsync(issued.Certificate.Providers(), cancellationToken) is { } provider)
        {
            var refusal = new IssuanceRefusal(
                IssuanceFailure.TokenWithdrawn, $"the policy administrator suspended the account of {provider}");
            return await WithdrawAsync(issued, refusal, RevocationReason.PrivilegeWithdrawn, cancellationToken);
        }

        if (await _accounts.FindLapseAsync(order, cancellationToken) is { } lapse)
        {
            var refusal = new IssuanceRefusal(IssuanceFailure.GrantLapsed, lapse);
            return await WithdrawAsync(issued, refusal, RevocationReason.PrivilegeWithdrawn, cancellationToken);
        }

        await _repository.PublishAsync(issued.Chain, cancellationToken);
        return issued;
    }

    private async ValueTask<IssuanceRefusal> WithdrawAsync(
        IssuedCertificate issued, IssuanceRefusal refusal, RevocationReason reason, CancellationToken cancellationToken)
    {
        await _revoke.RevokeAsync(issued.Certificate, reason, "issuance", cancellationToken);
        return refusal;
    }

    private void Tell(IssuanceOrder order, IssuingAuthority authority, IssuanceDocument signed)
    {
        var (serial, what) = (Convert.ToHexStringLower(signed.Serial), TextOf(order.Authority));
        LogIssued(serial, what, order.AccountId, order.OrderId, authority.Authority.Certificate.SerialNumberText, signed.NotAfter);
    }

    // Numbers are people's: how many of them is enough.
    private static string TextOf(VerifiedAuthorityToken token)
    {
        var codes = token.Authority.Codes.Select(code => $"{token.Country}/{code.Value}").ToList();
        var blocks = token.Authority.Entries.Count - codes.Count;
        return string.Join(", ", blocks == 0 ? codes : [.. codes, $"{blocks} numbers or ranges"]) + (token.IsCa ? ", as a CA" : "");
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information,
        Message = "Certificate {Serial} issued for {Authority} to the account {Account}, order {Order}, "
            + "by the CA {Issuer}; it ends at {NotAfter:u}")]
    private partial void LogIssued(string serial, string authority, string account, string order, string issuer, DateTimeOffset notAfter);
}
