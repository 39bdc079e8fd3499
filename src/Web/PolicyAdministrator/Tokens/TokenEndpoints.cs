using Microsoft.Extensions.Options;
using Shaken.Core.Pki.Der;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Tokens;

/// <summary>SPC tokens, as clients in the field ask for them, and their revocation.</summary>
internal static class TokenEndpoints
{
    private const int MaxRevocationOctets = 4 * 1024;

    /// <summary><c>POST /api/v1/account/{id}/token</c>, with a slash at its end or without. The answer's status is exactly 200.</summary>
    public static Task IssueAsync(HttpContext context) =>
        CallerAccess.HandleAsync(context, CallerRule.AccountOf(AccountOf(context)), async caller =>
        {
            if (context.RequestServices.GetService<IssueToken>() is not { } issue
                || context.RequestServices.GetRequiredService<IOptions<AdministratorSettings>>().Value.Tokens is not { } settings)
            {
                await context.Response.WriteProblemAsync(
                    Problem.Of(
                        StatusCodes.Status404NotFound, "tokens-not-issued", "this STI-PA issues no tokens; its operator sets Pa:Tokens"));
                return;
            }

            using var json = await CallerAccess.ReadBodyAsync(context, TokenRequest.MaxOctets);
            if (json is null) return;
            if (!TokenRequest.Read(json.RootElement).TryGet(out var request, out var refusal))
            {
                await context.Response.WriteProblemAsync(TokenProblems.Of(refusal));
                return;
            }

            var outcome = await issue.IssueAsync(AccountOf(context), request, caller.Party, caller.Address, context.RequestAborted);
            if (outcome.TryGet(out var issued, out refusal))
            {
                var message = $"SPC token for {Named(request.Authority)} is created successfully";
                var issuer = settings.Signer.Certificate.Issuer.ToString();
                var answer = new TokenAnswer("success", message, issued.Jwt, settings.CrlUrl, issuer);
                await context.Response.WriteAsJsonAsync(answer, TokenAnswersJson.Default.TokenAnswer);
            }
            else await context.Response.WriteProblemAsync(TokenProblems.Of(refusal));
        });

    /// <summary><c>POST /api/v1/account/{id}/token/{jti}/revoke</c>: <c>{reason}</c>, by the provider itself or an operator.</summary>
    public static Task RevokeAsync(HttpContext context)
    {
        var rule = CallerRule.AccountOf(AccountOf(context), OperatorRole.Registrar, OperatorRole.Governance);
        return CallerAccess.HandleAsync(context, rule, async caller =>
        {
            using var json = await CallerAccess.ReadBodyAsync(context, MaxRevocationOctets);
            if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
            var tokenId = context.GetRouteValue("jti") as string ?? "";
            var outcome = await context.RequestServices.GetRequiredService<RevokeToken>()
                .RevokeAsync(AccountOf(context), tokenId, act, context.RequestAborted);
            if (outcome.TryGet(out var token, out var refusal))
                await context.Response.WriteAsJsonAsync(LedgerTokenAnswer.Of(token), TokenAnswersJson.Default.LedgerTokenAnswer);
            else await context.Response.WriteProblemAsync(TokenProblems.Of(refusal));
        });
    }

    /// <summary><c>GET /api/v1/account/{id}/tokens?cursor=&amp;count=</c>: what was issued, for the provider and for operators.</summary>
    public static Task ListAsync(HttpContext context)
    {
        var rule = CallerRule.AccountOf(AccountOf(context), OperatorRole.Registrar, OperatorRole.Auditor, OperatorRole.Governance);
        return CallerAccess.HandleAsync(context, rule, async _ =>
        {
            if (await Paging.ReadAsync(context) is not { } paging) return;
            var page = await context.RequestServices.GetRequiredService<TokenLedger>()
                .ListAsync(AccountOf(context), paging.Cursor, paging.Count, context.RequestAborted);
            var answer = new TokensAnswer([.. page.Tokens.Select(LedgerTokenAnswer.Of)], page.Continuation);
            await context.Response.WriteAsJsonAsync(answer, TokenAnswersJson.Default.TokensAnswer);
        });
    }

    private static string Named(TnAuthList authority) => authority.Codes.ToList() switch
    {
        [] => "numbers",
        [var only] => $"spc: {only}",
        var several => $"spcs: {string.Join(", ", several.Select(code => code.Value))}",
    };

    private static string AccountOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";
}
