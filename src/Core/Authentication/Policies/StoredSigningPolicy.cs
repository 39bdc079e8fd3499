using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Policies;

/// <summary>A tenant's policy as it stands in the store.</summary>
/// <param name="Numbers">Its number table; null: there is none.</param>
/// <param name="Revision">0: the tenant never had a policy, and this is <see cref="SigningPolicy.Default"/>.</param>
/// <param name="ChangedAt">Null with revision 0.</param>
public sealed record StoredSigningPolicy(
    TenantId Tenant, SigningPolicy Policy, StoredNumbers? Numbers, long Revision, DateTimeOffset? ChangedAt)
{
    internal static StoredSigningPolicy NeverSet(TenantId tenant) =>
        new(tenant, SigningPolicy.Default, Numbers: null, Revision: 0, ChangedAt: null);

    internal static StoredSigningPolicy Of(StoredPolicyDocument document) =>
        TenantId.TryParse(document.Tenant, out var tenant) && SigningPolicyReader.Read(document.Policy).TryGet(out var policy, out _)
            ? new StoredSigningPolicy(
                tenant, policy, document.Numbers is { } numbers ? new StoredNumbers(numbers.Blob, numbers.Hash, numbers.Rows) : null,
                document.Revision, document.ChangedAt)
            : throw new StorageException("A signing policy cannot be read.");

    internal StoredPolicyDocument ToDocument() => new(
        Tenant.Value, SigningPolicyDocument.Of(Policy),
        Numbers is { } numbers ? new NumbersDocument(numbers.Blob, numbers.Hash, numbers.Rows) : null, Revision, ChangedAt ?? default);
}

/// <summary>A number table in the store.</summary>
/// <param name="Blob">The name of its blob.</param>
/// <param name="Hash">SHA-256 of its octets, 64 hexadecimal digits in lower case.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record StoredNumbers(string Blob, string Hash, int Rows);
