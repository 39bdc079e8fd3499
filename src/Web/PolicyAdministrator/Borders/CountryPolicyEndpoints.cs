using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.Principals;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Web.Operators.Access;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>
/// <c>GET /api/v1/country-policy</c>: the country policy in force, for readers of lists; and for operators the terms of each country, below
/// <c>/operator/v1/country-policy</c>. Governance alone decides on them.
/// </summary>
internal static class CountryPolicyEndpoints
{
    private const int MaxBodyOctets = 256 * 1024;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Deciders = CallerRule.Operators(OperatorRole.Governance);

    /// <summary><c>GET /api/v1/country-policy</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.ListReaders, async _ =>
    {
        if (context.RequestServices.GetService<CountryPolicyPublisher>() is not { } publisher
            || await publisher.FindCurrentAsync(context.RequestAborted) is not { } policy)
        {
            await RefuseAsync(context, "no country policy is published here yet");
            return;
        }

        await SignedListAnswer.WriteAsync(
            context, policy.Sequence.ToString(CultureInfo.InvariantCulture), policy.Jwt,
            jwt => JsonSerializer.SerializeToUtf8Bytes(
                new CountryPolicyAnswer("success", jwt), CountryPolicyAnswersJson.Default.CountryPolicyAnswer));
    });

    /// <summary><c>GET /operator/v1/country-policies/{sequence}</c></summary>
    public static Task GetPublishedAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        var text = context.GetRouteValue("sequence") as string;
        if (context.RequestServices.GetService<CountryPolicyPublisher>() is not { } publisher
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || await publisher.FindAsync(sequence, context.RequestAborted) is not { } policy)
        {
            await RefuseAsync(context, "no country policy of this sequence was published");
            return;
        }

        await context.Response.WriteAsJsonAsync(
            PublishedCountryPolicyAnswer.Of(policy), CountryPolicyAnswersJson.Default.PublishedCountryPolicyAnswer);
    });

    /// <summary><c>GET /operator/v1/country-policy?cursor=&amp;count=</c></summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await FindPoliciesAsync(context) is not { } policies || await Paging.ReadAsync(context) is not { } paging) return;
        var entries = new List<CountryEntryAnswer>();
        string? cursor = null;
        await foreach (var entry in policies.ListAsync(context.RequestAborted))
        {
            if (paging.Cursor is { } after && string.CompareOrdinal(entry.Country.Value, after) <= 0) continue;
            if (entries.Count == paging.Count)
            {
                cursor = entries[^1].Country;
                break;
            }

            entries.Add(CountryEntryAnswer.Of(entry));
        }

        await context.Response.WriteAsJsonAsync(
            new CountryEntriesAnswer(entries, cursor), CountryPolicyAnswersJson.Default.CountryEntriesAnswer);
    });

    /// <summary><c>GET /operator/v1/country-policy/{country}</c></summary>
    public static Task ShowAsync(HttpContext context) => HandleAsync(context, Readers, async (_, policies, country) =>
        await AnswerAsync(context, await policies.FindAsync(country, context.RequestAborted) is { } entry
            ? entry
            : new CountryPolicyEntryRefusal(CountryPolicyEntryFailure.NotFound, $"there are no terms for {country}")));

    /// <summary>
    /// <c>PUT /operator/v1/country-policy/{country}</c>: <c>{terms, revision, reason}</c>, the terms as in the policy; revision 0 where
    /// there are none yet. Where two operators are needed the terms wait for <see cref="ApproveAsync"/>.
    /// </summary>
    public static Task SetAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, policies, country) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadTermsAsync(context, json.RootElement) is not { } terms) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await policies.SetAsync(country, revision, terms, act, context.RequestAborted));
    });

    /// <summary><c>POST /operator/v1/country-policy/{country}/approval</c>: <c>{revision, reason}</c> approves what waits.</summary>
    public static Task ApproveAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, policies, country) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await policies.ApproveAsync(country, revision, act, context.RequestAborted));
    });

    private static Task HandleAsync(HttpContext context, CallerRule rule, Func<Caller, CountryPolicies, CountryCode, Task> answer) =>
        CallerAccess.HandleAsync(context, rule, async caller =>
        {
            if (await FindPoliciesAsync(context) is not { } policies) return;
            if (CountryCode.TryParse(context.GetRouteValue("country") as string, out var country)) await answer(caller, policies, country);
            else
            {
                await context.Response.WriteProblemAsync(Problem.Of(
                    StatusCodes.Status400BadRequest, "country-unknown", "the path names no ISO 3166-1 alpha-2 code, such as CA"));
            }
        });

    private static async Task AnswerAsync(HttpContext context, Outcome<CountryPolicyEntry, CountryPolicyEntryRefusal> outcome)
    {
        if (outcome.TryGet(out var entry, out var refusal))
            await context.Response.WriteAsJsonAsync(CountryEntryAnswer.Of(entry), CountryPolicyAnswersJson.Default.CountryEntryAnswer);
        else await context.Response.WriteProblemAsync(BorderProblems.Of(refusal));
    }

    // Null: the refusal was written.
    private static async Task<CountryTerms?> ReadTermsAsync(HttpContext context, JsonElement body)
    {
        var failure = "terms must be an object";
        if (body.TryGetProperty("terms"u8, out var member) && CountryTermsJson.TryRead(member, out var terms, out failure)) return terms;
        var refusal = new CountryPolicyEntryRefusal(CountryPolicyEntryFailure.TermsNotAllowed, failure ?? "terms must be an object");
        await context.Response.WriteProblemAsync(BorderProblems.Of(refusal));
        return null;
    }

    // Null: the refusal was written.
    private static async Task<CountryPolicies?> FindPoliciesAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<CountryPolicies>() is { } policies) return policies;
        await RefuseAsync(context, "this STI-PA has no country policy: its operator sets Pa:CountryPolicy");
        return null;
    }

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "country-policy-unknown", detail));
}
