using Shaken.Core.Fetching;
using Shaken.Core.Reputation.Feedback;

namespace Shaken.Web.Reputation;

/// <summary>The international registry over HTTP.</summary>
internal sealed class HttpRegistryFeedback(ReputationServer registry, HttpMessageInvoker http, TimeProvider time) : IRegistryFeedback
{
    private const string Path = "/registry/v1/reputation";

    // The answer's words are another program's, and are not logged.
    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(30), MaxOctets: 0);

    private readonly ReputationExchange _exchange = new(registry, http, time);

    public async ValueTask<string?> PostAsync(ReadOnlyMemory<byte> report, CancellationToken cancellationToken)
    {
        var sent = await _exchange.PostAsync(Path, report, Bounds, cancellationToken);
        if (!sent.TryGet(out var reply, out var refusal)) return refusal.Detail;
        return reply.IsSuccess ? null : $"{registry.Url.Host} answered {(int)reply.Status}";
    }
}
