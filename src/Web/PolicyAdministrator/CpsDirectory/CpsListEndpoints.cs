using System.Globalization;
using System.Text.Json;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Web.Operators.Access;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.CpsDirectory;

/// <summary>
/// <c>GET /api/v1/cps-list</c>: the cpsMapping in force, for readers of lists; and for operators every mapping that was published.
/// </summary>
internal static class CpsListEndpoints
{
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.ListReaders, async _ =>
    {
        if (context.RequestServices.GetService<CpsListPublisher>() is not { } publisher
            || await publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await RefuseAsync(context, "no cpsMapping is published here yet");
            return;
        }

        await SignedListAnswer.WriteAsync(
            context, list.Sequence.ToString(CultureInfo.InvariantCulture), list.Jwt,
            jwt => JsonSerializer.SerializeToUtf8Bytes(new CpsListAnswer("success", jwt), CpsDirectoryAnswersJson.Default.CpsListAnswer));
    });

    /// <summary><c>GET /operator/v1/cps-lists/{sequence}</c>.</summary>
    public static Task GetPublishedAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        var text = context.GetRouteValue("sequence") as string;
        if (context.RequestServices.GetService<CpsListPublisher>() is not { } publisher
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || await publisher.FindAsync(sequence, context.RequestAborted) is not { } list)
        {
            await RefuseAsync(context, "no cpsMapping of this sequence was published");
            return;
        }

        await context.Response.WriteAsJsonAsync(
            PublishedCpsListAnswer.Of(list), CpsDirectoryAnswersJson.Default.PublishedCpsListAnswer);
    });

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "cps-list-unknown", detail));
}
