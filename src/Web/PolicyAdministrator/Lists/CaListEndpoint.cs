using System.Globalization;
using System.Text.Json;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Trust.Lists;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Lists;

/// <summary><c>GET /api/v1/ca-list</c>: the list in force, for readers of lists, in the form that the reader's user has.</summary>
internal static class CaListEndpoint
{
    /// <summary>Before the first list, and where none is published.</summary>
    public static Problem NoList { get; } =
        Problem.Of(StatusCodes.Status404NotFound, "list-unknown", "no trusted-CA list is published here yet");

    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.ListReaders, async caller =>
    {
        if (context.RequestServices.GetService<TrustListPublisher>() is not { } publisher
            || await publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(NoList);
            return;
        }

        var form = caller.Principal.ListForm;
        await SignedListAnswer.WriteAsync(
            context, VersionOf(list, form), list.JwtIn(form),
            jwt => JsonSerializer.SerializeToUtf8Bytes(new CaListAnswer("success", jwt), ListAnswersJson.Default.CaListAnswer));
    });

    /// <summary>What tells this form of this list from all others.</summary>
    public static string VersionOf(PublishedTrustList list, TrustListForm form)
    {
        var (version, entries) = (form.HasVersionAsText ? "text" : "number", form.HasEntriesInPem ? "pem" : "der");
        return string.Create(CultureInfo.InvariantCulture, $"{list.Sequence}-{version}-{entries}");
    }
}
