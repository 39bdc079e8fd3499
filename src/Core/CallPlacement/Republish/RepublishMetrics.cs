using System.Diagnostics.Metrics;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>Counts of what is handed on, by peer (host and port, as the operator set it).</summary>
public sealed class RepublishMetrics : IDisposable
{
    public const string MeterName = "Shaken.CallPlacement";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _publications;
    private readonly Counter<long> _attempts;
    private readonly UpDownCounter<long> _waiting;

    public RepublishMetrics()
    {
        _publications = _meter.CreateCounter<long>(
            "shaken.cps.republications", "{publication}", "Publications to be handed on to a peer, by what became of them");
        _attempts = _meter.CreateCounter<long>("shaken.cps.republish.attempts", "{request}", "Requests to a peer, by their result");
        _waiting = _meter.CreateUpDownCounter<long>("shaken.cps.republish.waiting", "{publication}", "Publications that wait for a peer");
    }

    public void Dispose() => _meter.Dispose();

    internal void Ended(string peer, DeliveryOutcome outcome) =>
        _publications.Add(1, new("peer", peer), new("outcome", KebabCase.Of(outcome)));

    internal void Tried(string peer, DeliveryAttempt result) => _attempts.Add(1, new("peer", peer), new("result", KebabCase.Of(result)));

    internal void Waiting(string peer, int more) => _waiting.Add(more, new KeyValuePair<string, object?>("peer", peer));
}
