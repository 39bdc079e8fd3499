using System.Globalization;
using System.Text.Json;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Lists;
using Shaken.Core.Trust.Lists;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Registry;

/// <summary>
/// The signed lists of the registry, which anybody may read: its own and its history, each country's trusted-CA list as that country
/// signed it, and the joined one, both in the form of ATIS-1000087 clause 4.3.1.
/// </summary>
internal static class RegistryListEndpoints
{
    private const string KeepForADay = "public, max-age=86400";

    /// <summary><c>GET /registry/v1/list</c></summary>
    public static async Task GetAsync(HttpContext context)
    {
        if (await RegistryRequests.FindAsync<RegistryPublisher>(context) is not { } publisher) return;
        if (await publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(RegistryProblems.NoList);
            return;
        }

        await SignedListAnswer.WriteAsync(
            context, list.Sequence.ToString(CultureInfo.InvariantCulture), list.Jwt,
            jwt => JsonSerializer.SerializeToUtf8Bytes(
                new RegistryListAnswer("success", jwt), RegistryAnswersJson.Default.RegistryListAnswer),
            isPublic: true);
    }

    /// <summary><c>GET /registry/v1/lists/{sequence}</c>: a list that was published, however long ago.</summary>
    public static async Task GetPublishedAsync(HttpContext context)
    {
        if (await RegistryRequests.FindAsync<RegistryPublisher>(context) is not { } publisher) return;
        var text = context.GetRouteValue("sequence") as string;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || await publisher.FindAsync(sequence, context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(RegistryProblems.NoList);
            return;
        }

        context.Response.Headers.CacheControl = KeepForADay;
        await context.Response.WriteAsJsonAsync(
            PublishedRegistryListAnswer.Of(list), RegistryAnswersJson.Default.PublishedRegistryListAnswer);
    }

    /// <summary><c>GET /registry/v1/ca-list</c>: the roots of all countries on one list.</summary>
    public static async Task GetJoinedAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<JoinedList>() is not { } joined
            || await joined.Publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(RegistryProblems.NoList);
            return;
        }

        var version = list.Sequence.ToString(CultureInfo.InvariantCulture);
        await WriteAsync(context, version, list.JwtIn(TrustListForm.Standard));
    }

    /// <summary><c>GET /registry/v1/countries/{country}/ca-list</c>: the last good list of a country, which that country signed.</summary>
    public static async Task GetCountrysAsync(HttpContext context)
    {
        if (await RegistryRequests.FindAsync<CountryLists>(context) is not { } lists
            || await RegistryRequests.ReadCountryAsync(context) is not { } code) return;
        var country = await context.RequestServices.GetRequiredService<RegistryCountries>().FindAsync(code, context.RequestAborted);
        if (country?.Published is not { } entry) await context.Response.WriteProblemAsync(RegistryProblems.NotRegistered);
        else if (await lists.FindAsync(entry, context.RequestAborted) is not { } list)
            await context.Response.WriteProblemAsync(RegistryProblems.NoList);
        else await WriteAsync(context, $"{code}-{list.Sequence.ToString(CultureInfo.InvariantCulture)}", list.Kept.Compact);
    }

    private static Task WriteAsync(HttpContext context, string version, string compact) => SignedListAnswer.WriteAsync(
        context, version, compact,
        jwt => JsonSerializer.SerializeToUtf8Bytes(new CaListAnswer("success", jwt), ListAnswersJson.Default.CaListAnswer),
        isPublic: true);
}
