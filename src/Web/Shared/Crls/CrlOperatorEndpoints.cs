using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Crls;
using Shaken.Web.Operators;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Auditing;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Crls;

/// <summary>The CRLs that this deployment signs and the register that they are made of, for its operators.</summary>
internal static class CrlOperatorEndpoints
{
    /// <summary><c>GET /operator/v1/crls</c>: every CRL that is configured, with what is in force.</summary>
    public static Task ListAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        var crls = new List<SignedCrlAnswer>();
        foreach (var crl in PublishersOf(context)) crls.Add(await AnswerOfAsync(crl, context.RequestAborted));
        await context.Response.WriteAsJsonAsync(new SignedCrlsAnswer(crls), CrlAnswersJson.Default.SignedCrlsAnswer);
    });

    /// <summary><c>POST /operator/v1/crls/{name}/publish</c>, perhaps with <c>reason</c>: signs the next CRL now.</summary>
    public static Task PublishAsync(HttpContext context) => OperatorAccess.HandleAsync(context, async caller =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement, "an operator asked for a new CRL") is not { } act) return;
        var name = context.Request.RouteValues["name"] as string;
        if (PublishersOf(context).FirstOrDefault(crl => crl.Publisher.Name == name) is not { } crl)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "crl-unknown", "no CRL of this name is signed here"));
            return;
        }

        await OrderAudit.AppendAsync(context, act, new AuditParty("crl", crl.Publisher.Name), "crl-asked-for");
        if ((await CrlEndpoints.PublishNowAsync(context, crl)).TryGet(out _, out var problem))
        {
            await context.Response.WriteAsJsonAsync(
                new SignedCrlsAnswer([await AnswerOfAsync(crl, context.RequestAborted)]), CrlAnswersJson.Default.SignedCrlsAnswer);
        }
        else await context.Response.WriteProblemAsync(problem);
    });

    /// <summary><c>GET /operator/v1/revocations</c>: what stands on the next CRL, by pages.</summary>
    public static Task RevocationsAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        if (context.RequestServices.GetService<RevocationRegister>() is not { } register || !PublishersOf(context).Any())
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "crl-unknown", "no CRL is signed here: the roles pa and ca do"));
            return;
        }

        if (await register.ListPageAsync(paging.Cursor, paging.Count, context.RequestAborted) is not { } page)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status400BadRequest, "page-malformed", "cursor must be what the page before gave"));
            return;
        }

        await context.Response.WriteAsJsonAsync(
            new RevocationsAnswer([.. page.Entries.Select(AnswerOf)], page.Cursor), CrlAnswersJson.Default.RevocationsAnswer);
    });

    private static IEnumerable<ConfiguredCrl> PublishersOf(HttpContext context) =>
        context.RequestServices.GetService<CrlPublishers>()?.All ?? [];

    private static async Task<SignedCrlAnswer> AnswerOfAsync(ConfiguredCrl crl, CancellationToken cancellationToken)
    {
        var list = await crl.Publisher.FindCurrentAsync(cancellationToken);
        return new SignedCrlAnswer(
            crl.Publisher.Name, crl.Publisher.Url, crl.Publisher.Signer.Subject.ToString(), list?.Number, list?.ThisUpdate, list?.NextUpdate,
            list?.NextPublication);
    }

    private static RevocationLineAnswer AnswerOf(RevocationEntry entry) => new(
        entry.Id, entry.Issuer.ToString(), entry.SerialText, entry.Reason.Text(), entry.RevokedAt, entry.RevokedBy,
        entry.RegisteredAt, entry.NotAfter);
}
