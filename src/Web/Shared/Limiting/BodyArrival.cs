using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// Waits for a request's body before the request counts as under way, so that a client that sends slowly takes no place of those that are being answered.
/// The wait has a deadline of its own on every HTTP version, so that slow bodies end one by one.
/// </summary>
internal sealed class BodyArrival(IOptions<LimitSettings> limits, TimeProvider time)
{
    private readonly FairPlaces _places = new(limits.Value.Arriving, limits.Value.PerAddressUnderWay);

    /// <summary>Bodies on their way now.</summary>
    public int Count => _places.Count;

    /// <summary>
    /// Waits until the body is complete, or does not wait where the endpoint refuses it without reading it. The octets stay in the server's
    /// own buffer,
    /// where the endpoint reads them.
    /// </summary>
    public async ValueTask<Arrival> WaitAsync(HttpContext context, string address)
    {
        // Without an endpoint the answer is 404 or 405, whatever the body says. A longer body is refused by its Content-Length.
        if (context.GetEndpoint() is not RouteEndpoint || context.Request.ContentLength is 0 or > Limits.RequestBodyOctets)
            return Arrival.Complete;
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return Arrival.Complete;

        // Nearly every body arrives together with its headers: no place and no timer for those.
        var reader = context.Request.BodyReader;
        if (reader.TryRead(out var first))
        {
            var length = first.Buffer.Length;
            reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);
            if (first.IsCompleted) return Arrival.Complete;
            if (length > Limits.RequestBodyOctets) return Arrival.Refused(LimitViolation.BodyTooLong);
        }

        return await WaitForRestAsync(context, address);
    }

    private async ValueTask<Arrival> WaitForRestAsync(HttpContext context, string address)
    {
        // Not disposed: another thread may cancel it just after the place was left. It has no timer, so there is nothing to release.
        var gaveWay = new CancellationTokenSource();
        using var deadline = new CancellationTokenSource(limits.Value.BodyDeadline, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, gaveWay.Token);
        if (!_places.TryEnter(address, isProxy: true, gaveWay.Cancel, out var place))
            return Arrival.Refused(LimitViolation.TooManyArriving);
        using (place)
        {
            // Not by the token of ReadAsync: a read that it ends leaves the server's reader unusable, and the server logs an error for each such request.
            var reader = context.Request.BodyReader;
            await using var registration = ending.Token.Register(reader.CancelPendingRead);
            while (true)
            {
                ReadResult result;
                try
                {
                    result = await reader.ReadAsync(context.RequestAborted);
                }
                catch (Exception exception) when (IsStreamGone(context, exception))
                {
                    return Arrival.Gone;
                }
                catch (Exception) when (!HttpProtocol.IsHttp2(context.Request.Protocol))
                {
                    // This read has not ended for the server, which would look for the next request all the same, and log a warning.
                    context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                    throw;
                }

                var length = result.Buffer.Length;

                // All of it examined and nothing consumed: a reader that is complete gives the same octets again at once.
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (result.IsCompleted) return Arrival.Complete;
                if (length > Limits.RequestBodyOctets) return Arrival.Refused(LimitViolation.BodyTooLong);
                if (gaveWay.IsCancellationRequested) return Arrival.Refused(LimitViolation.TooManyArriving);
                if (deadline.IsCancellationRequested) return Arrival.Refused(LimitViolation.BodyTooLate);
            }
        }
    }

    // Caught where it is thrown, and not at the end of the pipeline: a connection of HTTP/2 that closes ends all its streams at once, and
    // every
    // frame that an exception passes costs microseconds. A thousand of them together would stall everybody's calls.
    private static bool IsStreamGone(HttpContext context, Exception exception) =>
        HttpProtocol.IsHttp2(context.Request.Protocol)
        && (exception is ConnectionAbortedException or ConnectionResetException
            || (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested));
}
