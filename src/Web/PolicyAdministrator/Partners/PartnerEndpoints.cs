using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.PolicyAdministrator.ForeignCrls;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Partners;

/// <summary>
/// Policy administrators whose lists are read, for operators: below <c>/operator/v1/partners</c>. Governance decides on them.
/// </summary>
internal static class PartnerEndpoints
{
    private const int MaxBodyOctets = 256 * 1024;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Deciders = CallerRule.Operators(OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/partners?cursor=&amp;count=</c></summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await FindPartnersAsync(context) is not { } partners || await Paging.ReadAsync(context) is not { } paging) return;
        var answers = new List<PartnerAnswer>();
        string? cursor = null;
        await foreach (var partner in partners.ListAsync(context.RequestAborted))
        {
            if (paging.Cursor is { } after && string.CompareOrdinal(partner.Id.Value, after) <= 0) continue;
            if (answers.Count == paging.Count)
            {
                cursor = answers[^1].Id;
                break;
            }

            var status = await States(context).FindAsync(partner.Id, context.RequestAborted);
            answers.Add(PartnerAnswer.Of(partner, status, list: null));
        }

        await context.Response.WriteAsJsonAsync(new PartnersAnswer(answers, cursor), PartnerAnswersJson.Default.PartnersAnswer);
    });

    /// <summary><c>GET /operator/v1/partners/{id}</c>, with the roots of its last good list.</summary>
    public static Task GetAsync(HttpContext context) => HandleAsync(context, Readers, async (_, partners, id) =>
        await AnswerAsync(context, await partners.FindAsync(id, context.RequestAborted) is { } partner
            ? partner
            : new PartnerRefusal(PartnerFailure.NotFound, $"there is no partner {id}")));

    /// <summary>
    /// <c>POST /operator/v1/partners</c>: <c>{id, name, countries, listUrl, roots, crls, reason}</c>, the roots in PEM. Its list is read
    /// within a minute.
    /// </summary>
    public static Task AddAsync(HttpContext context) => CallerAccess.HandleAsync(context, Deciders, async caller =>
    {
        if (await FindPartnersAsync(context) is not { } partners) return;
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadTermsAsync(context, json.RootElement) is not { } terms) return;
        if (!PartnerId.TryParse(json.RootElement.TryGetString("id"u8, out var text) ? text : null, out var id))
        {
            await RefuseAsync(context, "id must be 1 to 32 of a-z 0-9 -, a letter first");
            return;
        }

        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        var outcome = await partners.AddAsync(id, terms, act, context.RequestAborted);
        if (outcome.IsSuccess)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"/operator/v1/partners/{id}";
        }

        await AnswerAsync(context, outcome);
    });

    /// <summary><c>PUT /operator/v1/partners/{id}</c>: <c>{name, countries, listUrl, roots, crls, revision, reason}</c>.</summary>
    public static Task AmendAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, partners, id) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadTermsAsync(context, json.RootElement) is not { } terms) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await partners.AmendAsync(id, revision, terms, act, context.RequestAborted));
    });

    /// <summary>
    /// <c>POST /operator/v1/partners/{id}/state</c>: <c>{state, revision, reason}</c> with <c>active</c>, <c>paused</c> or <c>excluded</c>.
    /// </summary>
    public static Task MoveAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, partners, id) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadStateAsync<PartnerState>(context, json.RootElement) is not { } state) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await partners.MoveAsync(id, revision, state, act, context.RequestAborted));
    });

    private static Task HandleAsync(HttpContext context, CallerRule rule, Func<Caller, KnownPartners, PartnerId, Task> answer) =>
        CallerAccess.HandleAsync(context, rule, async caller =>
        {
            if (await FindPartnersAsync(context) is not { } partners) return;
            if (PartnerId.TryParse(context.GetRouteValue("id") as string, out var id)) await answer(caller, partners, id);
            else await context.Response.WriteProblemAsync(BorderProblems.NoSuchPartner);
        });

    private static async Task AnswerAsync(HttpContext context, Outcome<Partner, PartnerRefusal> outcome)
    {
        if (!outcome.TryGet(out var partner, out var refusal))
        {
            await context.Response.WriteProblemAsync(BorderProblems.Of(refusal));
            return;
        }

        var status = await States(context).FindAsync(partner.Id, context.RequestAborted);
        var list = await States(context).FindListAsync(partner, context.RequestAborted);
        var crls = await CrlsOfAsync(context, partner, status);
        await context.Response.WriteAsJsonAsync(PartnerAnswer.Of(partner, status, list, crls), PartnerAnswersJson.Default.PartnerAnswer);
    }

    private static async Task<IReadOnlyList<ForeignCrlAnswer>> CrlsOfAsync(HttpContext context, Partner partner, PartnerStatus? status)
    {
        var (states, answers) = (context.RequestServices.GetRequiredService<ForeignCrlStates>(), new List<ForeignCrlAnswer>());
        foreach (var url in PartnerCrlUrls.Of(partner, status))
        {
            var key = new ForeignCrlKey(partner.Id, url);
            answers.Add(ForeignCrlAnswer.Of(key, await states.FindAsync(key, context.RequestAborted)));
        }

        return answers;
    }

    // Null: the refusal was written.
    private static async Task<PartnerTerms?> ReadTermsAsync(HttpContext context, JsonElement body)
    {
        if (!body.TryGetTexts("countries"u8, out var codes) || !codes.All(code => CountryCode.TryParse(code, out _)))
        {
            await RefuseAsync(context, "countries must be ISO 3166-1 alpha-2 codes");
            return null;
        }

        if (!body.TryGetTexts("roots"u8, out var pems))
        {
            await RefuseAsync(context, "roots must be certificates in PEM");
            return null;
        }

        if (!TryReadCrls(body, out var crls))
        {
            await RefuseAsync(context, "crls must be URLs");
            return null;
        }

        var roots = new List<TrustedRoot>();
        foreach (var pem in pems)
        {
            if (!TryReadRoot(pem, out var root, out var failure))
            {
                await RefuseAsync(context, $"roots: {failure}");
                return null;
            }

            roots.Add(root!);
        }

        var countries = codes.Select(code => CountryCode.TryParse(code, out var country) ? country : null).OfType<CountryCode>().ToList();
        var name = body.TryGetString("name"u8, out var given) ? given : "";
        return new PartnerTerms(name, countries, body.TryGetString("listUrl"u8, out var url) ? url : "", roots) { CrlUrls = crls };
    }

    // They may be absent.
    private static bool TryReadCrls(JsonElement body, out IReadOnlyList<string> crls)
    {
        crls = [];
        if (!body.TryGetProperty("crls"u8, out _)) return true;
        if (!body.TryGetTexts("crls"u8, out var given)) return false;
        crls = given;
        return true;
    }

    private static bool TryReadRoot(string pem, out TrustedRoot? root, out string? failure)
    {
        root = null;
        if (!CertificateBundle.TryRead(Encoding.UTF8.GetBytes(pem), out var certificates, out failure)) return false;
        if (certificates is [var only]) return TrustedRoot.TryCreate(only, out root, out failure);
        failure = "each must be one root and no chain";
        return false;
    }

    // Null: the refusal was written.
    private static async Task<KnownPartners?> FindPartnersAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<KnownPartners>() is { } partners) return partners;
        await context.Response.WriteProblemAsync(BorderProblems.NoPartners);
        return null;
    }

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(BorderProblems.Of(new PartnerRefusal(PartnerFailure.TermsNotAllowed, detail)));

    private static PartnerStates States(HttpContext context) => context.RequestServices.GetRequiredService<PartnerStates>();
}
