using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Auditing;

namespace Shaken.Web.Operators.Auditing;

/// <summary>
/// Orders of operators whose effect lies in several records, so that no one of them could hold the entry (ADR 0044): the audit log has
/// the order before it is carried out, and what came of it the things themselves tell. A secret that is made has its entry before it is
/// shown.
/// </summary>
internal static class OrderAudit
{
    /// <summary>Appends the order. The same request sent again, under its Idempotency-Key, is one entry.</summary>
    public static async Task AppendAsync(
        HttpContext context, ActRequest act, AuditParty subject, string action, params IReadOnlyList<AuditChange> changes)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var entry = new AuditAct(IdOf(act, subject, action), now, act.Actor, act.Address, subject, action, act.Reason, changes);
        await context.RequestServices.GetRequiredService<AuditLog>().AppendAsync(entry, context.RequestAborted);
    }

    private static string IdOf(ActRequest act, AuditParty subject, string action)
    {
        var text = string.Join('\0', act.Actor, act.RequestId, act.Reason, subject, action);
        return $"order/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }
}
