using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Tenants;

/// <summary>A tenant as it is stored.</summary>
internal sealed record TenantDocument(
    string Id, string Name, string Provider, RestDialect Dialect, bool IsActive, bool ShowsAttestation, long Revision,
    EnterpriseForm Enterprise = EnterpriseForm.None)
{
    public static TenantDocument Of(Tenant tenant) => new(
        tenant.Id.Value, tenant.Name, tenant.Provider.ToString(), tenant.Dialect, tenant.IsActive, tenant.ShowsAttestation,
        tenant.Revision, tenant.Enterprise);

    public Tenant ToTenant() => TenantId.TryParse(Id, out var id) && ProviderId.TryParse(Provider, out var provider)
        ? new Tenant(id, Name, provider, Dialect, IsActive, Revision) { ShowsAttestation = ShowsAttestation, Enterprise = Enterprise }
        : throw new StorageException("A tenant cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<TenantDocument>), TypeInfoPropertyName = "Tenant")]
internal sealed partial class TenantJson : JsonSerializerContext;
