using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Names each request. The Functions host may send one request again after a broken connection, under the same invocation id: so named, it
/// recognises what its first try did. Alone, both the header and the id in it are a stranger's and count for nothing.
/// </summary>
internal sealed class RequestIds(IOptions<ListenSettings> listen, IRandom random)
{
    private const string InvocationId = "X-Azure-Functions-InvocationId";
    private const int RandomOctets = 16;
    private const int MaxLength = 64;

    public string Of(HttpContext context) =>
        FindInvocation(context) is { Length: > 0 and <= MaxLength } id ? id : random.NewText(RandomOctets);

    private string? FindInvocation(HttpContext context) => listen.Value.Host switch
    {
        ProgramHost.Alone => null,
        ProgramHost.CustomHandler => context.Request.Headers[InvocationId] is [{ } one] ? one : null,
        ProgramHost.IsolatedWorker => context.Features.Get<HostInvocation>()?.Id,
    };
}
