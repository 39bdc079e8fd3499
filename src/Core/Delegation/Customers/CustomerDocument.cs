using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Customers;

/// <summary>A customer as it is stored.</summary>
internal sealed record CustomerDocument(string Id, string Name, bool IsActive, long Revision)
{
    public static CustomerDocument Of(DelegationCustomer customer) =>
        new(customer.Id.Value, customer.Name, customer.IsActive, customer.Revision);

    public DelegationCustomer ToCustomer() => CustomerId.TryParse(Id, out var id)
        ? new DelegationCustomer(id, Name, IsActive, Revision)
        : throw new StorageException("A customer cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<CustomerDocument>), TypeInfoPropertyName = "Customer")]
internal sealed partial class CustomerJson : JsonSerializerContext;
