using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Clients;

/// <summary>Gives each try of a request the time that its body needs: a client has one timeout for the smallest and the largest.</summary>
/// <param name="tryTimeout">For a request without a body.</param>
internal sealed class TransferTimePolicy(TimeSpan tryTimeout) : HttpPipelineSynchronousPolicy
{
    // A transfer that is slower than this is given up.
    private const int LeastOctetsPerSecond = 512 * 1024;

    public override void OnSendingRequest(HttpMessage message)
    {
        var length = message.Request.Content is { } content && content.TryComputeLength(out var octets) ? octets : 0;
        message.NetworkTimeout = tryTimeout + TimeSpan.FromSeconds(length / LeastOctetsPerSecond);
    }
}
