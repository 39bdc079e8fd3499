using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Partners;

/// <summary>
/// Roots of partners on our own list, for operators: <c>/operator/v1/partners/{id}/roots</c>, and the whole merged list with the origin of
/// each root, <c>/operator/v1/merged-roots</c>. Governance decides.
/// </summary>
internal static class PartnerRootEndpoints
{
    private const int MaxBodyOctets = 16 * 1024;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Deciders = CallerRule.Operators(OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/partners/{id}/roots</c>: what is accepted, what is new, what is gone.</summary>
    public static Task GetAsync(HttpContext context) => HandleAsync(context, Readers, async (_, accepted, partner) =>
        await AnswerAsync(context, partner, await accepted.GetAsync(partner.Id, context.RequestAborted)));

    /// <summary>
    /// <c>PUT /operator/v1/partners/{id}/roots</c>: <c>{roots, revision, reason}</c>, the SHA-256 of all that are accepted from then on;
    /// revision 0 where none ever was. The next run of the timer publishes the list.
    /// </summary>
    public static Task AcceptAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, accepted, partner) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadRootsAsync(context, json.RootElement) is not { } roots) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, partner, await accepted.AcceptAsync(partner.Id, revision, roots, act, context.RequestAborted));
    });

    /// <summary><c>POST /operator/v1/partners/{id}/roots/approval</c>: <c>{revision, reason}</c> approves what waits.</summary>
    public static Task ApproveAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, accepted, partner) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, partner, await accepted.ApproveAsync(partner.Id, revision, act, context.RequestAborted));
    });

    /// <summary>
    /// <c>GET /operator/v1/merged-roots?cursor=&amp;count=</c>: the roots of the next list, in the order of their fingerprints.
    /// </summary>
    public static Task ListMergedAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (context.RequestServices.GetService<MergedRoots>() is not { } merged)
        {
            await context.Response.WriteProblemAsync(BorderProblems.NoPartners);
            return;
        }

        if (await Paging.ReadAsync(context) is not { } paging) return;
        var rest = (await merged.GetWithOriginsAsync(context.RequestAborted))
            .OrderBy(one => one.Root.Certificate.Fingerprint, StringComparer.Ordinal)
            .Where(one => paging.Cursor is null || string.CompareOrdinal(one.Root.Certificate.Fingerprint, paging.Cursor) > 0)
            .Take(paging.Count + 1)
            .ToList();
        var page = rest.Take(paging.Count).Select(MergedRootAnswer.Of).ToList();
        await context.Response.WriteAsJsonAsync(
            new MergedRootsAnswer(page, rest.Count > page.Count ? page[^1].Id : null), PartnerRootAnswersJson.Default.MergedRootsAnswer);
    });

    private static Task HandleAsync(HttpContext context, CallerRule rule, Func<Caller, AcceptedRoots, Partner, Task> answer) =>
        CallerAccess.HandleAsync(context, rule, async caller =>
        {
            if (context.RequestServices.GetService<AcceptedRoots>() is not { } accepted)
                await context.Response.WriteProblemAsync(BorderProblems.NoPartners);
            else if (PartnerId.TryParse(context.GetRouteValue("id") as string, out var id)
                && await context.RequestServices.GetRequiredService<KnownPartners>().FindAsync(id, context.RequestAborted) is { } partner)
                await answer(caller, accepted, partner);
            else await context.Response.WriteProblemAsync(BorderProblems.NoSuchPartner);
        });

    private static async Task AnswerAsync(
        HttpContext context, Partner partner, Outcome<RootAcceptance, RootAcceptanceRefusal> outcome)
    {
        if (!outcome.TryGet(out var acceptance, out var refusal))
        {
            await context.Response.WriteProblemAsync(BorderProblems.Of(refusal));
            return;
        }

        var compared = await context.RequestServices.GetRequiredService<MergedRoots>().CompareAsync(partner, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            PartnerRootsAnswer.Of(acceptance, compared), PartnerRootAnswersJson.Default.PartnerRootsAnswer);
    }

    // Null: the refusal was written.
    private static async Task<IReadOnlyList<string>?> ReadRootsAsync(HttpContext context, JsonElement body)
    {
        if (body.TryGetTexts("roots"u8, out var roots)) return roots;
        await context.Response.WriteProblemAsync(BorderProblems.Of(
            new RootAcceptanceRefusal(RootAcceptanceFailure.RootsNotAllowed, "roots must be an array of SHA-256 in hexadecimal")));
        return null;
    }
}

