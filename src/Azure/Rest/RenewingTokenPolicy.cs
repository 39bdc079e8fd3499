using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Rest;

/// <summary>
/// Bearer tokens by Azure.Core's policy, which keeps one until shortly before it expires by this machine's clock. A service that refuses it earlier, since its
/// clock or its mind differs, is asked once more with a token obtained anew.
/// </summary>
internal sealed class RenewingTokenPolicy(TokenCredential credential, string scope) : HttpPipelinePolicy
{
    private BearerTokenAuthenticationPolicy _inner = new(credential, scope);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var used = _inner;
        used.Process(message, pipeline);
        if (IsRefused(message, used)) _inner.Process(message, pipeline);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var used = _inner;
        await used.ProcessAsync(message, pipeline);
        if (IsRefused(message, used)) await _inner.ProcessAsync(message, pipeline);
    }

    private bool IsRefused(HttpMessage message, BearerTokenAuthenticationPolicy used)
    {
        if (!message.HasResponse || message.Response.Status != 401) return false;
        message.Response.Dispose();

        // Of many requests refused at once, the first forgets the token; the others take the one it gets.
        Interlocked.CompareExchange(ref _inner, new BearerTokenAuthenticationPolicy(credential, scope), used);
        return true;
    }
}
