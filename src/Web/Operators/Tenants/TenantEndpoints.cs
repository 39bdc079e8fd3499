using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Tenants;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Tenants;

/// <summary>A tenant as operators see it.</summary>
/// <param name="Provider">As <c>US/1234</c>.</param>
/// <param name="Dialect"><c>both</c>, <c>atis</c> or <c>three-gpp</c>.</param>
/// <param name="Enterprise"><c>none</c>, <c>verdict</c> or <c>verdict-and-validation</c>.</param>
public sealed record TenantAnswer(
    string Id, string Name, string Provider, string Dialect, bool IsActive, bool ShowsAttestation, string Enterprise, long Revision)
{
    public static TenantAnswer Of(Tenant tenant) => new(
        tenant.Id.Value, tenant.Name, tenant.Provider.ToString(), KebabCase.Of(tenant.Dialect), tenant.IsActive, tenant.ShowsAttestation,
        KebabCase.Of(tenant.Enterprise), tenant.Revision);
}

/// <summary>A page of tenants; a cursor leads to the next.</summary>
public sealed record TenantsAnswer(IReadOnlyList<TenantAnswer> Tenants, string? Cursor);

/// <summary>Whose calls the signing and verification service signs and verifies: listed, made, changed, closed.</summary>
internal static class TenantEndpoints
{
    private static readonly CallerRule Managers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar);

    /// <summary><c>GET /operator/v1/tenants</c>, a page at a time.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await TenantsOf(context).ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new TenantsAnswer([.. page.Tenants.Select(TenantAnswer.Of)], page.Continuation), TenantAnswersJson.Default.TenantsAnswer);
    });

    /// <summary><c>GET /operator/v1/tenants/{tenant}</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (TryReadId(context, out var id) && await TenantsOf(context).GetAsync(id, context.RequestAborted) is { } tenant)
            await WriteAsync(context, tenant);
        else await RefuseAsync(context, new TenantRefusal(TenantFailure.NotFound, "there is no tenant of this id"));
    });

    /// <summary>
    /// <c>PUT /operator/v1/tenants/{tenant}</c>: revision (0 for a new one), name, provider, reason, and perhaps dialect, isActive,
    /// showsAttestation, enterprise.
    /// </summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        using var body = await OperatorAccess.ReadBodyAsync(context);
        if (body is null || await ActRequests.ReadAsync(context, caller, body.RootElement) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context, body.RootElement) is not { } revision) return;
        if (!TryReadId(context, out var id))
        {
            await RefuseAsync(context, new TenantRefusal(TenantFailure.TermsNotAllowed, $"the id must have {TenantId.Rule}"));
            return;
        }

        if (!ReadTerms(body.RootElement).TryGet(out var terms, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var outcome = await TenantsOf(context).ChangeAsync(id, revision, terms, act, context.RequestAborted);
        if (outcome.TryGet(out var tenant, out refusal)) await WriteAsync(context, tenant);
        else await RefuseAsync(context, refusal);
    });

    private static Outcome<TenantTerms, TenantRefusal> ReadTerms(JsonElement body)
    {
        var name = body.TryGetString("name"u8, out var text) ? text : null;
        if (!ProviderId.TryParse(body.TryGetString("provider"u8, out var code) ? code : null, out var provider))
            return Refuse("provider must be a country and a code, as US/1234");
        if (ReadDialect(body) is not { } dialect) return Refuse("dialect must be both, atis or three-gpp");
        if (ReadEnterprise(body) is not { } enterprise) return Refuse("enterprise must be none, verdict or verdict-and-validation");
        return ReadFlag(body, "isActive"u8, otherwise: true) is { } isActive
            && ReadFlag(body, "showsAttestation"u8, otherwise: false) is { } showsAttestation
                ? TenantTerms.Create(name, provider, dialect, isActive, showsAttestation, enterprise)
                : Refuse("isActive and showsAttestation must be true or false");
    }

    private static RestDialect? ReadDialect(JsonElement body)
    {
        if (!body.TryGetProperty("dialect"u8, out _)) return RestDialect.Both;
        return body.TryGetString("dialect"u8, out var text) && KebabCase.TryParse(text, out RestDialect dialect) ? dialect : null;
    }

    private static EnterpriseForm? ReadEnterprise(JsonElement body)
    {
        if (!body.TryGetProperty("enterprise"u8, out _)) return EnterpriseForm.None;
        return body.TryGetString("enterprise"u8, out var text) && KebabCase.TryParse(text, out EnterpriseForm form) ? form : null;
    }

    private static bool? ReadFlag(JsonElement body, ReadOnlySpan<byte> name, bool otherwise)
    {
        if (!body.TryGetProperty(name, out var member)) return otherwise;
        return member.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.GetBoolean() : null;
    }

    private static TenantRefusal Refuse(string detail) => new(TenantFailure.TermsNotAllowed, detail);

    private static TenantDirectory TenantsOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<TenantDirectory>();

    private static bool TryReadId(HttpContext context, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TenantId? id) =>
        TenantId.TryParse(context.GetRouteValue("tenant") as string, out id);

    private static Task WriteAsync(HttpContext context, Tenant tenant) =>
        context.Response.WriteAsJsonAsync(TenantAnswer.Of(tenant), TenantAnswersJson.Default.TenantAnswer);

    private static Task RefuseAsync(HttpContext context, TenantRefusal refusal)
    {
        var status = refusal.Failure switch
        {
            TenantFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
            TenantFailure.NotFound => StatusCodes.Status404NotFound,
            TenantFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TenantAnswer))]
[JsonSerializable(typeof(TenantsAnswer))]
internal sealed partial class TenantAnswersJson : JsonSerializerContext;
