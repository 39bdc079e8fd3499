using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Shaken.Core.Foundations;
using Shaken.Core.Tenants;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Stir;

/// <summary>The body of a request to the signing and verification service: declared as JSON, bounded, strict, and wrapped.</summary>
internal static class StirBody
{
    private const string Json = "application/json";
    private const string Chunked = "chunked";

    /// <summary>Reads the body. Null: the refusal was written.</summary>
    /// <param name="dialect">In which form to refuse.</param>
    public static async ValueTask<JsonDocument?> ReadAsync(HttpContext context, RestDialect dialect)
    {
        if (HeaderFaultOf(context.Request) is { } fault)
        {
            await StirAnswers.RefuseAsync(context, fault, dialect);
            return null;
        }

        if (await BodyReader.ReadAsync(context.Request, Limits.StirBodyOctets) is not { } body)
        {
            var detail = $"the body is longer than {Limits.StirBodyOctets} octets";
            await StirAnswers.RefuseAsync(context, new StirFault(StirError.BodyTooLarge, Detail: detail), dialect);
            return null;
        }

        if (body.IsEmpty) await StirAnswers.RefuseAsync(context, new StirFault(StirError.BodyMissing), dialect);
        else if (StrictJson.TryParseObject(body, Limits.StirBodyOctets, out var document, out var failure)) return document;
        else await StirAnswers.RefuseAsync(context, new StirFault(StirError.JsonMalformed, Detail: failure), dialect);
        return null;
    }

    /// <summary>The object within the body that holds the request.</summary>
    public static Outcome<JsonElement, StirFault> Unwrap(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var request)) return StirFault.Missing(name);
        return request.ValueKind == JsonValueKind.Object ? request : StirFault.Invalid(name, "it must be an object");
    }

    private static StirFault? HeaderFaultOf(HttpRequest request)
    {
        // Clients that name none accept all (RFC 9110 section 12.5.1).
        if (request.Headers.Accept.Count > 0 && !AcceptsJson(request)) return new StirFault(StirError.AcceptNotSupported);
        var isHttp1 = !HttpProtocol.IsHttp2(request.Protocol);
        if (isHttp1 && request.ContentLength is null
            && !request.Headers.TransferEncoding.ToString().Contains(Chunked, StringComparison.OrdinalIgnoreCase))
            return new StirFault(StirError.LengthMissing);
        if (request.ContentLength == 0) return new StirFault(StirError.BodyMissing);
        return IsJson(request.ContentType) ? null : new StirFault(StirError.ContentTypeNotSupported);
    }

    // Nearly everybody writes it without parameters.
    private static bool IsJson(string? contentType) =>
        contentType == Json
        || (MediaTypeHeaderValue.TryParse(contentType, out var sent) && sent.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase));

    private static bool AcceptsJson(HttpRequest request) =>
        request.Headers.Accept is ["application/json"] or ["*/*"]
        || request.GetTypedHeaders().Accept.Any(range => range.Quality != 0 && Matches(range));

    private static bool Matches(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes
        || (range.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
            && (range.MatchesAllSubTypes || range.SubType.Equals("json", StringComparison.OrdinalIgnoreCase)));
}
