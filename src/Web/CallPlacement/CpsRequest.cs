using Microsoft.Net.Http.Headers;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CallPlacement;

/// <summary>What the CPS endpoints read from a request.</summary>
internal static class CpsRequest
{
    /// <summary>The token of <c>Authorization: Bearer</c>, or null. A header that stands twice counts as none.</summary>
    public static string? BearerOf(HttpRequest request) =>
        request.Headers.Authorization is [var only] ? BearerText.Of(only) : null;

    /// <summary>What the path says, if its code and numbers are canonical.</summary>
    /// <param name="codeName">Which part of the route is the code; null where the dialect's paths have none.</param>
    public static Outcome<BearerContext, CpsRefusal> ContextOf(HttpContext context, BearerForm form, CpsAction action, string? codeName)
    {
        ServiceProviderCode? code = null;
        if (codeName is not null && !ServiceProviderCode.TryParse(Route(context, codeName), out code)) return MalformedCode;
        return CallNumbers.TryParse(Route(context, "dest"), Route(context, "orig"), out var call)
            ? new BearerContext(form, action, code, call, context.RequestServices.GetRequiredService<RequestIds>().Of(context))
                { Client = ClientOf(context) }
            : MalformedNumbers;
    }

    public static CpsRefusal MalformedCode { get; } = new(CpsFailure.PathMalformed, "the path's code is no service provider code: 1 to 15 of A-Z 0-9");

    public static CpsRefusal MalformedNumbers { get; } = new(CpsFailure.PathMalformed, "the path's numbers are not canonical: 1 to 15 of 0-9 * #, no plus sign");

    /// <summary>Whose request it is, for what is counted by client.</summary>
    public static ClientKey ClientOf(HttpContext context) => context.ClientKey();

    public static string? Route(HttpContext context, string name) => context.GetRouteValue(name) as string;

    /// <summary>The body, or null after the refusal was written: another media type, too long.</summary>
    public static ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context, string mediaType) => ReadBodyAsync(context, mediaType, Limits.CpsBodyOctets);

    public static async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context, string mediaType, int maxOctets)
    {
        if (!Is(context.Request.ContentType, mediaType))
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "media-type", $"the body's media type must be {mediaType}"));
            return null;
        }

        if (await BodyReader.ReadAsync(context.Request, maxOctets) is { } body) return body;
        await context.Response.WriteProblemAsync(
            Problem.Of(StatusCodes.Status413PayloadTooLarge, KebabCase.Of(CpsFailure.BodyTooLarge), $"the body is longer than {maxOctets} octets"));
        return null;
    }

    // Nearly everybody writes it without parameters.
    private static bool Is(string? contentType, string mediaType) =>
        contentType == mediaType || (MediaTypeHeaderValue.TryParse(contentType, out var sent) && sent.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
}
