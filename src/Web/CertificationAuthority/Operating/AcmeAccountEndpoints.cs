using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Web.Operators;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificationAuthority.Operating;

/// <summary>The accounts of the CA's ACME server, for operators.</summary>
internal static class AcmeAccountEndpoints
{
    /// <summary><c>GET /operator/v1/acme/accounts?cursor=&amp;count=</c>, newest first.</summary>
    public static Task ListAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await context.RequestServices.GetRequiredService<AcmeAccounts>()
            .ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        var answer = new AcmeAccountsAnswer([.. page.Accounts.Select(AnswerOf)], page.Continuation);
        await context.Response.WriteAsJsonAsync(answer, OperatorJson.Default.AcmeAccountsAnswer);
    });

    public static AccountAnswer AnswerOf(AcmeAccount account) => new(
        account.Id, KebabCase.Of(account.Status), account.Organization, account.Contacts, account.ExternalKeyId, account.CreatedAt,
        account.Key.Thumbprint());
}
