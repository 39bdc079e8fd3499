using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Tests.Storage;

/// <summary>
/// A wire to a service with a clock of its own, which refuses what is dated more than 15 minutes off: a storage account does so, and
/// Azurite does not.
/// </summary>
/// <param name="ahead">How far its clock is ahead of <paramref name="time"/>.</param>
internal sealed class ServiceClock(HttpPipelineTransport wire, TimeProvider time, TimeSpan ahead) : HttpPipelineTransport
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    public override Request CreateRequest() => wire.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Nothing here is synchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (IsFresh(message.Request)) await wire.ProcessAsync(message);
        else message.Response = Refusal(message.Request);
    }

    // Tables say the code in the body, Blobs in a header.
    private static MadeResponse Refusal(Request request) =>
        new(403, request.ClientRequestId, new HttpHeader("x-ms-error-code", "AuthenticationFailed"))
        {
            ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(
                """{"odata.error":{"code":"AuthenticationFailed","message":{"lang":"en-US","value":"Request date header not within range."}}}""")),
        };

    private bool IsFresh(Request request) =>
        request.Headers.TryGetValue("x-ms-date", out var text)
        && DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && (date - (time.GetUtcNow() + ahead)).Duration() <= Tolerance;
}
