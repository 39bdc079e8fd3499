using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Foundations;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Operators;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Auditing;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Delegation.Acme;

/// <summary>What a customer's ACME client needs, shown this once.</summary>
/// <param name="Directory">The URL of the ACME directory.</param>
/// <param name="Kid">Names the key for external account binding (RFC 8555 section 7.3.4).</param>
/// <param name="MacKey">32 octets in base64url, for HS256.</param>
public sealed record AcmeCredentialsAnswer(string Customer, string Directory, string Kid, string MacKey);

/// <summary>A customer's certificate.</summary>
/// <param name="Id">SHA-256 of its DER.</param>
/// <param name="Serial">In hexadecimal digits.</param>
/// <param name="LentBy">The provider whose numbers they are, as <c>US/1234</c>.</param>
/// <param name="Grants">The grants that it rests on.</param>
/// <param name="Url">Where it is published.</param>
public sealed record DelegateCertificateLine(
    string Id, string Serial, string LentBy, IReadOnlyList<string> Grants, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Url);

/// <summary>A page of a customer's certificates; a cursor leads to the next.</summary>
public sealed record DelegateCertificatesAnswer(IReadOnlyList<DelegateCertificateLine> Certificates, string? Cursor);

/// <summary>What the operator does for customers that order certificates.</summary>
internal static class DelegateEndpoints
{
    /// <summary>
    /// <c>POST /operator/v1/delegation/customers/{id}/acme-credentials</c>: credentials for one ACME account of the customer, shown once.
    /// </summary>
    public static Task OnboardAsync(HttpContext context) => OperatorAccess.HandleAsync(context, async caller =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null) return;
        if (context.RequestServices.GetService<OnboardCustomer>() is not { } onboarding
            || context.RequestServices.GetKeyedService<AcmeServer>(AcmePlaces.Delegation) is not { } server)
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status409Conflict, "no-issuer", "nobody issues certificates here: set Delegation:Issuer"));
            return;
        }

        if (!CustomerId.TryParse(context.GetRouteValue("id") as string, out var id))
        {
            await RefuseAsync(context, new GrantRefusal(GrantFailure.CustomerUnknown, $"a customer's id has {CustomerId.Rule}"));
            return;
        }

        if (await ActRequests.ReadAsync(context, caller, json.RootElement, "a customer's ACME client") is not { } act) return;
        var directory = new Uri(AcmePlaces.UrlsOf(context, server).Directory);
        if (!(await onboarding.OnboardAsync(id, directory, context.RequestAborted)).TryGet(out var onboarded, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        await OrderAudit.AppendAsync(
            context, act, new AuditParty("delegation-customer", id.Value), "acme-credentials-made",
            new AuditChange("key", null, onboarded.KeyId));
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new AcmeCredentialsAnswer(id.Value, onboarded.Directory.AbsoluteUri, onboarded.KeyId, onboarded.MacKey),
            DelegateAnswersJson.Default.AcmeCredentialsAnswer);
    });

    /// <summary><c>GET /operator/v1/delegation/customers/{id}/certificates</c>, a page at a time.</summary>
    public static Task CertificatesAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        if (!CustomerId.TryParse(context.GetRouteValue("id") as string, out var id)
            || await context.RequestServices.GetRequiredService<DelegationCustomers>().FindAsync(id, context.RequestAborted) is null)
        {
            await RefuseAsync(context, new GrantRefusal(GrantFailure.CustomerUnknown, "there is no such customer"));
            return;
        }

        var page = await context.RequestServices.GetRequiredService<DelegateCertificates>()
            .ListAsync(id, paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new DelegateCertificatesAnswer([.. page.Certificates.Select(LineOf)], page.Continuation),
            DelegateAnswersJson.Default.DelegateCertificatesAnswer);
    });

    private static DelegateCertificateLine LineOf(DelegateCertificate one) => new(
        one.Certificate.Fingerprint, one.Certificate.SerialNumberText, one.LentBy.ToString(), [.. one.Grants.Select(grant => grant.Value)],
        one.Certificate.NotBefore, one.Certificate.NotAfter, one.Url);

    private static Task RefuseAsync(HttpContext context, GrantRefusal refusal)
    {
        var status = refusal.Failure == GrantFailure.CustomerUnknown ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict;
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcmeCredentialsAnswer))]
[JsonSerializable(typeof(DelegateCertificatesAnswer))]
internal sealed partial class DelegateAnswersJson : JsonSerializerContext;
