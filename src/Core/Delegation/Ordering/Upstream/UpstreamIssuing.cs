using Microsoft.Extensions.Logging;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Trust;

namespace Shaken.Core.Delegation.Ordering.Upstream;

/// <summary>How customers' certificates come from the STI-CA.</summary>
/// <param name="Repository">What the URLs of our STI-CR start with, where chains are published.</param>
/// <param name="Life">The longest life that the order asks for.</param>
public sealed record UpstreamOptions(Uri Repository, TimeSpan Life)
{
    /// <summary>How long one request may work on an order. Its lease is half as long again.</summary>
    public TimeSpan LongestRun { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long it is tried to place an order at the STI-CA. One that is placed is asked for until it ends there.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The pause after a failure.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the STI-CA is waited for within one request.</summary>
    public OrderPatience Patience { get; init; } =
        new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
}

/// <summary>
/// Has customers' certificates issued by the STI-CA, as its client with an authority token for just these numbers. Each step is recorded
/// before the next begins, and one instance works on an order at a time. What was cut off is gone on with by the next request for the
/// order, or by a timer.
/// </summary>
/// <remarks>
/// One loss is left: cut off after the STI-CA took an order and before its URL was recorded, the next run places another. The first one
/// lapses, since nobody sends it the CSR.
/// </remarks>
public sealed partial class UpstreamIssuing : IAcmeIssuing
{
    private static readonly string[] Excluded = ["attest", "origid"];

    private readonly UpstreamOptions _options;
    private readonly AcmeProfiles _profiles;
    private readonly UpstreamOrders _orders;
    private readonly IAcmeCertificates _certificates;
    private readonly AccountAtCa _account;
    private readonly AcmeAccounts _accounts;
    private readonly CustomerEntitlement _entitlement;
    private readonly PublishedChains _repository;
    private readonly TrustDomain? _domain;
    private readonly TimeProvider _time;
    private readonly ILogger<UpstreamIssuing> _logger;

    /// <param name="account">The provider's, at the STI-CA.</param>
    /// <param name="accounts">Of customers, at this server.</param>
    /// <param name="domain">A chain must lead to its roots; null where no trusted-CA list is followed.</param>
    public UpstreamIssuing(
        UpstreamOptions options, AcmeProfiles profiles, UpstreamOrders orders, IAcmeCertificates certificates, AccountAtCa account,
        AcmeAccounts accounts, CustomerEntitlement entitlement, PublishedChains repository, TrustDomain? domain, TimeProvider time,
        ILogger<UpstreamIssuing> logger)
    {
        (_options, _profiles, _orders, _certificates, _account) = (options, profiles, orders, certificates, account);
        (_accounts, _entitlement, _repository, _domain, _time, _logger) = (accounts, entitlement, repository, domain, time, logger);
    }

    public async ValueTask<AcmeProblem?> FindViolationAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken)
    {
        if (!request.TnAuthListDer.Span.SequenceEqual(order.Authority))
            return new AcmeProblem(AcmeError.BadCsr, "the CSR's TNAuthList is not the one that was ordered, octet for octet");
        if (request.IsCa == true) return new AcmeProblem(AcmeError.BadCsr, "the CSR asks for a CA certificate, and a customer gets none");
        if (!_profiles.Find(order.Profile).TryGet(out _, out var problem)) return problem;
        return await _accounts.FindByKeyAsync(request.Jwk, cancellationToken) is not null
            ? new AcmeProblem(AcmeError.BadCsr, "the CSR's key signs the requests of an ACME account (RFC 8555 section 11.1)")
            : null;
    }

    public async ValueTask<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var stored = await _orders.BeginAsync(order.Id, new UpstreamDocument(account.Id, now), cancellationToken);
        if (stored.Document.ToIssued(order.Id) is { } came) return await FinishAsync(order, account, came, cancellationToken);

