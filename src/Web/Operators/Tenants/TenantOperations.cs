using Shaken.Core.Tenants;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Operators.Tenants;

/// <summary>What <see cref="TenantEndpoints"/> promise.</summary>
internal static class TenantOperations
{
    private static readonly Content Tenant = Content.Json(() => TenantAnswersJson.Default.TenantAnswer);

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("OperatorTenants", "List tenants")
        {
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => TenantAnswersJson.Default.TenantsAnswer))],
            Refusals = [400],
        },
        new("OperatorTenant", "Read a tenant")
        {
            Path = [StirOperations.Tenant], Answers = [new(200, "The tenant.", Tenant)], Refusals = [404],
        },
        new("OperatorPutTenant", "Make or change a tenant")
        {
            Path = [StirOperations.Tenant],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(
                Members.Revision, Members.Text("name", "For people."),
                Members.Text("provider", "Whose calls it signs, as US/1234.", example: "\"US/1234\""),
                new("dialect", ChoiceSchema.Of<RestDialect>("The form of its answers; absent: both."), IsRequired: false),
                new("isActive", new FlagSchema("Absent: true."), IsRequired: false),
                new("showsAttestation", new FlagSchema("Verstat carries the attestation; absent: false."), IsRequired: false),
                new("enterprise", ChoiceSchema.Of<EnterpriseForm>("What answers have for the called enterprise; absent: none."),
                    IsRequired: false),
                Members.Reason),
            Answers = [new(200, "The tenant.", Tenant)],
            Refusals = [400, 404, 409],
        },
    ];
}
