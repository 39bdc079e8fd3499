using System.Net;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Reporting;
using Shaken.Web.Reputation;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>Another program's STI-PA, to which this deployment reports what its call validation concludes.</summary>
internal sealed class HttpObservations(ReputationServer server, HttpMessageInvoker http, TimeProvider time) : IObservationSink
{
    private const string Path = "/reputation/v1/observations";
    private const int MaxAnswerOctets = 16 * 1024;
    private const int MaxReason = 64;

    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(20), MaxAnswerOctets);

    private readonly ReputationExchange _exchange = new(server, http, time);

    public async ValueTask<(PostResult Result, string Detail)> PostAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        var sent = await _exchange.PostAsync(Path, batch, Bounds, cancellationToken);
        if (!sent.TryGet(out var reply, out var refusal)) return (PostResult.NotNow, refusal.Detail);
        if (reply.IsSuccess) return (PostResult.Taken, "");

        // A key that was taken away may be given back: only what is wrong with the batch itself is final.
        var isFinal = reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.RequestEntityTooLarge;
        return (
            isFinal ? PostResult.Refused : PostResult.NotNow, $"{server.Url.Host} answered {(int)reply.Status} {ReasonIn(reply.Body)}");
    }

    // The detail goes into the log: no text of another program but its short reason.
    private static string ReasonIn(ReadOnlyMemory<byte> body)
    {
        if (!StrictJson.TryParseObject(body, MaxAnswerOctets, out var json, out _)) return "";
        using (json)
        {
            return json.RootElement.TryGetString("reason"u8, out var reason) && reason.Length <= MaxReason
                && reason.All(letter => char.IsAsciiLetterLower(letter) || letter == '-')
                ? reason
                : "";
        }
    }
}
