using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Tests.Storage;

/// <summary>What happens to one try of a request.</summary>
internal enum Fault
{
    /// <summary>It goes through.</summary>
    None,

    /// <summary>It never arrives.</summary>
    Drop,

    /// <summary>It is done, and the answer is lost.</summary>
    LoseAnswer,

    /// <summary>It is delivered twice, and the second answer comes back.</summary>
    Duplicate,

    /// <summary>429 instead, without being done.</summary>
    TooMany,

    /// <summary>503 instead, without being done.</summary>
    Unavailable,

    /// <summary>503 instead, with a wish for a pause of a minute.</summary>
    UnavailableForAMinute,

    /// <summary>401 instead, as for a token that has expired by the service's clock.</summary>
    Unauthorized,
}

/// <summary>A wire that does to each try what a test says.</summary>
/// <param name="wire">Where tries really go.</param>
/// <param name="decide">Of the request and its number, from 1, among all tries.</param>
/// <param name="afterFault">Runs after a fault: what others do meanwhile.</param>
internal sealed class FaultyTransport(HttpPipelineTransport wire, Func<Request, int, Fault> decide, Func<Task>? afterFault = null) : HttpPipelineTransport
{
    private int _tries;

    public int Tries => _tries;

    /// <summary>The first try of every writing request has this fault, its second goes through.</summary>
    public static Func<HttpPipelineTransport, FaultyTransport> FirstWrite(Fault fault, Func<Task>? afterFault = null)
    {
        var seen = 0;
        return wire => new FaultyTransport(wire, (request, _) => request.Method != RequestMethod.Get && request.Method != RequestMethod.Head && Interlocked.Increment(ref seen) == 1 ? fault : Fault.None, afterFault);
    }

    public override Request CreateRequest() => wire.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Nothing here is synchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var fault = decide(message.Request, Interlocked.Increment(ref _tries));
        switch (fault)
        {
            case Fault.None:
                await wire.ProcessAsync(message);
                return;
            case Fault.Drop:
                await MeanwhileAsync();
                throw new IOException("The connection was reset.");
            case Fault.LoseAnswer:
                await wire.ProcessAsync(message);
                message.Response.Dispose();
                await MeanwhileAsync();
                throw new IOException("The connection was reset.");
            case Fault.Duplicate:
                await wire.ProcessAsync(message);
                message.Response.Dispose();
                await MeanwhileAsync();
                await wire.ProcessAsync(message);
                return;
            case Fault.TooMany:
                message.Response = new MadeResponse(429, message.Request.ClientRequestId);
                break;
            case Fault.Unavailable:
                message.Response = new MadeResponse(503, message.Request.ClientRequestId);
                break;
            case Fault.UnavailableForAMinute:
                message.Response = new MadeResponse(503, message.Request.ClientRequestId, new HttpHeader("Retry-After", "60"));
                break;
            case Fault.Unauthorized:
                message.Response = new MadeResponse(401, message.Request.ClientRequestId, new HttpHeader("WWW-Authenticate", "Bearer authorization_uri=https://login.microsoftonline.com/common"));
                break;
        }

        await MeanwhileAsync();
    }

    private Task MeanwhileAsync() => afterFault?.Invoke() ?? Task.CompletedTask;
}
