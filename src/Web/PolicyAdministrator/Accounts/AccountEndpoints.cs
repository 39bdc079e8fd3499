using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Accounts;

/// <summary>The accounts of providers, for operators: below <c>/operator/v1/accounts</c>.</summary>
internal static class AccountEndpoints
{
    private const int MaxBodyOctets = 64 * 1024;
    private const int HistoryPerPage = 100;

    private static readonly AccountRefusal NotFound = new(AccountFailure.NotFound, "there is no account of this id");
    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Registrars = CallerRule.Operators(OperatorRole.Registrar, OperatorRole.Governance);

    /// <summary>
    /// <c>GET /operator/v1/accounts?state=&amp;provider=&amp;cursor=&amp;count=</c>, in the order of their ids; with <c>provider</c> the
    /// one that holds this code.
    /// </summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        if (!(await AccountFilter.ReadAsync(context, Accounts(context), paging)).TryGet(out var page, out var problem))
        {
            await context.Response.WriteProblemAsync(problem);
            return;
        }

        var answer = new AccountsAnswer([.. page.Rows.Select(account => AnswerOf(context, account))], page.Cursor);
        await context.Response.WriteAsJsonAsync(answer, ProviderAccountJson.Default.AccountsAnswer);
    });

    /// <summary><c>POST /operator/v1/accounts</c>: <c>{id, profile, reason}</c> makes an account in the state applied.</summary>
    public static Task ApplyAsync(HttpContext context) => CallerAccess.HandleAsync(context, Registrars, async caller =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadProfileAsync(context, json.RootElement) is not { } profile) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        var id = json.RootElement.TryGetString("id"u8, out var text) ? text : "";
        var outcome = await Change(context).ApplyAsync(id, profile, act, context.RequestAborted);
        if (outcome.TryGet(out var account, out _))
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"/operator/v1/accounts/{account.Id}";
        }

        await AnswerAsync(context, outcome);
    });

    /// <summary><c>GET /operator/v1/accounts/{id}</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
        await AnswerAsync(context, await Accounts(context).FindAsync(IdOf(context), context.RequestAborted) is { } account
            ? account : NotFound));

    /// <summary><c>PUT /operator/v1/accounts/{id}</c>: <c>{profile, revision, reason}</c> replaces what is known of a provider.</summary>
    public static Task AmendAsync(HttpContext context) => CallerAccess.HandleAsync(context, Registrars, async caller =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadProfileAsync(context, json.RootElement) is not { } profile) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, await Change(context).AmendAsync(IdOf(context), revision, profile, act, context.RequestAborted));
    });

    /// <summary>
    /// <c>POST /operator/v1/accounts/{id}/state</c>: <c>{state, revision, reason}</c> moves an account. One that gets no tokens any more
    /// loses those it has; a request that got no answer completes that when it is sent again.
    /// </summary>
    public static Task MoveAsync(HttpContext context) => CallerAccess.HandleAsync(context, Registrars, async caller =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadStateAsync<AccountState>(context, json.RootElement) is not { } state) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        var outcome = await Change(context).MoveAsync(IdOf(context), revision, state, act, context.RequestAborted);
        if (outcome.TryGet(out var account, out _) && !account.State.GetsTokens())
            await context.RequestServices.GetRequiredService<RevokeToken>().RevokeAllAsync(account.Id, act, context.RequestAborted);
        await AnswerAsync(context, outcome);
    });

    /// <summary><c>GET /operator/v1/accounts/{id}/history?cursor=</c>: every act on it, from the oldest on.</summary>
    public static Task HistoryAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (!ProviderAccount.IsId(IdOf(context)))
        {
            await context.Response.WriteProblemAsync(AccountProblems.Of(NotFound));
            return;
        }

        if (await Paging.ReadAsync(context) is not { } paging) return;
        var filter = new AuditFilter(Subject: new AuditParty("account", IdOf(context)));
        var page = await context.RequestServices.GetRequiredService<AuditLog>()
            .ListAsync(filter, paging.Cursor, HistoryPerPage, context.RequestAborted);
        var answer = new HistoryAnswer([.. page.Entries.Select(ActAnswer.Of)], page.Cursor);
        await context.Response.WriteAsJsonAsync(answer, ProviderAccountJson.Default.HistoryAnswer);
    });

    private static async Task AnswerAsync(HttpContext context, Outcome<ProviderAccount, AccountRefusal> outcome)
    {
        if (outcome.TryGet(out var account, out var refusal))
            await context.Response.WriteAsJsonAsync(AnswerOf(context, account), ProviderAccountJson.Default.ProviderAccountAnswer);
        else await context.Response.WriteProblemAsync(AccountProblems.Of(refusal));
    }

    // Null: the refusal was written.
    private static async Task<AccountProfile?> ReadProfileAsync(HttpContext context, JsonElement body)
    {
        ProfileDocument? document = null;
        string? failure = null;
        try
        {
            if (body.TryGetProperty("profile"u8, out var member))
                document = member.Deserialize(ProviderAccountJson.Default.ProfileDocument);
        }
        catch (JsonException exception)
        {
            failure = $"profile has a member that is unknown or of the wrong type, at {PlainText.Show(exception.Path ?? "$")}";
        }

        failure ??= "profile must be an object with name, country, providers and contacts";
        var outcome = document?.ToProfile() ?? new AccountRefusal(AccountFailure.ProfileNotAllowed, failure);
        if (outcome.TryGet(out var profile, out var refusal)) return profile;
        await context.Response.WriteProblemAsync(AccountProblems.Of(refusal));
        return null;
    }

    private static ProviderAccountAnswer AnswerOf(HttpContext context, ProviderAccount account)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return ProviderAccountAnswer.Of(account, DateOnly.FromDateTime(now.UtcDateTime));
    }

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static ProviderAccounts Accounts(HttpContext context) => context.RequestServices.GetRequiredService<ProviderAccounts>();

    private static ChangeAccount Change(HttpContext context) => context.RequestServices.GetRequiredService<ChangeAccount>();
}
