using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Names each request. The Functions host may send one request again after a broken connection, under the same invocation id: so named, it
/// recognises what its first try did. Running alone the header is a stranger's and counts for nothing.
/// </summary>
internal sealed class RequestIds(IOptions<ListenSettings> listen, IRandom random)
{
    private const string InvocationId = "X-Azure-Functions-InvocationId";
    private const int RandomOctets = 16;

    public string Of(HttpContext context) =>
        listen.Value.IsUnderFunctionsHost && context.Request.Headers[InvocationId] is [{ Length: > 0 and <= 64 } id]
            ? id
            : random.NewText(RandomOctets);
}
