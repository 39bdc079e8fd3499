using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Approvals;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Approvals;

/// <summary>
/// <c>GET /operator/v1/approvals?cursor=&amp;count=</c>: everything that waits for governance, and whether the caller may decide it.
/// Each is decided where it is.
/// </summary>
internal static class ApprovalEndpoint
{
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async caller =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var waiting = new List<Approval>();
        foreach (var source in context.RequestServices.GetServices<IApprovalSource>())
        {
            await foreach (var approval in source.ListAsync(context.RequestAborted)) waiting.Add(approval);
        }

        var rest = waiting.OrderBy(PlaceOf, StringComparer.Ordinal)
            .Where(one => paging.Cursor is null || string.CompareOrdinal(PlaceOf(one), paging.Cursor) > 0).ToList();
        var lines = new List<ApprovalLine>();
        foreach (var approval in rest.Take(paging.Count))
            lines.Add(ApprovalLine.Of(approval, await FindReasonAsync(context, approval), FindHindrance(approval, caller)));
        var cursor = rest.Count > lines.Count ? PlaceOf(rest[lines.Count - 1]) : null;
        await context.Response.WriteAsJsonAsync(
            new ApprovalsAnswer(lines, waiting.Count, cursor), ApprovalsJson.Default.ApprovalsAnswer);
    });

    private static string PlaceOf(Approval approval) => $"{KebabCase.Of(approval.Kind)}/{approval.Id}";

    // The act of the revision, unless another than the asker's came after it, such as the answer to a challenge.
    private static async Task<string?> FindReasonAsync(HttpContext context, Approval approval)
    {
        var audit = context.RequestServices.GetRequiredService<AuditLog>();
        var entry = await audit.FindAsync(approval.Subject, approval.Revision, context.RequestAborted);
        return entry is not null && entry.Act.Actor == approval.AskedBy ? entry.Act.Reason : null;
    }

    private static string? FindHindrance(Approval approval, Caller caller) =>
        !caller.Principal.Roles.Contains(OperatorRole.Governance) ? "operators of the role governance decide"
        : approval.Hindrance is { } hindrance ? hindrance
        : approval.NeedsAnother && approval.AskedBy == caller.Party ? "you asked for it, so another operator decides"
        : null;
}

/// <summary>What waits; a cursor leads on.</summary>
/// <param name="Total">All of it, whatever the page.</param>
internal sealed record ApprovalsAnswer(IReadOnlyList<ApprovalLine> Approvals, int Total, string? Cursor);

/// <summary>Something that waits.</summary>
/// <param name="Id">Of what it is about: a country, a partner, a root.</param>
/// <param name="What">What is asked for, for people.</param>
/// <param name="AskedBy">As the audit log names it.</param>
/// <param name="Reason">Why it was asked; absent: it is not known.</param>
/// <param name="Hindrance">Why the caller may not approve it now; absent: the caller may.</param>
internal sealed record ApprovalLine(
    string Kind, string Id, string What, string? AskedBy, DateTimeOffset AskedAt, string? Reason, long Revision, bool MayDecide,
    string? Hindrance)
{
    public static ApprovalLine Of(Approval approval, string? reason, string? hindrance) => new(
        KebabCase.Of(approval.Kind), approval.Id, approval.What, approval.AskedBy?.ToString(), approval.AskedAt, reason, approval.Revision,
        hindrance is null, hindrance);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApprovalsAnswer))]
internal sealed partial class ApprovalsJson : JsonSerializerContext;
