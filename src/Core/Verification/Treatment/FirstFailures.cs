using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Verification.Treatment;

/// <summary>
/// Whose failures ended a call within the last 24 hours (first option of the SHAKEN framework's draft). Of many calls of one originating
/// number at once, on however many instances, one is the first. The store holds a keyed hash of the number, and no number.
/// </summary>
public sealed class FirstFailures
{
    /// <summary>The table, for its purge.</summary>
    public const string Table = "vs-first-failures";

    /// <summary>How long a number's failures are final no more.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private static readonly byte[] Content = JsonSerializer.SerializeToUtf8Bytes("", StorageJson.Default.String);

    private readonly IRecords _records;
    private readonly Sealing _current;
    private readonly Sealing? _other;
    private readonly TimeProvider _time;

    public FirstFailures(IRecords records, DeploymentSecrets secrets, TimeProvider time, IRandom random)
    {
        (_records, _time) = (records, time);
        _current = new Sealing(secrets.Current, Table, random);
        _other = secrets.Other is { } other ? new Sealing(other, Table, random) : null;
    }

    /// <summary>Whether this is the first failure of an originating party within the window; from then on it is not.</summary>
    /// <exception cref="StorageException">The store does not answer.</exception>
    public async ValueTask<bool> TryBeFirstAsync(TenantId tenant, PassportParty orig, CancellationToken cancellationToken)
    {
        // No id of a tenant has a bar, so two pairs never make one text.
        var text = $"{tenant}|{TextOf(orig)}";
        var now = _time.GetUtcNow();
        if (_other is not null
            && await _records.FindAsync(KeyOf(_other, text), cancellationToken) is { } earlier
            && IsInForce(earlier, now))
            return false;
        var record = new NewRecord(KeyOf(_current, text), Content, now + Window);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.TryInsertAsync(record, cancellationToken) is not null) return true;
            if (await _records.FindAsync(record.Key, cancellationToken) is not { } known) continue;
            if (IsInForce(known, now)) return false;

            // It has expired and waits for the purge.
            if (await _records.TryReplaceAsync(record, known.ETag, cancellationToken) is not null) return true;
        }

        throw StorageException.OfContention("The first failure of a number");
    }

    private static bool IsInForce(StoredRecord record, DateTimeOffset now) => record.ExpiresAt > now;

    // Many partitions, so that no hot one forms.
    private static RecordKey KeyOf(Sealing sealing, string text)
    {
        var hash = sealing.Hash(text);
        return new RecordKey(Table, hash[..3], $"{sealing.SecretId}.{hash}");
    }

    private static string TextOf(PassportParty party) => party switch
    {
        NumberParty number => $"tn:{number.Number.Value}",
        UriParty uri => $"uri:{uri.Uri}",
        _ => throw new InvalidOperationException("A party is a number or a URI."),
    };
}
