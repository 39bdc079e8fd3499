using Microsoft.Extensions.Options;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// Bounds what one instance does at once: requests per second and address, requests under way per address, request bodies on their way, and requests that
/// are being answered. A request counts as being answered from the moment its body is complete to the first octet of its answer; the time before and after
/// is the client's own, and only the client's share is used up by it.
/// </summary>
internal sealed partial class RequestLimits
{
    private const int RememberedAddresses = 50_000;

    private readonly ClientAddress _address;
    private readonly RefusalLog _refusals;
    private readonly ILogger<RequestLimits> _logger;
    private readonly Core.Foundations.KeyedRate _rate;
    private readonly KeyedCount _underWayByAddress;
    private readonly BodyArrival _arrival;
    private readonly int _mostUnderWay;
    private int _underWay;

    public RequestLimits(IOptions<LimitSettings> options, ClientAddress address, BodyArrival arrival, RefusalLog refusals, TimeProvider time, ILogger<RequestLimits> logger)
    {
        var limits = options.Value;
        (_address, _arrival, _refusals, _logger) = (address, arrival, refusals, logger);
        _rate = new(limits.PerAddressPerSecond, limits.PerAddressPerSecond * 2, RememberedAddresses, time);
        _underWayByAddress = new KeyedCount(limits.PerAddressUnderWay);
        _mostUnderWay = limits.UnderWay;
    }

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
            await RefuseAsync(context, address, LimitBreach.TooOften);
            return;
        }

        if (!_underWayByAddress.TryEnter(address))
        {
            await RefuseAsync(context, address, LimitBreach.TooManyOfAddress);
            return;
        }

        try
        {
            var arrival = await _arrival.WaitAsync(context, address);
            if (arrival.IsGone) return;
            if (arrival.Breach is { } breach) await RefuseAsync(context, address, breach);
            else await AnswerAsync(context, address, next);
        }
        finally
        {
            _underWayByAddress.Leave(address);
        }
    }

    private async Task AnswerAsync(HttpContext context, string address, RequestDelegate next)
    {
        if (Interlocked.Increment(ref _underWay) > _mostUnderWay)
        {
            Interlocked.Decrement(ref _underWay);
            await RefuseAsync(context, address, LimitBreach.TooManyUnderWay);
            return;
        }

        // A client that reads a long answer slowly must not keep the place.
        var place = new AnswerPlace(this);
        context.Response.OnStarting(AnswerPlace.LeaveAsync, place);
        try
        {
            await next(context);
        }
        finally
        {
            place.Leave();
        }
    }

    private Task RefuseAsync(HttpContext context, string address, LimitBreach breach)
    {
        if (_refusals.IsToBeTold(address, breach)) LogRefused(address, breach);

        // The rest of a slow body is not waited for.
        if (breach is LimitBreach.BodyTooLate or LimitBreach.TooManyArriving && !HttpProtocol.IsHttp2(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        var problem = breach.ToProblem();
        if (!AcmeAnswers.Covers(context.Request.Path)) return context.Response.WriteProblemAsync(problem);
        context.Response.StatusCode = problem.Status;
        return AcmeAnswers.WriteForStatusAsync(context);
    }

    [LoggerMessage(EventId = 8110, Level = LogLevel.Information, Message = "Request from {Address} refused by a limit: {Breach}")]
    private partial void LogRefused(string address, LimitBreach breach);

    private sealed class AnswerPlace(RequestLimits limits)
    {
        private int _isLeft;

        public static Task LeaveAsync(object place)
        {
            ((AnswerPlace)place).Leave();
            return Task.CompletedTask;
        }

        public void Leave()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0) Interlocked.Decrement(ref limits._underWay);
        }
    }
}
