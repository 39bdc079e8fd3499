using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>
/// The subscription to a registry of countries, for operators: <c>/operator/v1/registry-subscription</c>. Governance decides.
/// </summary>
internal static class RegistrySubscriptionEndpoints
{
    private const int MaxBodyOctets = 256 * 1024;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Deciders = CallerRule.Operators(OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/registry-subscription</c></summary>
    public static Task GetAsync(HttpContext context) => HandleAsync(context, Readers, async (_, subscriptions) =>
        await AnswerAsync(context, await subscriptions.GetAsync(context.RequestAborted)));

    /// <summary>
    /// <c>PUT /operator/v1/registry-subscription</c>: <c>{name, listUrl, roots, revision, reason}</c>, the roots in PEM; revision 0 where
    /// no registry was ever approved. Where two operators are needed it waits for <see cref="ConfirmAsync"/>.
    /// </summary>
    public static Task SubscribeAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, subscriptions) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadTermsAsync(context, json.RootElement) is not { } terms) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await subscriptions.SubscribeAsync(revision, terms, act, context.RequestAborted));
    });

    /// <summary><c>POST /operator/v1/registry-subscription/approval</c>: <c>{revision, reason}</c> approves what waits.</summary>
    public static Task ConfirmAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, subscriptions) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await subscriptions.ConfirmAsync(revision, act, context.RequestAborted));
    });

    /// <summary><c>POST /operator/v1/registry-subscription/revocation</c>: <c>{revision, reason}</c> revokes the approval.</summary>
    public static Task RevokeAsync(HttpContext context) => HandleAsync(context, Deciders, async (caller, subscriptions) =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await subscriptions.RevokeAsync(revision, act, context.RequestAborted));
    });

    /// <summary><c>GET …/countries?cursor=&amp;count=</c>: what the registry says, beside our policy.</summary>
    public static Task ListCountriesAsync(HttpContext context) => HandleAsync(context, Readers, async (_, _) =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var views = await context.RequestServices.GetRequiredService<RegistryPartners>().GetViewsAsync(context.RequestAborted);
        var rest = views.Select(RegistryCountryAnswer.Of)
            .Where(country => paging.Cursor is null || string.CompareOrdinal(country.Country, paging.Cursor) > 0)
            .Take(paging.Count + 1)
            .ToList();
        var page = rest.Take(paging.Count).ToList();
        await context.Response.WriteAsJsonAsync(
            new RegistryCountriesAnswer(page, rest.Count > page.Count ? page[^1].Country : null),
            SubscriptionAnswersJson.Default.RegistryCountriesAnswer);
    });

    private static Task HandleAsync(HttpContext context, CallerRule rule, Func<Caller, RegistrySubscriptions, Task> answer) =>
        CallerAccess.HandleAsync(context, rule, async caller =>
        {
            if (context.RequestServices.GetService<RegistrySubscriptions>() is { } subscriptions) await answer(caller, subscriptions);
            else await context.Response.WriteProblemAsync(BorderProblems.NoSubscription);
        });

    private static async Task AnswerAsync(HttpContext context, Outcome<RegistrySubscription, SubscriptionRefusal> outcome)
    {
        if (!outcome.TryGet(out var subscription, out var refusal))
        {
            await context.Response.WriteProblemAsync(BorderProblems.Of(refusal));
            return;
        }

        var registry = context.RequestServices.GetRequiredService<SubscribedRegistry>();
        var status = await registry.FindStatusAsync(context.RequestAborted);
        var list = await registry.FindListAsync(context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            SubscriptionAnswer.Of(subscription, status, list), SubscriptionAnswersJson.Default.SubscriptionAnswer);
    }

    // Null: the refusal was written.
    private static async Task<RegistryTerms?> ReadTermsAsync(HttpContext context, JsonElement body)
    {
        var roots = new List<TrustedRoot>();
        var failure = body.TryGetTexts("roots"u8, out var pems) ? null : "must be certificates in PEM";
        foreach (var pem in pems ?? [])
        {
            if (TryReadRoot(pem, out var root, out failure)) roots.Add(root!);
            else break;
        }

        if (failure is null)
        {
            return new RegistryTerms(
                body.TryGetString("name"u8, out var name) ? name : "", body.TryGetString("listUrl"u8, out var url) ? url : "", roots);
        }

        await context.Response.WriteProblemAsync(
            BorderProblems.Of(new SubscriptionRefusal(SubscriptionFailure.TermsNotAllowed, $"roots: {failure}")));
        return null;
    }

    private static bool TryReadRoot(string pem, out TrustedRoot? root, out string? failure)
    {
        root = null;
        if (!CertificateBundle.TryRead(Encoding.UTF8.GetBytes(pem), out var certificates, out failure)) return false;
        if (certificates is [var only]) return TrustedRoot.TryCreate(only, out root, out failure);
        failure = "each must be one root and no chain";
        return false;
    }
}