        // Before an order is placed nothing is lost by giving up; after, the certificate may come, and must be found to be revoked.
        var isPlaced = stored.Document.OrderUrl is not null;
        if (!isPlaced && stored.Document.BeganAt + _options.LongestWait <= now) return UpstreamProblems.TooLate;
        if (!isPlaced && await FindLapseAsync(order, account, cancellationToken) is { } lapse)
            return new AcmeProblem(AcmeError.Unauthorized, lapse);
        if (stored.Document.HeldUntil > now || stored.Document.RetryAt > now) return new AcmeIssuance(Url: null);
        var held = stored.Document with { HeldUntil = now + (_options.LongestRun * 1.5) };
        return await _orders.TryReplaceAsync(order.Id, held, stored.ETag, cancellationToken) is { } mine
            ? await WorkAsync(new Run(order, account, request), mine, cancellationToken)
            : new AcmeIssuance(Url: null);
    }

    private async ValueTask<Outcome<AcmeIssuance, AcmeProblem>> WorkAsync(
        Run run, StoredUpstream stored, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.LongestRun, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        Outcome<OrderedCertificate, AcmeFailure> outcome = new AcmeFailure(AcmeFailureKind.TooSlow, "the STI-CA took too long");
        StoredUpstream? reached = null;
        try
        {
            (outcome, reached) = await OrderAsync(run, stored, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Too slow for one request. A step may have been recorded, so that the record is read again below.
        }

        stored = reached ?? await _orders.FindAsync(run.Order.Id, cancellationToken)
            ?? throw new InvalidOperationException("An order at the STI-CA is gone.");
        if (!outcome.TryGet(out var ordered, out var failure)) return await FailAsync(run, stored, failure, cancellationToken);

        // Recorded before the grants are asked for again: a withdrawal finds it. One that is not what was ordered is not recorded, but
        // revoked as a failure. The STI-CA has signed: a client that leaves must not abort the write.
        var came = stored.Document with
        {
            Chain = [.. ordered.Chain.Select(certificate => certificate.Der.ToArray())],
            Url = $"{_options.Repository.AbsoluteUri.TrimEnd('/')}/{ordered.Chain[0].Fingerprint}.pem",
            HeldUntil = null,
            RetryAt = null,
        };
        return await _orders.TryReplaceAsync(run.Order.Id, came, stored.ETag, CancellationToken.None) is not null
            ? await FinishAsync(run.Order, run.Account, came.ToIssued(run.Order.Id)!, cancellationToken)
            : new AcmeIssuance(Url: null);
    }

    private async ValueTask<(Outcome<OrderedCertificate, AcmeFailure> Outcome, StoredUpstream Stored)> OrderAsync(
        Run run, StoredUpstream stored, CancellationToken cancellationToken)
    {
        if (!(await _account.OpenSessionAsync(cancellationToken)).TryGet(out var session, out var failure)) return (failure, stored);
        var list = ListOf(run.Order);
        var client = _account.OrderBy(session, _options.Patience);
        if (stored.Document.OrderUrl is null)
        {
            var placed = await client.PlaceAsync(list, new OrderTerms(EndOf(run.Order)), cancellationToken);
            if (!placed.TryGet(out var orderUrl, out failure)) return (failure, stored);
            if (await _orders.TryReplaceAsync(run.Order.Id, stored.Document with { OrderUrl = orderUrl }, stored.ETag, cancellationToken)
                is not { } kept)
                return (new AcmeFailure(AcmeFailureKind.TooSlow, "another instance took over"), stored);
            stored = kept;
        }

        var wish = CertificateWish.Of(list, run.Request, _domain?.Roots);
        return (await client.CompleteAsync(stored.Document.OrderUrl!, wish, cancellationToken), stored);
    }

    private async ValueTask<Outcome<AcmeIssuance, AcmeProblem>> FailAsync(
        Run run, StoredUpstream stored, AcmeFailure failure, CancellationToken cancellationToken)
    {
        var problem = UpstreamProblems.Of(failure);
        if (stored.Document.OrderUrl is not null && UpstreamProblems.LeavesOpen(failure)) problem = null;

        // Not revoked yet: the order stays in work, and the next run downloads the certificate again.
        if (failure.Received is { } received && !await TryRevokeAsync(received, cancellationToken)) problem = null;
        LogFailed(run.Order.Id, failure.Kind, failure.Type ?? "none", problem is null);
        var pause = failure.RetryAfter > _options.Pause ? failure.RetryAfter.Value : _options.Pause;
        var released = stored.Document with { HeldUntil = null, RetryAt = _time.GetUtcNow() + pause };
        await _orders.TryReplaceAsync(run.Order.Id, released, stored.ETag, cancellationToken);
        return problem is null ? new AcmeIssuance(Url: null) : problem;
    }

    // What came is findable first: a withdrawal after the check below finds it there.
    private async ValueTask<Outcome<AcmeIssuance, AcmeProblem>> FinishAsync(
        AcmeOrder order, AcmeAccount account, IssuedCertificate issued, CancellationToken cancellationToken)
    {
        await _orders.IndexAsync(issued.Certificate, order.Id, cancellationToken);
        var fault = FaultIn(issued.Certificate, order);
        if (fault is null && await FindLapseAsync(order, account, cancellationToken) is { } lapse)
            fault = new AcmeProblem(AcmeError.Unauthorized, lapse);
        if (fault is not null)
        {
            // Not revoked yet: the order stays in work, and the next run tries again.
            return await TryRevokeAsync(issued.Certificate, cancellationToken) ? fault : new AcmeIssuance(Url: null);
        }

        await _repository.PublishAsync(issued.Chain, cancellationToken);
        return new AcmeIssuance(issued.Url);
    }

    // True: nobody can use it any more.
    private async ValueTask<bool> TryRevokeAsync(StiCertificate certificate, CancellationToken cancellationToken) =>
        certificate.NotAfter <= _time.GetUtcNow()
        || await _certificates.RevokeAsync(certificate, RevocationReason.PrivilegeWithdrawn, "issuance", cancellationToken)
            is null or { Error: AcmeError.AlreadyRevoked };

    private static AcmeProblem? FaultIn(StiCertificate certificate, AcmeOrder order) =>
        certificate.NotAfter > order.Authorization.Grant!.TokenExpiresAt
            ? new AcmeProblem(AcmeError.ServerInternal, "the STI-CA gave a certificate that outlives the grant of its numbers")
        : certificate.Extensions.ClaimConstraints is not { } constraints || Excluded.Except(constraints.MustExclude).Any()
            ? new AcmeProblem(AcmeError.ServerInternal, "the STI-CA gave a certificate that may sign shaken PASSporTs")
        : null;

    private ValueTask<string?> FindLapseAsync(AcmeOrder order, AcmeAccount account, CancellationToken cancellationToken) =>
        _entitlement.FindLapseAsync(account, ListOf(order), order.Authorization.Grant!.Grants!, cancellationToken);

    private DateTimeOffset EndOf(AcmeOrder order)
    {
        var life = _profiles.Find(order.Profile).TryGet(out var profile, out _) && profile.Life < _options.Life
            ? profile.Life.Value : _options.Life;
        var end = _time.GetUtcNow() + life;
        var grantEnd = order.Authorization.Grant!.TokenExpiresAt;
        if (grantEnd < end) end = grantEnd;
        return order.NotAfter < end ? order.NotAfter.Value : end;
    }

    private static TnAuthList ListOf(AcmeOrder order) =>
        TnAuthListDer.TryRead(order.Authority, out var list)
            ? list : throw new InvalidOperationException("The TNAuthList of an order cannot be read.");

    [LoggerMessage(EventId = 4320, Level = LogLevel.Warning,
        Message = "The STI-CA gave no certificate for the customer's order {Order}: {Failure}, {Type}; it is asked again: {IsTemporary}")]
    private partial void LogFailed(string order, AcmeFailureKind failure, string type, bool isTemporary);

    private sealed record Run(AcmeOrder Order, AcmeAccount Account, SigningRequest Request);
}