/// <summary>The roots of a partner, and how each stands to our own list.</summary>
/// <param name="Proposed">What waits for the approval of another operator; absent: nothing.</param>
internal sealed record PartnerRootsAnswer(
    string Partner, IReadOnlyList<PartnerRootStateAnswer> Roots, IReadOnlyList<string>? Proposed, long Revision, string? ChangedBy)
{
    public static PartnerRootsAnswer Of(RootAcceptance acceptance, IReadOnlyList<ComparedRoot> compared) => new(
        acceptance.Partner.Value, [.. compared.Select(PartnerRootStateAnswer.Of)],
        acceptance.Proposed, acceptance.Revision, acceptance.ChangedBy?.ToString());
}

/// <summary>A root of a partner.</summary>
/// <param name="State"><c>accepted</c>, <c>new</c> or <c>gone</c>.</param>
/// <param name="Country">Absent, as subject and findings: the root is gone.</param>
/// <param name="Findings">The rules of its country's certificate profile that it breaks.</param>
internal sealed record PartnerRootStateAnswer(
    string Id, string State, string? Country, string? Subject, IReadOnlyList<RootFindingAnswer>? Findings)
{
    public static PartnerRootStateAnswer Of(ComparedRoot one) => new(
        one.Id, KebabCase.Of(one.State), one.Root?.Country.Value, one.Root?.Certificate.Subject.ToString(),
        one.Root is { } root ? RootFindingAnswer.AllOf(root) : null);
}

/// <summary>A root on our own list.</summary>
/// <param name="Origin">The partner on whose list it stands; absent: our own.</param>
/// <param name="Findings">The rules of its country's certificate profile that it breaks.</param>
internal sealed record MergedRootAnswer(
    string Id, string Country, string Subject, string? Origin, IReadOnlyList<RootFindingAnswer> Findings)
{
    public static MergedRootAnswer Of(MergedRoot merged) => new(
        merged.Root.Certificate.Fingerprint, merged.Root.Country.Value, merged.Root.Certificate.Subject.ToString(), merged.Origin?.Value,
        RootFindingAnswer.AllOf(merged.Root));
}

/// <summary>A rule that a root breaks.</summary>
/// <param name="Level"><c>error</c> or <c>warning</c>.</param>
/// <param name="Clause">Where the rule stands.</param>
internal sealed record RootFindingAnswer(string Rule, string Level, string Detail, string Clause)
{
    public static IReadOnlyList<RootFindingAnswer> AllOf(TrustedRoot root) => AllOf(root, LintProfile.OfCountry(root.Country, []));

    public static IReadOnlyList<RootFindingAnswer> AllOf(TrustedRoot root, LintProfile profile) =>
    [
        .. CertificateLinter.Lint(root.Certificate, profile)
            .Select(finding => new RootFindingAnswer(finding.Rule, KebabCase.Of(finding.Level), finding.Detail, finding.Clause)),
    ];
}

/// <summary>The roots of the next list; a cursor leads on.</summary>
internal sealed record MergedRootsAnswer(IReadOnlyList<MergedRootAnswer> Roots, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PartnerRootsAnswer))]
[JsonSerializable(typeof(MergedRootsAnswer))]
internal sealed partial class PartnerRootAnswersJson : JsonSerializerContext;
