using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals;

/// <summary>What a credential is, where it is looked up.</summary>
internal enum CredentialKind
{
    Key,
    Certificate,
}

/// <summary>
/// Which principal a credential leads to. An entry counts only while that principal's own row has the credential, so one that a crash
/// left behind does no harm.
/// </summary>
internal sealed class CredentialIndex(IRecords records)
{
    private const string Table = "principal-credentials";

    /// <summary>The user id that the entry of a hash names; null: there is none.</summary>
    public async ValueTask<string?> FindAsync(CredentialKind kind, string hash, CancellationToken cancellationToken) =>
        await records.FindAsync(KeyOf(kind, hash), cancellationToken) is { } record ? UserIdIn(record) : null;

    /// <summary>Makes a credential lead to a principal.</summary>
    /// <param name="isHeldBy">Whether a principal that the entry names now has the credential in its row: then the entry stays.</param>
    /// <returns>False: it leads to another that has it.</returns>
    public async ValueTask<bool> TryClaimAsync(
        CredentialKind kind, string hash, string userId, Func<string, ValueTask<bool>> isHeldBy, CancellationToken cancellationToken)
    {
        var entry = new NewRecord(KeyOf(kind, hash), JsonSerializer.SerializeToUtf8Bytes(userId, PrincipalJson.Default.String));
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await records.FindAsync(entry.Key, cancellationToken) is not { } present)
            {
                if (await records.TryInsertAsync(entry, cancellationToken) is not null) return true;
                continue;
            }

            var holder = UserIdIn(present);
            if (holder == userId) return true;
            if (await isHeldBy(holder)) return false;
            if (await records.TryReplaceAsync(entry, present.ETag, cancellationToken) is not null) return true;
        }

        throw StorageException.OfContention("The entry of a credential");
    }

    // 4,096 partitions, so that no hot one forms.
    private static RecordKey KeyOf(CredentialKind kind, string hash) => new(Table, hash[..3], $"{kind}~{hash}");

    private static string UserIdIn(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, PrincipalJson.Default.String)
        ?? throw new StorageException("The entry of a credential cannot be read.");
}
