using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Tests.Storage;

/// <summary>A wire that answers some requests by itself, and does something before others.</summary>
/// <param name="wire">Where a request goes that gets no answer here.</param>
/// <param name="answer">The answer to a request, or null.</param>
internal sealed class ScriptedTransport(HttpPipelineTransport wire, Func<HttpMessage, Task<MadeResponse?>> answer) : HttpPipelineTransport
{
    /// <summary>Does something once, before the first request with one of the methods arrives.</summary>
    public static Func<HttpPipelineTransport, ScriptedTransport> Before(IReadOnlyCollection<RequestMethod> methods, Func<Task> meanwhile)
    {
        var seen = 0;
        return wire => new ScriptedTransport(wire, async message =>
        {
            if (methods.Contains(message.Request.Method) && Interlocked.Increment(ref seen) == 1) await meanwhile();
            return null;
        });
    }

    public override Request CreateRequest() => wire.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Nothing here is synchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (await answer(message) is { } made) message.Response = made;
        else await wire.ProcessAsync(message);
    }
}
