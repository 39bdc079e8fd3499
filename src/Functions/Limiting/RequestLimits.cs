using Shaken.Core.Foundations;
using Shaken.Functions.Acme;
using Shaken.Functions.Configuration;
using Shaken.Functions.Problems;

namespace Shaken.Functions.Limiting;

/// <summary>
/// Stands before everything else: so many requests under way at once, a part of them for one address, and so many of one address a second. Refusing costs
/// next to nothing, so one abuser takes nobody else's time.
/// </summary>
internal sealed class RequestLimits
{
    private const int RememberedAddresses = 50_000;

    private readonly ClientAddress _address;
    private readonly KeyedRate _rate;
    private readonly KeyedCount _underWayByAddress;
    private readonly int _mostUnderWay;
    private int _underWay;

    public RequestLimits(Settings settings, ClientAddress address, TimeProvider time)
    {
        _address = address;
        _rate = new KeyedRate(settings.Limits.PerAddressPerSecond, settings.Limits.PerAddressPerSecond * 2, RememberedAddresses, time);
        _underWayByAddress = new KeyedCount(settings.Limits.PerAddressUnderWay);
        _mostUnderWay = settings.Limits.UnderWay;
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Whoever watches over the service must see that it is busy, not that it is gone.
        if (context.Request.Path == "/health")
        {
            await next(context);
            return;
        }

        var address = _address.KeyOf(context);
        if (!_rate.TryTake(address))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too-many-requests", "too many requests from this address");
            return;
        }

        if (!_underWayByAddress.TryEnter(address))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too-many-requests", "too many requests from this address are under way");
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _underWay) > _mostUnderWay)
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "busy", "too many requests are under way");
            else
                await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            _underWayByAddress.Leave(address);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason, string detail)
    {
        if (!AcmeAnswers.Covers(context.Request.Path)) return context.Response.WriteProblemAsync(Problem.Of(status, reason, detail));
        context.Response.StatusCode = status;
        return AcmeAnswers.WriteForStatusAsync(context);
    }
}
