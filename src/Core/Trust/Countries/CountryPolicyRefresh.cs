using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// Keeps the country policy in force: starts from the last good one in storage, asks for a new one well before it expires, and keeps the
/// last good one whenever the new one is refused, also past its exp: silence must not let an excluded country in.
/// </summary>
public sealed partial class CountryPolicyRefresh
{
    private const int MaxTries = 8;
    private static readonly BlobName LastGood = new("trust-lists", "country-policy.json");
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    private readonly ITrustListOrigin _origin;
    private readonly CountryPolicyReader _reader;
    private readonly TrustDomains _domains;
    private readonly IBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly ILogger<CountryPolicyRefresh> _logger;
    private volatile CountryPolicy? _latest;

    // In force and not in the store: without it there, a restart would not know its sequence.
    private CountryPolicy? _unkept;

    public CountryPolicyRefresh(
        ITrustListOrigin origin, CountryPolicyReader reader, TrustDomains domains, IBlobs blobs, TimeProvider time,
        ILogger<CountryPolicyRefresh> logger) =>
        (_origin, _reader, _domains, _blobs, _time, _logger) = (origin, reader, domains, blobs, time, logger);

    /// <summary>The policy in force, expired or not; null before the first.</summary>
    public CountryPolicy? InForce => _latest;

    /// <summary>Takes the last good policy from storage, so that a restart has it before the first call.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _blobs.FindAsync(LastGood, cancellationToken) is not { } blob) return;
            if (!KeptList.TryRead(blob.Content.Octets, out var kept)) LogNotRestored(CountryPolicyFailure.Malformed, "it cannot be read");
            else if (_reader.Restore(kept).TryGet(out var policy, out var refusal)) Take(policy);
            else LogNotRestored(refusal.Reason, refusal.Detail);
        }
        catch (StorageException exception)
        {
            LogNotKept(exception);
        }
    }

    /// <summary>Asks the origin once and takes what it gives, if that is good and no older.</summary>
    /// <returns>The policy in force afterwards, or why the new one was refused.</returns>
    public async Task<Outcome<CountryPolicy, CountryPolicyRefusal>> RefreshAsync(CancellationToken cancellationToken)
    {
        // Another instance may have seen a newer policy: an older one is refused here too.
        await MeetKeptAsync(cancellationToken);
        if (!(await _origin.GetAsync(cancellationToken)).TryGet(out var compact, out var missing)) return Refused(Of(missing));
        if (_latest is { } latest && latest.Kept.Compact == compact.Trim() && latest.ExpiresAt > _time.GetUtcNow()) return latest;
        var read = await _reader.ReadAsync(compact, _latest, cancellationToken);
        if (!read.TryGet(out var policy, out var refusal)) return Refused(refusal);

        // In force first: a store that is out of reach must not keep a verified policy from judging calls.
        Take(policy);
        LogTaken(policy.Sequence, policy.Countries.Count, policy.ExpiresAt);
        _unkept = policy;
        try
        {
            await KeepAsync(policy, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNotKept(exception);
        }

        return policy;
    }

    /// <summary>How long to wait: a quarter of the time the policy still has, between half a minute and an hour.</summary>
    public TimeSpan UntilNext()
    {
        if (_latest is not { } policy) return Shortest;
        var quarter = (policy.ExpiresAt - _time.GetUtcNow()) / 4;
        return quarter < Shortest ? Shortest : quarter > Longest ? Longest : quarter;
    }

    // Several instances keep one copy: the later policy stays.
    private async Task KeepAsync(CountryPolicy policy, CancellationToken cancellationToken)
    {
        var content = new BlobContent(policy.Kept.Write(), "application/json");
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var blob = await _blobs.FindAsync(LastGood, cancellationToken);
            if (FindKept(blob) is { } other && CountryPolicyReader.FindOrderViolation(other, policy) is not null) break;
            var written = blob is null
                ? await _blobs.TryPutNewAsync(LastGood, content, cancellationToken)
                : await _blobs.TryReplaceAsync(LastGood, content, blob.ETag, cancellationToken);
            if (written is not null) break;

            // Others write all the time: the next refresh keeps it.
            if (attempt == MaxTries - 1) return;
        }

        _unkept = null;
    }

    private async Task MeetKeptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var kept = FindKept(await _blobs.FindAsync(LastGood, cancellationToken));
            if (kept is not null && (_latest is not { } latest || kept.Sequence > latest.Sequence)) Take(kept);
            if (_unkept is { } unkept) await KeepAsync(unkept, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNotKept(exception);
        }
    }

    private CountryPolicy? FindKept(Blob? blob) =>
        blob is not null && KeptList.TryRead(blob.Content.Octets, out var kept) && _reader.Restore(kept).TryGet(out var policy, out _)
            ? policy
            : null;

    private void Take(CountryPolicy policy)
    {
        _latest = policy;
        _domains.Take(policy.Countries);
    }

    private CountryPolicyRefusal Refused(CountryPolicyRefusal refusal)
    {
        LogRefused(refusal.Reason, refusal.Detail, _latest?.ExpiresAt);
        return refusal;
    }

    // An origin says only that nothing came, and why.
    private static CountryPolicyRefusal Of(TrustListRefusal refusal) => new(
        refusal.Reason switch
        {
            TrustListFailure.Unreachable => CountryPolicyFailure.Unreachable,
            TrustListFailure.LoginRefused => CountryPolicyFailure.LoginRefused,
            TrustListFailure.Malformed or TrustListFailure.AnotherKind or TrustListFailure.UnknownVersion
                or TrustListFailure.SignerUntrusted or TrustListFailure.HeaderNotAllowed or TrustListFailure.SignatureMismatch
                or TrustListFailure.Expired or TrustListFailure.SequenceWentBack or TrustListFailure.SequenceReused
                or TrustListFailure.NoRootLeft => CountryPolicyFailure.Malformed,
        },
        refusal.Detail);

    [LoggerMessage(EventId = 1821, Level = LogLevel.Information,
        Message = "Country policy {Sequence} taken: {Countries} countries, good until {ExpiresAt:u}")]
    private partial void LogTaken(long sequence, int countries, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 1822, Level = LogLevel.Error,
        Message = "Country policy refused ({Reason}): {Detail}. The last one is good until {ExpiresAt:u}, and stays in force after it")]
    private partial void LogRefused(CountryPolicyFailure reason, string detail, DateTimeOffset? expiresAt);

    [LoggerMessage(EventId = 1823, Level = LogLevel.Error,
        Message = "The store did not answer; the country policy in memory stays in force, and is kept at the next refresh")]
    private partial void LogNotKept(Exception exception);

    [LoggerMessage(EventId = 1824, Level = LogLevel.Warning,
        Message = "The country policy kept from before is not used ({Reason}): {Detail}")]
    private partial void LogNotRestored(CountryPolicyFailure reason, string detail);
}
