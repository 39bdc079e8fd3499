using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Invocation;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Functions;

/// <summary>Runs what the host invokes: a timer, or the endpoint of a request that came in over HTTP beside the invocation.</summary>
internal sealed class FunctionExecutor(WorkerFunctions functions) : IFunctionExecutor
{
    public async ValueTask ExecuteAsync(FunctionContext context)
    {
        var name = context.FunctionDefinition.Name;
        if (functions.IsTimer(name))
        {
            await functions.RunAsync(name, context.InstanceServices, context.CancellationToken);
            return;
        }

        var request = context.GetHttpContext()
            ?? throw new InvalidOperationException($"The host invoked {name} without a request: it does not proxy requests to workers.");
        await functions.AnswerAsync(name, context.InvocationId, request);
    }
}
