using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Shaken.Web.Tests.Shared.OpenApi.DocumentedTraffic))]

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>
/// Compares every answer that a test of this suite gets with docs/openapi.json: each test of an endpoint is one of the document too, and
/// fails where an answer differs.
/// </summary>
public sealed class DocumentedTraffic
{
    private static readonly ConcurrentDictionary<string, bool> Answered = new(StringComparer.Ordinal);

    public DocumentedTraffic() => Support.Deployment.Watch = Watch;

    /// <summary>The operations that no test has got a good answer from yet.</summary>
    internal static IReadOnlyList<string> Unanswered => [.. DocumentedApi.Names.Except(Answered.Keys).Order()];

    /// <summary>The same client, its answers compared.</summary>
    internal static HttpMessageInvoker Watch(HttpMessageInvoker http) => new(new Watcher(http));

    /// <summary>A handler whose answers are compared.</summary>
    internal static HttpMessageHandler Watch(HttpMessageHandler handler) =>
        new Watcher(new HttpMessageInvoker(handler, disposeHandler: true));

    private sealed class Watcher(HttpMessageInvoker inner) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await inner.SendAsync(request, cancellationToken);

            // A HEAD has no body to compare, and what is not JSON may be long, or sent for as long as the test reads.
            if (request.Method == HttpMethod.Head || request.RequestUri is not { IsAbsoluteUri: true } url) return response;
            var mediaType = response.Content.Headers.ContentType?.MediaType;
            var isJson = mediaType?.EndsWith("json", StringComparison.Ordinal) == true;
            if (isJson) await response.Content.LoadIntoBufferAsync(cancellationToken);
            var body = isJson ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : [];
            Compare(request.Method.Method, url.AbsolutePath, (int)response.StatusCode, mediaType, body);
            return response;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private static void Compare(string method, string path, int status, string? mediaType, byte[] body)
        {
            if (DocumentedApi.Find(method, path) is not { } operation) return;
            var name = DocumentedApi.NameOf(operation);
            if (status is >= 200 and < 300) Answered.TryAdd(name, value: true);
            var violation = DocumentedApi.FindViolation(operation, status, mediaType, body);
            Assert.True(violation is null, $"{name} differs from docs/openapi.json: {status} {mediaType}: {violation}");
        }
    }
}
