using System.Text;
using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Web.Operators;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Auditing;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificationAuthority.Operating;

/// <summary>What the operator of an STI-CA does: keys for new subscribers, suspension, revocation.</summary>
internal static class CaOperatorEndpoints
{
    private const int CertificatesPerPage = 100;
    private const int MaxOrganization = 64;

    /// <summary><c>POST /operator/v1/acme/external-keys</c> with <c>organization</c>: a key for external account binding, shown once.</summary>
    public static Task NewExternalKeyAsync(HttpContext context) => OperatorAccess.HandleAsync(context, async caller =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null) return;
        if (!json.RootElement.TryGetString("organization"u8, out var organization) || organization.Length is 0 or > MaxOrganization)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "organization-missing", $"organization, the subscriber's legal name, has 1 to {MaxOrganization} characters"));
            return;
        }

        if (await ActRequests.ReadAsync(context, caller, json.RootElement, "a new subscriber") is not { } act) return;
        var key = await context.RequestServices.GetRequiredService<ExternalAccountKeys>().NewAsync(organization, context.RequestAborted);
        await OrderAudit.AppendAsync(
            context, act, new AuditParty("external-key", key.Id), "external-key-made", new AuditChange("organization", null, organization));
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(new ExternalKeyAnswer(key.Id, StrictBase64Url.Encode(key.MacKey.Span), organization), OperatorJson.Default.ExternalKeyAnswer);
    });

    /// <summary>
    /// <c>GET /operator/v1/acme/accounts/{id}</c>, the id being an account's or that of a subscriber of the manual flow.
    /// </summary>
    public static Task AccountAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        if (ManualSubscribers.IsId(IdOf(context)))
        {
            var subscribers = context.RequestServices.GetRequiredService<ManualSubscribers>();
            var isSuspended = await subscribers.IsSuspendedAsync(IdOf(context), context.RequestAborted);
            var status = KebabCase.Of(isSuspended ? AcmeAccountStatus.Revoked : AcmeAccountStatus.Valid);
            await context.Response.WriteAsJsonAsync(new SubscriberAnswer(IdOf(context), status), OperatorJson.Default.SubscriberAnswer);
            return;
        }

        if (await context.RequestServices.GetRequiredService<AcmeAccounts>().FindAsync(IdOf(context), context.RequestAborted) is not { Account: var account })
        {
            await NotFoundAsync(context, "account");
            return;
        }

        await context.Response.WriteAsJsonAsync(AcmeAccountEndpoints.AnswerOf(account), OperatorJson.Default.AccountAnswer);
    });

    /// <summary><c>GET /operator/v1/acme/accounts/{id}/certificates</c>, a page at a time.</summary>
    public static Task CertificatesAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        if (!await IsSubscriberAsync(context))
        {
            await NotFoundAsync(context, "account");
            return;
        }

        var cursor = context.Request.Query["cursor"].ToString();
        var page = await context.RequestServices.GetRequiredService<IssuedCertificates>()
            .ListByAccountAsync(IdOf(context), cursor.Length == 0 ? null : cursor, CertificatesPerPage, context.RequestAborted);
        var lines = page.Certificates.Select(issued => new IssuedLine(issued.Certificate.Fingerprint, issued.Certificate.SerialNumberText, issued.Certificate.Subject.ToString(), issued.Certificate.NotAfter, issued.Url));
        await context.Response.WriteAsJsonAsync(new IssuedAnswer([.. lines], page.Continuation), OperatorJson.Default.IssuedAnswer);
    });

    /// <summary>
    /// <c>POST /operator/v1/acme/accounts/{id}/suspend</c>, perhaps with <c>reason</c> and <c>note</c>: repeated, it completes what a fault
    /// cut off.
    /// </summary>
    public static Task SuspendAsync(HttpContext context) => OperatorAccess.HandleAsync(context, async caller =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null || await ReadReasonAsync(context, json.RootElement, RevocationReason.PrivilegeWithdrawn) is not { } reason) return;
        if (!await IsSubscriberAsync(context))
        {
            await NotFoundAsync(context, "account");
            return;
        }

        if (await NoteAsync(context, caller, json.RootElement, reason) is not { } act) return;
        await OrderAudit.AppendAsync(
            context, act, new AuditParty("subscriber", IdOf(context)), "subscriber-suspended",
            new AuditChange("reason", null, reason.Text()));
        var suspension = context.RequestServices.GetRequiredService<SuspendAccount>();
        if (await suspension.SuspendAsync(IdOf(context), reason, ByOf(caller), context.RequestAborted) is { } revoked)
            await context.Response.WriteAsJsonAsync(new SuspendedAnswer(IdOf(context), revoked), OperatorJson.Default.SuspendedAnswer);
        else await NotFoundAsync(context, "account");
    });

    /// <summary>
    /// <c>POST /operator/v1/issued/{id}/revoke</c>, perhaps with <c>reason</c> and <c>note</c>; the id is the certificate's SHA-256. One
    /// that neither the ledger nor the STI-CR has comes along as <c>certificate</c>, in PEM.
    /// </summary>
    public static Task RevokeAsync(HttpContext context) => OperatorAccess.HandleAsync(context, async caller =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null || await ReadReasonAsync(context, json.RootElement, RevocationReason.Unspecified) is not { } reason) return;
        if (await FindCertificateAsync(context, json.RootElement) is not { } certificate)
        {
            await NotFoundAsync(context, "certificate of this CA");
            return;
        }

        if (await NoteAsync(context, caller, json.RootElement, reason) is not { } act) return;
        await OrderAudit.AppendAsync(
            context, act, new AuditParty("certificate", certificate.Fingerprint), "certificate-revoked",
            new AuditChange("reason", null, reason.Text()));
        var revocation = context.RequestServices.GetRequiredService<RevokeIssued>();
        var outcome = await revocation.RevokeAsync(certificate, reason, ByOf(caller), context.RequestAborted);
        if (outcome.TryGet(out var entry, out var refusal)) await context.Response.WriteAsJsonAsync(new RevokedAnswer(entry.SerialText, entry.Reason.Text(), entry.RevokedAt), OperatorJson.Default.RevokedAnswer);
        else await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status409Conflict, KebabCase.Of(refusal.Reason), refusal.Detail));
    });

    private static async Task<StiCertificate?> FindCertificateAsync(HttpContext context, JsonElement body)
    {
        var own = context.RequestServices.GetRequiredService<OwnCertificates>();
        if (!body.TryGetString("certificate"u8, out var pem)) return await own.FindAsync(IdOf(context), context.RequestAborted);
        return CertificateBundle.TryRead(Encoding.ASCII.GetBytes(pem), out var sent, out _) && sent[0].Fingerprint == IdOf(context)
            && own.Has(sent[0]) ? sent[0] : null;
    }

    private static async ValueTask<bool> IsSubscriberAsync(HttpContext context) =>
        ManualSubscribers.IsId(IdOf(context))
        || await context.RequestServices.GetRequiredService<AcmeAccounts>().FindAsync(IdOf(context), context.RequestAborted) is not null;

    // The reason is the CRL's; the note is the audit log's, and may be left out. Null: the refusal was written.
    private static Task<ActRequest?> NoteAsync(HttpContext context, Caller caller, JsonElement body, RevocationReason reason) =>
        ActRequests.OfAsync(context, caller, body.TryGetString("note"u8, out var note) ? note : reason.Text());

    // Who wanted it, for the register.
    private static string ByOf(Caller caller) => $"operator {caller.Principal.UserId}";

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static Task NotFoundAsync(HttpContext context, string what) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "not-found", $"there is no such {what}"));

    // Null: the refusal was written.
    private static async Task<RevocationReason?> ReadReasonAsync(HttpContext context, JsonElement body, RevocationReason otherwise)
    {
        if (!body.TryGetProperty("reason"u8, out var member)) return otherwise;
        if (member.ValueKind == JsonValueKind.String && RevocationReasons.TryParse(member.GetString(), out var named)) return named.Value;
        await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "reason-unknown", "reason is a name of RFC 5280 section 5.3.1, such as keyCompromise"));
        return null;
    }
}
