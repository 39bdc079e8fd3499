using Microsoft.Extensions.Logging;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Storage;
using Shaken.Core.Trust;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// Keeps the certificate of a provider's STI-AS in force: renewed at two thirds of its life, with a new key each time, published before it
/// is used, the old key kept until its certificate expires. Each step is recorded before the next begins, so a run that was cut off
/// anywhere is gone on with by the next, on whatever instance.
/// </summary>
/// <remarks>
/// One loss is left: cut off after the CA took an order and before its URL was recorded, the next run places another. The first one lapses,
/// since nobody sends it a CSR.
/// </remarks>
public sealed partial class CertificateRenewal
{
    private readonly RenewalOptions _options;
    private readonly IRecords _records;
    private readonly IKeyRing _ring;
    private readonly RenewalSteps _steps;
    private readonly RenewalOutbox _outbox;
    private readonly RenewalCleanUp _cleanUp;
    private readonly RenewalByAdvice _advice;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly ILogger<CertificateRenewal> _logger;

    /// <param name="domain">A new chain must lead to its roots; null where no trusted-CA list is followed.</param>
    /// <param name="repository">Our own STI-CR, for <see cref="RenewalOptions.Repository"/>; null where there is none.</param>
    public CertificateRenewal(
        RenewalOptions options,
        IRecords records,
        IKeyRing ring,
        ICertificateOrders orders,
        TrustDomain? domain,
        PublishedChains? repository,
        IUrlFetcher fetcher,
        IRenewalNotices notices,
        TimeProvider time,
        IRandom random,
        ILogger<CertificateRenewal> logger)
    {
        _options = options;
        _records = records;
        _ring = ring;
        _steps = new RenewalSteps(options, ring, orders, domain, repository, fetcher);
        _outbox = new RenewalOutbox(options, notices, time, random);
        _cleanUp = new RenewalCleanUp(options, ring, _outbox, time, logger);
        _advice = new RenewalByAdvice(_steps, time, random);
        _time = time;
        _random = random;
        _logger = logger;
    }

    /// <summary>The certificate in force; null while there is none.</summary>
    public async ValueTask<CertificateInForce?> FindCurrentAsync(CancellationToken cancellationToken) =>
        (await RenewalRecord.ReadAsync(_records, _options.Name, cancellationToken)).State.Current;

    /// <summary>Does what is due, and nothing when nothing is.</summary>
    /// <param name="force">Renew now, whatever the certificate's age and whatever failed before.</param>
    public async Task<RenewalRun> RunAsync(bool force, CancellationToken cancellationToken)
    {
        var record = await RenewalRecord.ReadAsync(_records, _options.Name, cancellationToken);
        if (record.State.IsHeldAt(_time.GetUtcNow())) return Ended(RenewalResult.Busy, record, record.State.HeldUntil);
        if (!force) await _advice.HeedAsync(record, cancellationToken);
        var result = await RenewIfDueAsync(record, force, cancellationToken);
        if (result.Result == RenewalResult.Busy) return result;
        await _outbox.DeliverAsync(record, cancellationToken);
        await _cleanUp.RunAsync(record, cancellationToken);
        return result;
    }

