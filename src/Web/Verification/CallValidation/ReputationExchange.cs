using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json.Serialization;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>What an STI-PA is asked of calling numbers.</summary>
internal sealed record ReputationQuestion(IReadOnlyList<string> Numbers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReputationQuestion))]
internal sealed partial class ReputationQuestionJson : JsonSerializerContext;

/// <summary>Posts JSON to another program's STI-PA, with the key of a reporter.</summary>
internal sealed class ReputationExchange(ReputationServer server, HttpMessageInvoker http, TimeProvider time)
{
    private readonly OperatorExchange _exchange = new(http, time);
    private readonly string _base = server.Url.AbsoluteUri.TrimEnd('/');

    /// <param name="path">With its slash.</param>
    public async ValueTask<Outcome<OperatorReply, FetchRefusal>> PostAsync(
        string path, ReadOnlyMemory<byte> body, OperatorBounds bounds, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _base + path) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Accept.ParseAdd(MediaTypeNames.Application.Json);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Key.Reveal());
        return await _exchange.SendAsync(request, bounds, cancellationToken);
    }
}
