using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Origins;

/// <summary>Where calls come from.</summary>
/// <param name="Customer">As the policy names it; null: it is not known.</param>
/// <param name="Trunk">As the policy names it; null: it is not known.</param>
internal sealed record CallSource(TenantId Tenant, string? Customer, string? Trunk);

/// <summary>
/// Numbers of the places that calls come from. A number is stored before a call carries it, and is never another's. Only the first call
/// of a place reads the store.
/// </summary>
internal sealed class CallSources(IRecords records, OrigIdKeys keys, IRandom random)
{
    private const string Table = "signing-sources";
    private const string Names = "names";
    private const string Numbers = "numbers";
    private const string Absent = "~";
    private const int Remembered = 65_536;

    private readonly BoundedCache<CallSource, CallSourceNumber> _known = new(Remembered);

    /// <summary>The number of a source.</summary>
    public ValueTask<CallSourceNumber> GetAsync(CallSource source, CancellationToken cancellationToken) =>
        _known.TryGet(source, out var number) ? ValueTask.FromResult(number) : ReadAsync(source, cancellationToken);

    /// <summary>The source of a number; null: no call carries it.</summary>
    public async ValueTask<CallSource?> FindAsync(int number, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(PlaceOf(number), cancellationToken) is not { } record) return null;
        var document = JsonSerializer.Deserialize(record.Document.Span, OriginsJson.Default.CallSourceDocument);
        return document is not null && TenantId.TryParse(document.Tenant, out var tenant)
            ? new CallSource(tenant, document.Customer, document.Trunk)
            : throw new StorageException("The source of a call cannot be read.");
    }

    private async ValueTask<CallSourceNumber> ReadAsync(CallSource source, CancellationToken cancellationToken)
    {
        var names = new RecordKey(Table, Names, $"{source.Tenant}:{source.Customer ?? Absent}:{source.Trunk ?? Absent}");
        var number = await FindNumberAsync(names, cancellationToken) ?? await AddAsync(source, names, cancellationToken);
        _known.Set(source, number);
        return number;
    }

    private async ValueTask<CallSourceNumber> AddAsync(CallSource source, RecordKey names, CancellationToken cancellationToken)
    {
        var version = (await keys.GetCurrentAsync(cancellationToken)).Version;
        var document = new CallSourceDocument(source.Tenant.Value, source.Customer, source.Trunk, version);
        var content = JsonSerializer.SerializeToUtf8Bytes(document, OriginsJson.Default.CallSourceDocument);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            // Any number that is free. First what the number means, then that the source has it: a number that no source has is harmless.
            var number = new CallSourceNumber(NewNumber(), version);
            if (await records.TryInsertAsync(new NewRecord(PlaceOf(number.Number), content), cancellationToken) is null) continue;
            var named = new NewRecord(names, JsonSerializer.SerializeToUtf8Bytes(number, OriginsJson.Default.CallSourceNumber));
            if (await records.TryInsertAsync(named, cancellationToken) is not null) return number;
            return await FindNumberAsync(names, cancellationToken)
                ?? throw new StorageException("The number of a source of calls was stored and is not there.");
        }

        throw StorageException.OfContention("The number of a source of calls");
    }

    private async ValueTask<CallSourceNumber?> FindNumberAsync(RecordKey names, CancellationToken cancellationToken) =>
        await records.FindAsync(names, cancellationToken) is { } record
            ? JsonSerializer.Deserialize(record.Document.Span, OriginsJson.Default.CallSourceNumber)
                ?? throw new StorageException("The number of a source of calls cannot be read.")
            : null;

    private int NewNumber()
    {
        Span<byte> octets = stackalloc byte[3];
        random.Fill(octets);
        return (octets[0] << 16) | (octets[1] << 8) | octets[2];
    }

    private static RecordKey PlaceOf(int number) => new(Table, Numbers, number.ToString("X6", CultureInfo.InvariantCulture));
}