    private async Task<RenewalRun> RenewIfDueAsync(RenewalRecord record, bool force, CancellationToken cancellationToken)
    {
        var (state, now) = (record.State, _time.GetUtcNow());
        if (!force && state.Next is null && state.Current?.RenewAt > now) return Ended(RenewalResult.NotDue, record, state.Current.RenewAt);
        if (!force && state.RetryAt > now) return Ended(RenewalResult.Pausing, record, state.RetryAt);
        var held = state with
        {
            Next = state.Next ?? new CertificateUnderWay($"{_options.Name}-{_random.NewUuid()}", OrderUrl: null, Chain: null, X5u: null),
            Holder = _random.NewUuid(),
            HeldUntil = now + _options.Lease,
        };
        if (!await record.TryWriteAsync(held, cancellationToken)) return Ended(RenewalResult.Busy, record, null);

        using var deadline = new CancellationTokenSource(_options.LongestRun, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var failure = await WorkAsync(record, either.Token);
            return failure is null ? Renewed(record)
                : failure == Lost ? Ended(RenewalResult.Busy, record, null)
                : await FailAsync(record, failure, cancellationToken);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(
                record, new AcmeFailure(AcmeFailureKind.TooSlow, $"not done within {_options.LongestRun.TotalMinutes:0.#} minutes"),
                cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            LogFault(exception, _options.Name);
            return await EndByFaultAsync(record, held.Holder, exception, cancellationToken) with { Fault = exception };
        }
    }

    // An unexpected fault releases the lease and reaches the operator too, and the next run tries again.
    private async Task<RenewalRun> EndByFaultAsync(
        RenewalRecord record, string holder, Exception fault, CancellationToken cancellationToken)
    {
        // A write whose answer was lost may have changed the record.
        await record.ReadAgainAsync(cancellationToken);
        return record.State.Holder == holder
            ? await FailAsync(record, new AcmeFailure(AcmeFailureKind.Fault, InWords(fault)), cancellationToken)
            : Ended(RenewalResult.Busy, record, null);
    }

    // Messages of these name files and services. Those of others may hold anything, and the notice leaves this program.
    private static string InWords(Exception exception) => exception is StorageException or IOException or UnauthorizedAccessException
        ? exception.Message
        : $"an unexpected fault, {exception.GetType().Name}; the log has the details";

    // Another instance wrote the record: it found our lease expired.
    private static AcmeFailure Lost { get; } = new(AcmeFailureKind.TooSlow, "another instance took over");

    /// <summary>Every step that is still to be done; null when the new certificate is in force.</summary>
    private async Task<AcmeFailure?> WorkAsync(RenewalRecord record, CancellationToken cancellationToken)
    {
        if (record.State.Next is { Chain: null })
        {
            if (!(await _steps.OpenAsync(cancellationToken)).TryGet(out var order, out var failure)) return failure;
            if (record.State.Next is { OrderUrl: null } unplaced)
            {
                var answer = await _steps.PlaceAsync(unplaced, record.State.Current, order, cancellationToken);
                if (!answer.TryGet(out var placed, out failure)) return failure;
                if (!await record.TryWriteAsync(record.State with { Next = placed }, cancellationToken)) return Lost;
            }

            if (!(await _steps.CompleteAsync(record.State.Next!, order, cancellationToken)).TryGet(out var completed, out failure))
                return failure;
            if (!await record.TryWriteAsync(record.State with { Next = completed }, cancellationToken)) return Lost;
        }

        if (!(await _steps.PublishAsync(record.State.Next!, cancellationToken)).TryGet(out var x5u, out var unpublished))
            return unpublished;
        return await PutInForceAsync(record, x5u, cancellationToken) ? null : Lost;
    }

    private async Task<bool> PutInForceAsync(RenewalRecord record, string x5u, CancellationToken cancellationToken)
    {
        var state = record.State;
        var next = state.Next!;
        var leaf = CertificateInForce.Read(next.Chain!)[0];
        var current = new CertificateInForce(
            _options.Name, next.KeyName, leaf.Fingerprint, x5u, next.Chain!, leaf.NotBefore, leaf.NotAfter,
            RenewAt(leaf.NotBefore, leaf.NotAfter));
        await _ring.PutCurrentAsync(current, cancellationToken);
        return await record.TryWriteAsync(
            state with
            {
                Current = current,
                Next = null,
                Window = null,
                Retired = state.Current is { } old ? [.. state.Retired, new RetiredKey(old.Fingerprint, old.NotAfter)] : state.Retired,
                Failures = 0,
                RetryAt = null,
                Holder = null,
                HeldUntil = null,
                Notices = _outbox.Add(state.Notices, RenewalEvent.Renewed, current, $"renewed; next at {current.RenewAt:yyyy-MM-dd}"),
            },
            cancellationToken);
    }

    private RenewalRun Renewed(RenewalRecord record)
    {
        var current = record.State.Current!;
        LogRenewed(_options.Name, current.NotAfter, current.RenewAt);
        return new RenewalRun(RenewalResult.Renewed, current, Failure: null, current.RenewAt);
    }

    private async Task<RenewalRun> FailAsync(RenewalRecord record, AcmeFailure failure, CancellationToken cancellationToken)
    {
        var state = record.State;
        var retryAt = _time.GetUtcNow() + PauseAfter(state.Failures + 1, failure.RetryAfter);

        // An order that is over, or one whose certificate is not ours, is of no more use; nor is the key that was used for it. One that is
        // gone at the CA likewise.
        var isOver = failure.Kind is AcmeFailureKind.OrderInvalid or AcmeFailureKind.WrongCertificate or AcmeFailureKind.KeyIsTheAccounts
            || (failure.Status == System.Net.HttpStatusCode.NotFound && state.Next is { Chain: null, OrderUrl: not null });
        LogFailed(_options.Name, failure.Kind, retryAt);
        var failed = state with
        {
            Next = isOver ? null : state.Next,
            Abandoned = isOver ? [.. state.Abandoned ?? [], state.Next!.KeyName] : state.Abandoned,
            Failures = state.Failures + 1,
            RetryAt = retryAt,
            Holder = null,
            HeldUntil = null,
            Notices = _outbox.Add(state.Notices, RenewalEvent.Failed, state.Current, failure.Detail),
        };
        if (!await record.TryWriteAsync(failed, cancellationToken)) return Ended(RenewalResult.Busy, record, null);
        return new RenewalRun(RenewalResult.Failed, state.Current, failure, retryAt);
    }

    private DateTimeOffset RenewAt(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var life = notAfter - notBefore;
        return notBefore + (life * _options.RenewAfter) + (life * _options.Spread * _random.NewFraction());
    }

    // Doubled with each failure, a quarter of it at random: providers that failed together do not come back together.
    private TimeSpan PauseAfter(int failures, TimeSpan? asked)
    {
        var doubled = _options.FirstPause * Math.Pow(2, Math.Min(failures - 1, 30));
        var pause = (doubled < _options.LongestPause ? doubled : _options.LongestPause) * (0.75 + (0.25 * _random.NewFraction()));
        return asked > pause ? (asked.Value < _options.LongestPause ? asked.Value : _options.LongestPause) : pause;
    }

    private static RenewalRun Ended(RenewalResult result, RenewalRecord record, DateTimeOffset? nextAt) =>
        new(result, record.State.Current, Failure: null, nextAt);

    [LoggerMessage(EventId = 1801, Level = LogLevel.Information,
        Message = "The certificate {Name} is renewed: good until {NotAfter}, renewed again at {RenewAt}")]
    private partial void LogRenewed(string name, DateTimeOffset notAfter, DateTimeOffset renewAt);

    [LoggerMessage(EventId = 1802, Level = LogLevel.Warning,
        Message = "The certificate {Name} was not renewed: {Failure}; tried again at {RetryAt}")]
    private partial void LogFailed(string name, AcmeFailureKind failure, DateTimeOffset retryAt);

    [LoggerMessage(EventId = 1810, Level = LogLevel.Error, Message = "The renewal of the certificate {Name} ended by a fault")]
    private partial void LogFault(Exception exception, string name);
}
