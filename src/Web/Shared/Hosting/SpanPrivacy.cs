using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Takes off a span whatever may hold a telephone number, before it is exported. Paths and queries hold numbers, so a span keeps only the
/// attributes listed here; a new attribute of a library stays out until it is added. The route's template (<c>http.route</c>) says which
/// endpoint it was.
/// </summary>
internal sealed class SpanPrivacy : BaseProcessor<Activity>
{
    private const string Method = "http.request.method";

    // A template of our own, which holds the names of parameters and no values.
    private const string Route = "http.route";

    private static readonly FrozenSet<string> Kept = new[]
    {
        Method, Route, "http.response.status_code", "error.type", "network.protocol.version", "url.scheme",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Of an incoming request this is the Host header, in which a client writes what it likes.
    private static readonly FrozenSet<string> KeptOfClient = new[] { "server.address", "server.port" }.ToFrozenSet(StringComparer.Ordinal);

    public override void OnEnd(Activity data)
    {
        foreach (var (name, value) in data.TagObjects.ToList())
        {
            if (!IsKept(data, name)) data.SetTag(name, null);
            else if (value is string text && name != Route) data.SetTag(name, NumberMask.Of(text));
        }

        data.DisplayName = data.GetTagItem(Route) is string route ? $"{data.GetTagItem(Method)} {route}" : NumberMask.Of(data.DisplayName);

        // A description is an exception's message, and the state comes from the caller.
        data.SetStatus(data.Status);
        data.TraceStateString = null;

        // Events and links cannot be taken off, and an event may quote a request. None is recorded here; a span that has one is not
        // exported.
        if (data.Events.Any() || data.Links.Any()) data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    private static bool IsKept(Activity span, string name) =>
        Kept.Contains(name) || (span.Kind == ActivityKind.Client && KeptOfClient.Contains(name));
}
