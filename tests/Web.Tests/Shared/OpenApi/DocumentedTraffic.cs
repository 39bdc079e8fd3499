using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Shaken.Web.Tests.Shared.OpenApi.DocumentedTraffic))]

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>
/// Compares every answer that a test of this suite gets with docs/openapi.json: each test of an endpoint is one of the document too, and
/// fails where an answer differs. With <c>SHAKEN_WHOLE_SUITE=1</c>, which is for runs that leave no test out, the end of the run tells the
/// operations that no test got a good answer from.
/// </summary>
public sealed class DocumentedTraffic : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Answered = new(StringComparer.Ordinal);

    public DocumentedTraffic() => Support.Deployment.Watch = Watch;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("SHAKEN_WHOLE_SUITE") != "1") return;
        var unanswered = DocumentedApi.Names.Except(Answered.Keys).Order().ToList();
        Assert.True(unanswered.Count == 0, $"No test got a good answer from {string.Join(", ", unanswered)}");
    }

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
