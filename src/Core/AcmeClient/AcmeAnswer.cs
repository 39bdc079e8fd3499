using System.Net;
using System.Text.Json;

namespace Shaken.Core.AcmeClient;

/// <summary>Why a step with an ACME server failed, in its own words where it gave any.</summary>
/// <param name="Type">The URN of the problem document, or null where there was none.</param>
/// <param name="Detail">Which rule was broken.</param>
/// <param name="Status">The HTTP status; null where no answer came.</param>
public sealed record AcmeFailure(string? Type, string Detail, HttpStatusCode? Status)
{
    public static AcmeFailure Unexpected(string detail) => new(Type: null, detail, Status: null);
}

/// <summary>What a server answered to a request that it took.</summary>
/// <param name="Body">Of at most 1 MiB.</param>
/// <param name="Location">The Location header, if there was one.</param>
/// <param name="RetryAfter">How long the server asks to wait.</param>
internal sealed record AcmeAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Location, TimeSpan? RetryAfter)
{
    /// <summary>The body as JSON; the caller disposes it. Null: it is none.</summary>
    public JsonDocument? ReadJson()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
