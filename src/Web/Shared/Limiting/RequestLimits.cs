using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Problems;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// Bounds what one instance does at once: requests per second and address, requests under way per address, request bodies on their way,
/// and requests that are being answered. A request counts as being answered from the moment its body is complete to the first octet of its
/// answer; the time before and after is the client's own, and only the client's share is used up by it.
/// </summary>
internal sealed partial class RequestLimits : IDisposable
{
    private const int RememberedAddresses = 50_000;

    private readonly ClientAddress _address;
    private readonly RefusalLog _refusals;
    private readonly ILogger<RequestLimits> _logger;
    private readonly Core.Foundations.KeyedRate _rate;
    private readonly KeyedCount _underWayByAddress;
    private readonly BodyArrival _arrival;
    private readonly ConcurrencyLimiter _answering;

    public RequestLimits(
        IOptions<LimitSettings> options,
        ClientAddress address,
        BodyArrival arrival,
        RefusalLog refusals,
        TimeProvider time,
        ILogger<RequestLimits> logger)
    {
        var limits = options.Value;
        (_address, _arrival, _refusals, _logger) = (address, arrival, refusals, logger);
        _rate = new(limits.PerAddressPerSecond, limits.PerAddressPerSecond * 2, RememberedAddresses, time);
        _underWayByAddress = new KeyedCount(limits.PerAddressUnderWay);
        _answering = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = limits.UnderWay, QueueLimit = 0 });
    }

    public void Dispose() => _answering.Dispose();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Monitoring must see that the service is busy, not that it is gone. Health answers from memory.
        if (HealthEndpoint.Covers(context.Request.Path))
        {
            await next(context);
            return;
        }

        var address = _address.KeyOf(context);
        if (!_rate.TryTake(address))
        {
            await RefuseAsync(context, address, LimitViolation.TooOften);
            return;
        }

        if (!_underWayByAddress.TryEnter(address))
        {
            await RefuseAsync(context, address, LimitViolation.TooManyOfAddress);
            return;
        }

        try
        {
            var arrival = await _arrival.WaitAsync(context, address);
            if (arrival.IsGone) return;
            if (arrival.Violation is { } violation) await RefuseAsync(context, address, violation);
            else await AnswerAsync(context, address, next);
        }
        finally
        {
            _underWayByAddress.Leave(address);
        }
    }

    private async Task AnswerAsync(HttpContext context, string address, RequestDelegate next)
    {
        using var place = _answering.AttemptAcquire();
        if (!place.IsAcquired)
        {
            await RefuseAsync(context, address, LimitViolation.TooManyUnderWay);
            return;
        }

        // A client that reads a long answer slowly must not keep the place. The second Dispose of a lease does nothing.
        context.Response.OnStarting(LeaveAsync, place);
        await next(context);
    }

    private static Task LeaveAsync(object place)
    {
        ((RateLimitLease)place).Dispose();
        return Task.CompletedTask;
    }

    private Task RefuseAsync(HttpContext context, string address, LimitViolation violation)
    {
        if (_refusals.IsToBeTold(address, violation)) LogRefused(address, violation);

        // The rest of a slow body is not waited for.
        var isSlow = violation is LimitViolation.BodyTooLate or LimitViolation.TooManyArriving;
        if (isSlow && !HttpProtocol.IsHttp2(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        var problem = violation.ToProblem();
        var (isAcme, isStir) = (AcmeAnswers.Covers(context.Request.Path), StirAnswers.Covers(context.Request.Path));
        if (!isAcme && !isStir) return context.Response.WriteProblemAsync(problem);
        context.Response.StatusCode = problem.Status;
        return isAcme ? AcmeAnswers.WriteForStatusAsync(context) : StirAnswers.WriteForStatusAsync(context);
    }

    [LoggerMessage(EventId = 8110, Level = LogLevel.Information, Message = "Request from {Address} refused by a limit: {Violation}")]
    private partial void LogRefused(string address, LimitViolation violation);
}
