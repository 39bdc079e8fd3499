using System.Globalization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Auditing;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Lists;

/// <summary>
/// Every trusted-CA list ever published, for operators, and the order to publish the next one now: <c>/operator/v1/lists</c>.
/// </summary>
internal static class ListHistoryEndpoints
{
    private const int MaxBodyOctets = 4 * 1024;
    private const int MaxLists = 20;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Publishers = CallerRule.Operators(OperatorRole.Governance, OperatorRole.Administrator);

    /// <summary><c>GET /operator/v1/lists?cursor=</c>, from the newest back.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await FindPublisherAsync(context) is not { } publisher) return;
        var cursor = context.Request.Query["cursor"].ToString();
        var newest = (await publisher.FindCurrentAsync(context.RequestAborted))?.Sequence ?? 0;
        var from = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked < newest ? asked : newest;
        var lists = new List<PublishedListAnswer>();
        var sequence = from;
        for (; sequence > 0 && lists.Count < MaxLists; sequence--)
        {
            if (await publisher.FindAsync(sequence, context.RequestAborted) is { } list)
                lists.Add(PublishedListAnswer.Of(list, isWhole: false));
        }

        var next = sequence > 0 ? sequence.ToString(CultureInfo.InvariantCulture) : null;
        await context.Response.WriteAsJsonAsync(new ListHistoryAnswer(lists, next), ListAnswersJson.Default.ListHistoryAnswer);
    });

    /// <summary><c>GET /operator/v1/lists/{sequence}</c>, with its JWT.</summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await FindPublisherAsync(context) is not { } publisher) return;
        var text = context.GetRouteValue("sequence") as string;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || await publisher.FindAsync(sequence, context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "list-unknown", "no list of this sequence was published"));
            return;
        }

        await context.Response.WriteAsJsonAsync(
            PublishedListAnswer.Of(list, isWhole: true), ListAnswersJson.Default.PublishedListAnswer);
    });

    /// <summary><c>POST /operator/v1/lists</c>: <c>{reason}</c> publishes the next list now, though nothing changed.</summary>
    public static Task PublishAsync(HttpContext context) => CallerAccess.HandleAsync(context, Publishers, async caller =>
    {
        if (await FindPublisherAsync(context) is not { } publisher) return;
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await OrderAudit.AppendAsync(context, act, new AuditParty("trust-list", "next"), "trust-list-forced");
        if ((await publisher.PublishAsync(isForced: true, context.RequestAborted)).TryGet(out var list, out var failure))
        {
            await context.Response.WriteAsJsonAsync(
                PublishedListAnswer.Of(list, isWhole: true), ListAnswersJson.Default.PublishedListAnswer);
        }
        else await context.Response.WriteProblemAsync(ProblemOf(failure));
    });

    private static Problem ProblemOf(TrustListPublishFailure failure)
    {
        var (status, detail) = failure switch
        {
            TrustListPublishFailure.NotDue => (StatusCodes.Status409Conflict, "the list in force is good for long enough"),
            TrustListPublishFailure.Busy => (StatusCodes.Status503ServiceUnavailable, "another instance is publishing; ask again"),
            TrustListPublishFailure.AheadOfRecords =>
                (StatusCodes.Status409Conflict, "lists are stored that the records do not know of: restore the newest copy of the records"),
        };
        return Problem.Of(status, KebabCase.Of(failure), detail);
    }

    // Null: the refusal was written.
    private static async Task<TrustListPublisher?> FindPublisherAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<TrustListPublisher>() is { } publisher) return publisher;
        await context.Response.WriteProblemAsync(
            Problem.Of(StatusCodes.Status404NotFound, "list-unknown", "this STI-PA publishes no list; its operator sets Pa:List"));
        return null;
    }
}
