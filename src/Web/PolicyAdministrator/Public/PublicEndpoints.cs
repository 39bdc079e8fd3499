using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Public;

/// <summary>
/// What anybody may know: the providers that get tokens, and the CAs that stand on the trusted-CA list. JSON, or a page for a browser, or
/// CSV; <see cref="PublicForms"/> says which. Contacts, evidence and states are not public.
/// </summary>
internal static class PublicEndpoints
{
    private const string KeepBriefly = "public, max-age=300";
    private const string ProvidersPath = "/public/v1/providers";

    /// <summary><c>GET /public/v1/providers?cursor=</c>, a page at a time.</summary>
    public static async Task ProvidersAsync(HttpContext context)
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await context.RequestServices.GetRequiredService<ProviderAccounts>()
            .ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        var providers = page.Accounts.Where(account => account.State.GetsTokens()).Select(PublicProvider.Of).ToList();
        var form = FormOf(context);
        if (form == PublicForm.Json)
        {
            await context.Response.WriteAsJsonAsync(
                new PublicProviders(providers, page.Continuation), PublicJson.Default.PublicProviders);
            return;
        }

        // A reader of CSV finds the next page where one of JSON finds the cursor.
        var next = page.Continuation is { } cursor
            ? $"{ProvidersPath}?form={PublicForms.NameOf(form)}&cursor={Uri.EscapeDataString(cursor)}" : null;
        if (next is not null) context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        await PublicForms.WriteAsync(context, form, new PublicTable(
            "Providers that get SPC tokens", ["name", "country", "codes"],
            [.. providers.Select(provider => (IReadOnlyList<string>)[provider.Name, provider.Country, string.Join(' ', provider.Codes)])],
            next));
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

        var form = FormOf(context);
        if (form == PublicForm.Json)
        {
            await context.Response.WriteAsJsonAsync(new PublicAuthorities(authorities), PublicJson.Default.PublicAuthorities);
            return;
        }

        await PublicForms.WriteAsync(context, form, new PublicTable(
            "Approved STI-CAs", ["name", "subject", "sha256", "practiceStatement"],
            [
                .. authorities.Select(authority =>
                    (IReadOnlyList<string>)[authority.Name, authority.Subject, authority.Sha256, authority.PracticeStatement]),
            ],
            Next: null));
    }

    private static PublicForm FormOf(HttpContext context)
    {
        context.Response.Headers.CacheControl = KeepBriefly;
        context.Response.Headers.Vary = HeaderNames.Accept;
        return PublicForms.Of(context.Request);
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
