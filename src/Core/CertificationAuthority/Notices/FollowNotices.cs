using Microsoft.Extensions.Logging;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Notices;

/// <summary>
/// Reads what the policy administrator tells its CAs and follows it: tokens that do not count any more, certificates to revoke; with
/// <see cref="IssuingOptions.RevokesOfSuspended"/> also those of a provider whose account is suspended. Safe on
/// many instances at once, since to follow a notice again changes nothing. The cursor moves on only after the notices before it were
/// followed.
/// </summary>
public sealed partial class FollowNotices
{
    // Of one run: the next one, within a minute, goes on.
    private const int MaxAnswers = 100;
    private const string By = "notice of the policy administrator";

    private readonly INoticeSource _source;
    private readonly IssuingOptions _options;
    private readonly NoticeProgress _progress;
    private readonly WithdrawnTokens _withdrawn;
    private readonly IReadOnlyList<IssuingAuthority> _authorities;
    private readonly IssuedCertificates _issued;
    private readonly RevokeIssued _revocation;
    private readonly RevocationRegister _register;
    private readonly TimeProvider _time;
    private readonly ILogger<FollowNotices> _logger;

    public FollowNotices(
        INoticeSource source, IssuingOptions options, NoticeProgress progress, WithdrawnTokens withdrawn,
        IReadOnlyList<IssuingAuthority> authorities, IssuedCertificates issued, RevokeIssued revocation, RevocationRegister register,
        TimeProvider time, ILogger<FollowNotices> logger) =>
        (_source, _options, _progress, _withdrawn, _authorities, _issued, _revocation, _register, _time, _logger) =
            (source, options, progress, withdrawn, authorities, issued, revocation, register, time, logger);

    /// <summary>Follows everything that is there.</summary>
    /// <returns>How many notices were followed.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var followed = 0;
        for (var answers = 0; answers < MaxAnswers; answers++)
        {
            var (state, version) = await _progress.ReadAsync(cancellationToken);
            if (!(await _source.ReadAsync(state.Next, cancellationToken)).TryGet(out var answer, out var outage))
            {
                LogNoAnswer(outage, state.AnsweredAt);
                return followed;
            }

            foreach (var line in answer.Notices) await FollowAsync(line, cancellationToken);
            followed += answer.Notices.Count;

            // A lost race: another instance followed the same notices.
            var now = new NoticeState(answer.Next, _time.GetUtcNow());
            if (await _progress.TryWriteAsync(now, version, cancellationToken) && answer.Notices.Count == 0) return followed;
        }

        return followed;
    }

    private async ValueTask FollowAsync(NoticeLine line, CancellationToken cancellationToken)
    {
        if (!line.TryRead(out var notice))
        {
            LogNotUnderstood(line.Seq, PlainText.Show(line.Kind));
            return;
        }

        switch (notice)
        {
            case TokenNotice token:
                await _withdrawn.RevokeAsync(token.TokenId, cancellationToken);
                break;
            case ProviderNotice provider:
                var counts = await _withdrawn.SetSuspendedAsync(provider.Provider, provider.IsSuspended, line.Seq, cancellationToken);
                LogProvider(provider.Provider, provider.Kind);
                if (counts && provider.IsSuspended && _options.RevokesOfSuspended)
                    await RevokeAllAsync(line.Seq, provider.Provider, cancellationToken);
                break;
            case CertificateNotice certificate:
                await RevokeAsync(line.Seq, certificate, cancellationToken);
                break;
            default:
                throw new InvalidOperationException("A notice is about a token, a provider or a certificate.");
        }
    }

    // What is issued meanwhile finds the suspension once it is in the ledger. What is revoked already stays as it is.
    private async ValueTask RevokeAllAsync(long sequence, ProviderId provider, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _issued.ListByProviderAsync(provider, continuation, StorageLimits.Page, cancellationToken);
            var now = _time.GetUtcNow();
            foreach (var issued in page.Certificates.Where(issued => issued.Certificate.NotAfter > now))
            {
                var outcome = await _revocation.RevokeAsync(
                    issued.Certificate, RevocationReason.PrivilegeWithdrawn, By, cancellationToken);
                if (outcome.IsSuccess) LogRevoked(sequence, issued.Certificate.SerialNumberText, RevocationReason.PrivilegeWithdrawn);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private async ValueTask RevokeAsync(long sequence, CertificateNotice notice, CancellationToken cancellationToken)
    {
        // The notice goes to all CAs.
        if (!_authorities.Any(authority => authority.Authority.Certificate.Subject.Matches(notice.Issuer))) return;
        var outcome = await _issued.FindBySerialAsync(notice.Serial, cancellationToken) is { } issued
            ? await _revocation.RevokeAsync(issued.Certificate, notice.Reason, By, cancellationToken)
            : await _register.RevokeAsync(OfUnknown(notice), cancellationToken);
        if (outcome.TryGet(out _, out var refusal)) LogRevoked(sequence, notice.Serial.ToString(), notice.Reason);
        else if (refusal.Reason != RevocationFailure.AlreadyRevoked) LogNotRevoked(sequence, notice.Serial.ToString(), refusal.Detail);
    }

    // The ledger was restored from an older copy, or the certificate was made by hand: it stays on the list as long as any could be good.
    private RevocationNotice OfUnknown(CertificateNotice notice) =>
        new(notice.Issuer, notice.Serial.ToOctets(), _time.GetUtcNow() + PublishedEntries.LongestLife, notice.Reason, By);

    [LoggerMessage(EventId = 1710, Level = LogLevel.Warning,
        Message = "The policy administrator's notices could not be read: {Detail}. The last answer came at {LastAnswer:u}; nothing is "
            + "refused for it")]
    private partial void LogNoAnswer(string detail, DateTimeOffset? lastAnswer);

    [LoggerMessage(EventId = 1711, Level = LogLevel.Error,
        Message = "Notice {Sequence} of kind {Kind} was not understood and is passed over: ask the policy administrator what it says")]
    private partial void LogNotUnderstood(long sequence, string kind);

    [LoggerMessage(EventId = 1712, Level = LogLevel.Warning,
        Message = "The policy administrator says of {Provider}: {Kind}. While an account is suspended, its tokens are refused here")]
    private partial void LogProvider(ProviderId provider, NoticeKind kind);

    [LoggerMessage(EventId = 1713, Level = LogLevel.Warning,
        Message = "Certificate {Serial} is revoked ({Reason}), as notice {Sequence} of the policy administrator demands")]
    private partial void LogRevoked(long sequence, string serial, RevocationReason reason);

    [LoggerMessage(EventId = 1714, Level = LogLevel.Error,
        Message = "Certificate {Serial} was not revoked, though notice {Sequence} of the policy administrator demands it: {Detail}")]
    private partial void LogNotRevoked(long sequence, string serial, string detail);
}
