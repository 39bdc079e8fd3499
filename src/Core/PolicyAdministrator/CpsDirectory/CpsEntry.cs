using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>How a provider proved that a CPS takes PASSporTs for it.</summary>
public enum CpsProof
{
    /// <summary>A certificate that covers the code signed an advertisement of the URL (RFC 9888).</summary>
    Advertisement,

    /// <summary>The host served the answer to a challenge.</summary>
    Host,
}

/// <summary>Which CPS a provider has.</summary>
/// <param name="AccountId">The account that provisioned it. It counts while the code is that account's.</param>
/// <param name="Url">Where to post PASSporTs; null: it was taken back.</param>
/// <param name="Proof">Null where there is no URL.</param>
/// <param name="Revision">1 when it is made, and one more with each change.</param>
public sealed record CpsEntry(
    ProviderId Provider, string AccountId, string? Url, CpsProof? Proof, long Revision, DateTimeOffset ChangedAt);

/// <summary>An entry as it is stored.</summary>
internal sealed record CpsEntryDocument(
    string Provider, string AccountId, string? Url, CpsProof? Proof, long Revision, DateTimeOffset ChangedAt)
{
    public static CpsEntryDocument Of(CpsEntry entry) =>
        new(entry.Provider.ToString(), entry.AccountId, entry.Url, entry.Proof, entry.Revision, entry.ChangedAt);

    public CpsEntry ToEntry() => ProviderId.TryParse(Provider, out var provider)
        ? new CpsEntry(provider, AccountId, Url, Proof, Revision, ChangedAt)
        : throw new StorageException("An entry of the CPS directory cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<CpsEntryDocument>), TypeInfoPropertyName = "Entry")]
internal sealed partial class CpsDirectoryJson : JsonSerializerContext;
