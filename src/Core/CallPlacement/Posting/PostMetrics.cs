using System.Diagnostics.Metrics;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>Counts of what is posted out of band and pushed. Hosts are many and outsiders name them, so none is a label.</summary>
internal sealed class PostMetrics : IDisposable
{
    private readonly Meter _meter = new(RepublishMetrics.MeterName);
    private readonly Counter<long> _posts;
    private readonly Counter<long> _attempts;
    private readonly UpDownCounter<long> _waiting;

    /// <param name="kind">What is counted: <c>oob.posts</c> or <c>cps.pushes</c>.</param>
    private PostMetrics(string kind, string what)
    {
        _posts = _meter.CreateCounter<long>($"shaken.{kind}", "{passport}", $"PASSporTs {what}, by what became of them");
        _attempts = _meter.CreateCounter<long>($"shaken.{kind}.attempts", "{request}", "Requests, by their result");
        _waiting = _meter.CreateUpDownCounter<long>($"shaken.{kind}.waiting", "{passport}", "PASSporTs that wait");
    }

    /// <summary>For posts to other providers' CPSs.</summary>
    public static PostMetrics OfPosts() => new("oob.posts", "to be posted to the CPS of the called provider");

    /// <summary>For pushes to a verification service.</summary>
    public static PostMetrics OfPushes() => new("cps.pushes", "to be pushed to a verification service");

    /// <summary>For tests, which tell the counts of one world from those of another by it.</summary>
    public Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    public void Ended(DeliveryOutcome outcome) => _posts.Add(1, new KeyValuePair<string, object?>("outcome", KebabCase.Of(outcome)));

    /// <summary>Nobody says which CPS the called number has. Nothing is wrong.</summary>
    public void EndedWithoutRoute() => _posts.Add(1, new KeyValuePair<string, object?>("outcome", "no-route"));

    public void Tried(DeliveryAttempt result) => _attempts.Add(1, new KeyValuePair<string, object?>("result", KebabCase.Of(result)));

    public void Waiting(int more) => _waiting.Add(more);
}
