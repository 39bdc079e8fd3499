using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Web.Operators;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Auditing;

namespace Shaken.Web.CertificationAuthority.Operating;

/// <summary>The ledger of what the CA issued, after the restore of an older copy.</summary>
internal static class LedgerEndpoints
{
    /// <summary>
    /// <c>POST /operator/v1/ledger/rebuild</c>, perhaps with <c>cursor</c>: enters published chains that the ledger does not know, and
    /// into the lists of certificates and accounts what is not listed. A cursor in the answer goes on.
    /// </summary>
    public static Task RebuildAsync(HttpContext context) => OperatorAccess.HandleAsync(context, async caller =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null) return;
        var cursor = json.RootElement.TryGetString("cursor"u8, out var text) ? text : null;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement, "the ledger was restored") is not { } act) return;

        // The steps after the first are of one order.
        if (cursor is null) await OrderAudit.AppendAsync(context, act, new AuditParty("ledger", "issued"), "ledger-rebuilt");
        var step = await context.RequestServices.GetRequiredService<RebuildLedger>().StepAsync(cursor, context.RequestAborted);
        await context.RequestServices.GetRequiredService<AcmeAccounts>().ListAgainAsync(step.Accounts, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new LedgerAnswer(step.Chains, step.Added, step.KeysBlocked, step.Continuation),
            OperatorJson.Default.LedgerAnswer);
    });
}
