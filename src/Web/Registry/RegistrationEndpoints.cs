using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Decisions;
using Shaken.Core.Registry.Lists;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Registry;

/// <summary>The register, for its operators: <c>/operator/v1/registry/countries</c>. Governance decides.</summary>
internal static class RegistrationEndpoints
{
    private const int MaxBodyOctets = 256 * 1024;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Deciders = CallerRule.Operators(OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/registry/countries?cursor=&amp;count=</c>, whatever their state.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await RegistryRequests.FindAsync<RegistryCountries>(context) is not { } countries
            || await Paging.ReadAsync(context) is not { } paging) return;
        var page = new List<RegistrationAnswer>();
        string? cursor = null;
        await foreach (var country in countries.ListAsync(context.RequestAborted))
        {
            if (paging.Cursor is { } after && string.CompareOrdinal(country.Country.Value, after) <= 0) continue;
            if (page.Count == paging.Count)
            {
                cursor = page[^1].Country;
                break;
            }

            page.Add(RegistrationAnswer.Of(country, status: null));
        }

        await context.Response.WriteAsJsonAsync(
            new RegistrationsAnswer(page, cursor), RegistryAnswersJson.Default.RegistrationsAnswer);
    });

    /// <summary><c>GET /operator/v1/registry/countries/{country}</c>, with how the refresh of its list stands.</summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await RegistryRequests.FindAsync<RegistryCountries>(context) is not { } countries
            || await RegistryRequests.ReadCountryAsync(context) is not { } code) return;
        await AnswerAsync(context, await countries.FindAsync(code, context.RequestAborted) is { } country
            ? country
            : new RegistryRefusal(RegistryFailure.NotFound, $"{code} never asked to be registered"));
    });

    /// <summary><c>POST …/{country}/approval</c>: <c>{revision, reason}</c> approves what waits.</summary>
    public static Task ApproveAsync(HttpContext context) => HandleAsync(context, async (caller, decide, country) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await decide.ApproveAsync(country, revision, act, context.RequestAborted));
    });

    /// <summary><c>POST …/{country}/refusal</c>: <c>{revision, reason}</c> refuses what waits.</summary>
    public static Task RefuseAsync(HttpContext context) => HandleAsync(context, async (caller, decide, country) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await decide.RefuseAsync(country, revision, act, context.RequestAborted));
    });

    /// <summary>
    /// <c>POST …/{country}/state</c>: <c>{state, revision, reason}</c> with <c>registered</c>, <c>disputed</c> or <c>withdrawn</c>.
    /// </summary>
    public static Task MoveAsync(HttpContext context) => HandleAsync(context, async (caller, decide, country) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadStateAsync<RegistrationState>(context, json.RootElement) is not { } state) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await decide.MoveAsync(country, revision, state, act, context.RequestAborted));
    });

    /// <summary>
    /// <c>PUT …/{country}</c>: <c>{registration, revision, reason}</c> proposes another entry for a country in dispute, without its key.
    /// </summary>
    public static Task OverrideAsync(HttpContext context) => HandleAsync(context, async (caller, decide, country) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadRegistrationAsync(context, json.RootElement) is not { } registration) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await decide.OverrideAsync(country, revision, registration, act, context.RequestAborted));
    });

    private static Task HandleAsync(HttpContext context, Func<Caller, DecideRegistration, CountryCode, Task> answer) =>
        CallerAccess.HandleAsync(context, Deciders, async caller =>
        {
            if (await RegistryRequests.FindAsync<DecideRegistration>(context) is { } decide
                && await RegistryRequests.ReadCountryAsync(context) is { } country)
                await answer(caller, decide, country);
        });

    private static async Task AnswerAsync(HttpContext context, Outcome<RegistryCountry, RegistryRefusal> outcome)
    {
        if (!outcome.TryGet(out var country, out var refusal))
        {
            await context.Response.WriteProblemAsync(RegistryProblems.Of(refusal));
            return;
        }

        var lists = context.RequestServices.GetRequiredService<CountryLists>();
        var status = await lists.FindStatusAsync(country.Country, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            RegistrationAnswer.Of(country, status), RegistryAnswersJson.Default.RegistrationAnswer);
    }

    // Null: the refusal was written.
    private static async Task<Registration?> ReadRegistrationAsync(HttpContext context, JsonElement body)
    {
        var failure = "registration must be an object with entry and contact";
        if (body.TryGetProperty("registration"u8, out var member) && RegistrationJson.TryRead(member, out var registration, out failure))
            return registration;
        await context.Response.WriteProblemAsync(RegistryProblems.Of(
            new RegistryRefusal(RegistryFailure.TermsNotAllowed, failure ?? "registration is missing")));
        return null;
    }
}
