using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Origins;

/// <summary>Makes the origids of calls by policy (RFC 8588 sections 5 and 10; ADR 0051), and resolves those that it made.</summary>
public sealed class OrigIds
{
    private readonly OrigIdKeys _keys;
    private readonly CallSources _sources;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    public OrigIds(IRecords records, OrigIdKeys keys, TimeProvider time, IRandom random) =>
        (_keys, _sources, _time, _random) = (keys, new CallSources(records, keys, random), time, random);

    /// <summary>The origid of a call. Waits for the store only with the first call of a source.</summary>
    internal async ValueTask<string> GetAsync(
        TenantId tenant, SigningPolicy policy, AttestationDecision decision, CallOrigin origin, CancellationToken cancellationToken)
    {
        var form = policy.OrigIds.Of(decision.Attest);
        switch (form)
        {
            case OrigIdForm.Pool:
                return policy.OrigIds.Pool[PlaceOf(decision.Rule, policy.OrigIds.Pool.Count)];
            case OrigIdForm.PerCustomer when origin.Customer is { } customer
                && policy.Customers.GetValueOrDefault(customer)?.OrigId is { } fixedOne:
                return fixedOne;
            case OrigIdForm.PerTrunk when origin.Trunk is { } trunk
                && policy.Trunks.GetValueOrDefault(trunk)?.OrigId is { } fixedOne:
                return fixedOne;
        }

        // A form that is per customer or per trunk says no more than that, to somebody who compares origids or traces one.
        var source = await _sources.GetAsync(
            new CallSource(
                tenant, form == OrigIdForm.PerTrunk ? null : origin.Customer, form == OrigIdForm.PerCustomer ? null : origin.Trunk),
            cancellationToken);
        if (form == OrigIdForm.Unique)
        {
            var key = await _keys.GetCurrentAsync(cancellationToken);
            return OrigIdContent.OfCall(source.Number, _time.GetUtcNow(), _random).Encrypt(key);
        }

        return await _keys.FindAsync(source.KeyVersion, cancellationToken) is { } own
            ? OrigIdContent.OfSource(source.Number).Encrypt(own)
            : throw new StorageException($"The key {source.KeyVersion} of origids is gone.");
    }

    /// <summary>Where the calls with an origid came from; null: it was not made here.</summary>
    internal async ValueTask<OrigIdTrace?> FindAsync(string origId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(origId, "D", out var uuid) || OrigIdContent.VersionOf(uuid) is not { } version) return null;
        if (await _keys.FindAsync(version, cancellationToken) is not { } key) return null;
        if (OrigIdContent.Decrypt(uuid, key) is not { } content) return null;
        return await _sources.FindAsync(content.Source, cancellationToken) is { } source
            ? new OrigIdTrace(
                content.Hour is null ? TracedForm.Source : TracedForm.Call, source.Tenant, source.Customer, source.Trunk, content.HourStart)
            : null;
    }

    // The same place for one rule on every instance and after every start.
    private static int PlaceOf(string rule, int count)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(rule));
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)count);
    }
}

/// <summary>What an origid stands for.</summary>
public enum TracedForm
{
    /// <summary>One call.</summary>
    Call,

    /// <summary>All calls of a customer or a trunk.</summary>
    Source,

    /// <summary>All calls for which a policy names this origid.</summary>
    Policy,
}

/// <summary>Where calls with an origid came from.</summary>
/// <param name="Customer">Null: it is not known, or the origid does not tell.</param>
/// <param name="Trunk">Null: it is not known, or the origid does not tell.</param>
/// <param name="Hour">When the hour of the call began; null: the origid is of many calls.</param>
public sealed record OrigIdTrace(TracedForm Form, TenantId Tenant, string? Customer, string? Trunk, DateTimeOffset? Hour);
