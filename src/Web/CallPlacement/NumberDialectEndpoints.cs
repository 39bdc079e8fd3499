using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.CallPlacement;

/// <summary>
/// The CPS of RFC 9888, in the form of RFC 8816 section 9: <c>POST</c> and <c>GET /cps/{called number}/ppts</c>, one PASSporT a line of
/// <c>application/passport</c> both ways.
/// </summary>
internal static class NumberDialectEndpoints
{
    private const string MediaType = "application/passport";

    public static async Task PublishAsync(HttpContext context)
    {
        if (FindNumber(CpsRequest.Route(context, "number")) is not { } dest)
        {
            await RefuseAsync(context, MalformedNumber);
            return;
        }

        if (await CpsRequest.ReadBodyAsync(context, MediaType) is not { } body) return;
        var publish = context.RequestServices.GetRequiredService<PublishPassports>();
        var outcome = await publish.PublishByNumberAsync(
            dest, ChainOf(context), body, CpsRequest.ClientOf(context), context.RequestAborted);
        if (outcome.TryGet(out _, out var refusal)) context.Response.StatusCode = StatusCodes.Status201Created;
        else await RefuseAsync(context, refusal);
    }

    public static async Task RetrieveAsync(HttpContext context)
    {
        var origs = context.Request.Query["orig"];
        var orig = FindNumber(origs is [var only] ? only : null);
        if (FindNumber(CpsRequest.Route(context, "number")) is not { } dest || (origs.Count > 0 && orig is null))
        {
            await RefuseAsync(context, MalformedNumber);
            return;
        }

        var asked = new NumberRetrieval(
            dest, orig, ChainOf(context), CpsRequest.BearerOf(context.Request),
            context.RequestServices.GetRequiredService<RequestIds>().Of(context))
            { Client = CpsRequest.ClientOf(context) };
        var retrieve = context.RequestServices.GetRequiredService<RetrieveByNumber>();
        var outcome = await retrieve.RetrieveAsync(asked, context.RequestAborted);
        if (!outcome.TryGet(out var taken, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        // Not to be cached: a stored copy would vouch for the next, forged call.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = MediaType;
        var lines = Encoding.ASCII.GetBytes(string.Join('\n', taken.Passports));
        context.Response.ContentLength = lines.Length;
        await context.Response.Body.WriteAsync(lines, context.RequestAborted);
    }

    // RFC 8816 prints the number with dots; a plus sign is common too. What a tel URI may add is no part of a path.
    private static TelephoneNumber? FindNumber(string? text) =>
        text is not null && text.AsSpan().IndexOfAny(':', ';') < 0 && TelephoneNumber.TryParse(text, out var number) ? number : null;

    private static IReadOnlyList<StiCertificate>? ChainOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ClientCertificates>().FindChain(context);

    private static Task RefuseAsync(HttpContext context, CpsRefusal refusal) => CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Open);

    private static CpsRefusal MalformedNumber { get; } = new(
        CpsFailure.PathMalformed,
        "the called number of the path, and the calling number of ?orig=, are 1 to 15 of 0-9 * #; dots are allowed");
}
