using Microsoft.Net.Http.Headers;
using Shaken.Core.Foundations;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Lists;
using Shaken.Core.Trust.Registry;
using Shaken.Web.PolicyAdministrator.Public;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Registry;

/// <summary>The countries on the list, and which of them a number belongs to, for anybody. JSON, or CSV or a page of the list.</summary>
internal static class CountryEndpoints
{
    private const string KeepBriefly = "public, max-age=60";
    private const string ListPath = "/registry/v1/countries";

    /// <summary><c>GET /registry/v1/countries?cursor=&amp;count=&amp;form=</c></summary>
    public static async Task ListAsync(HttpContext context)
    {
        if (await RegistryRequests.FindAsync<RegistryCountries>(context) is not { } countries
            || await Paging.ReadAsync(context) is not { } paging) return;
        var page = new List<CountryAnswer>();
        string? cursor = null;
        await foreach (var country in countries.ListAsync(context.RequestAborted))
        {
            if (paging.Cursor is { } after && string.CompareOrdinal(country.Country.Value, after) <= 0) continue;
            if (country.Published is not { } entry) continue;
            if (page.Count == paging.Count)
            {
                cursor = page[^1].Country;
                break;
            }

            page.Add(CountryAnswer.Of(country, entry));
        }

        Keep(context);
        context.Response.Headers.Vary = HeaderNames.Accept;
        var form = PublicForms.Of(context.Request);
        if (form == PublicForm.Json)
        {
            await context.Response.WriteAsJsonAsync(new CountriesAnswer(page, cursor), RegistryAnswersJson.Default.CountriesAnswer);
            return;
        }

        // A reader of CSV finds the next page where one of JSON finds the cursor.
        var next = cursor is null ? null : $"{ListPath}?form={PublicForms.NameOf(form)}&cursor={Uri.EscapeDataString(cursor)}";
        if (next is not null) context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        await PublicForms.WriteAsync(context, form, new PublicTable(
            "Countries of the registry", ["country", "name", "listUrl", "prefixes", "unrestricted", "state"],
            [.. page.Select(RowOf)], next));
    }

    /// <summary><c>GET /registry/v1/countries/{country}</c></summary>
    public static async Task GetAsync(HttpContext context)
    {
        if (await RegistryRequests.FindAsync<RegistryCountries>(context) is not { } countries
            || await RegistryRequests.ReadCountryAsync(context) is not { } code) return;
        if (await countries.FindAsync(code, context.RequestAborted) is { Published: { } entry } country)
        {
            Keep(context);
            await context.Response.WriteAsJsonAsync(CountryAnswer.Of(country, entry), RegistryAnswersJson.Default.CountryAnswer);
        }
        else await context.Response.WriteProblemAsync(RegistryProblems.NotRegistered);
    }

    /// <summary><c>GET /registry/v1/numbers/{number}</c>: number → countries → roots that may stand above its signer.</summary>
    public static async Task LookUpAsync(HttpContext context)
    {
        if (await RegistryRequests.FindAsync<RegistryCountries>(context) is not { } countries) return;
        if (!TelephoneNumber.TryParse(context.GetRouteValue("number") as string, out var number))
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status400BadRequest, "number-malformed",
                "the path names no telephone number: up to 15 digits with country code"));
            return;
        }

        var entries = RegistryNumbers.Find(await countries.GetPublishedAsync(context.RequestAborted), number);
        if (entries.Count == 0)
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status404NotFound, "number-unregistered", "no country on the list of this registry has the number"));
            return;
        }

        var lists = context.RequestServices.GetRequiredService<CountryLists>();
        var found = new List<NumberCountryAnswer>(entries.Count);
        foreach (var entry in entries) found.Add(NumberCountryAnswer.Of(entry, await lists.FindAsync(entry, context.RequestAborted)));
        Keep(context);
        await context.Response.WriteAsJsonAsync(new NumberAnswer(found), RegistryAnswersJson.Default.NumberAnswer);
    }

    private static IReadOnlyList<string> RowOf(CountryAnswer country) =>
    [
        country.Country, country.Name, country.ListUrl ?? "", string.Join(' ', country.Prefixes ?? []),
        country.Unrestricted ? "true" : "false", country.State,
    ];

    private static void Keep(HttpContext context) => context.Response.Headers.CacheControl = KeepBriefly;
}
