using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Public;

/// <summary>
/// What anybody may know: the providers that get tokens, and the CAs that stand on the trusted-CA list. JSON, or CSV for
/// <c>?form=csv</c> and for those who accept text/csv. Contacts, evidence and states are not public.
/// </summary>
internal static class PublicEndpoints
{
    private const string KeepBriefly = "public, max-age=300";
    private const string CsvMediaType = "text/csv; charset=utf-8";

    /// <summary><c>GET /public/v1/providers?cursor=</c>, a page at a time.</summary>
    public static async Task ProvidersAsync(HttpContext context)
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await context.RequestServices.GetRequiredService<ProviderAccounts>()
            .ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        var providers = page.Accounts.Where(account => account.State.GetsTokens()).Select(PublicProvider.Of).ToList();
        Head(context.Response);
        if (WantsCsv(context.Request))
        {
            // A reader of CSV finds the next page where one of JSON finds the cursor.
            if (page.Continuation is { } next)
                context.Response.Headers.Link = $"</public/v1/providers?form=csv&cursor={Uri.EscapeDataString(next)}>; rel=\"next\"";
            var lines = providers.Select(provider => CsvLine.Of([provider.Name, provider.Country, string.Join(' ', provider.Codes)]));
            await WriteCsvAsync(context, ["name", "country", "codes"], lines);
        }
        else
        {
            await context.Response.WriteAsJsonAsync(
                new PublicProviders(providers, page.Continuation), PublicJson.Default.PublicProviders);
        }
    }

    /// <summary><c>GET /public/v1/authorities</c></summary>
    public static async Task AuthoritiesAsync(HttpContext context)
    {
        var authorities = new List<PublicAuthority>();
        if (context.RequestServices.GetRequiredService<IOptions<AdministratorSettings>>().Value.Authorities is not null)
        {
            var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var all = context.RequestServices.GetRequiredService<ApprovedAuthorities>();
            await foreach (var authority in all.ListAsync(context.RequestAborted))
            {
                if (authority.IsListedAt(now)) authorities.Add(PublicAuthority.Of(authority));
            }
        }

        Head(context.Response);
        if (WantsCsv(context.Request))
        {
            var lines = authorities.Select(authority =>
                CsvLine.Of([authority.Name, authority.Subject, authority.Sha256, authority.PracticeStatement]));
            await WriteCsvAsync(context, ["name", "subject", "sha256", "practiceStatement"], lines);
        }
        else await context.Response.WriteAsJsonAsync(new PublicAuthorities(authorities), PublicJson.Default.PublicAuthorities);
    }

    private static void Head(HttpResponse response)
    {
        response.Headers.CacheControl = KeepBriefly;
        response.Headers.Vary = HeaderNames.Accept;
    }

    private static bool WantsCsv(HttpRequest request) =>
        request.Query["form"] == "csv"
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(type => type.MediaType.Value == "text/csv" && type.Quality is not 0.0));

    private static async Task WriteCsvAsync(HttpContext context, string[] header, IEnumerable<string> lines)
    {
        var octets = Encoding.UTF8.GetBytes(CsvLine.Of(header) + string.Concat(lines));
        context.Response.ContentType = CsvMediaType;
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }
}

/// <summary>A page of providers that get tokens; a cursor leads to the next.</summary>
internal sealed record PublicProviders(IReadOnlyList<PublicProvider> Providers, string? Cursor);

internal sealed record PublicProvider(string Name, string Country, IReadOnlyList<string> Codes)
{
    public static PublicProvider Of(ProviderAccount account) => new(
        account.Profile.Name, account.Profile.Country.Value, [.. account.TokenProviders.Select(provider => provider.ToString())]);
}

internal sealed record PublicAuthorities(IReadOnlyList<PublicAuthority> Authorities);

/// <param name="Sha256">Of the root in DER.</param>
internal sealed record PublicAuthority(string Name, string Subject, string Sha256, string PracticeStatement)
{
    public static PublicAuthority Of(ApprovedAuthority authority) =>
        new(authority.Name, authority.Root.Certificate.Subject.ToString(), authority.Id, authority.PracticeStatement);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PublicProviders))]
[JsonSerializable(typeof(PublicAuthorities))]
internal sealed partial class PublicJson : JsonSerializerContext;
