using System.Runtime.CompilerServices;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Registry.Countries;

/// <summary>The register: one row of each country that ever asked; every change stands in the audit log.</summary>
public sealed class RegistryCountries
{
    private const string Table = "registry-countries";
    private const string Partition = "countries";

    private readonly AuditedRows<RegistryCountryRow> _rows;
    private readonly TimeProvider _time;

    public RegistryCountries(AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        _time = time;
        _rows = new AuditedRows<RegistryCountryRow>(
            audit, records, Table, RegistryCountryJson.Default.Country, carryOut: null, time, random);
    }

    /// <summary>Null: the country never asked.</summary>
    public async ValueTask<RegistryCountry?> FindAsync(CountryCode country, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, country.Value, cancellationToken))?.ToCountry();

    /// <summary>All of them, whatever their state, in the order of their codes: as many as there are codes at most.</summary>
    public async IAsyncEnumerable<RegistryCountry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken)) yield return row.ToCountry();
    }

    /// <summary>What the next list says.</summary>
    public async ValueTask<IReadOnlyList<RegistryEntry>> GetPublishedAsync(CancellationToken cancellationToken)
    {
        var entries = new List<RegistryEntry>();
        await foreach (var country in ListAsync(cancellationToken))
        {
            if (country.Published is { } entry) entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    /// <summary>Changes a country: revision, time and author are set here.</summary>
    /// <param name="revision">The revision that the caller read; 0: the country never asked.</param>
    /// <param name="content">With <paramref name="action"/> it tells this change from all others of the same request.</param>
    /// <param name="change">It may be called more than once.</param>
    internal async ValueTask<Outcome<RegistryCountry, RegistryRefusal>> ChangeAsync(
        CountryCode country, long revision, ActRequest act, string action, string content,
        Func<RegistryCountry?, Outcome<RegistryCountry, RegistryRefusal>> change, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"{action} {content}"));
        var outcome = await _rows.ChangeAsync<RegistryRefusal>(
            Partition, country.Value, mark,
            row =>
            {
                var before = row?.ToCountry();
                var current = before?.Revision ?? 0;
                if (current != revision)
                {
                    return new(new RegistryRefusal(
                        RegistryFailure.RevisionDiffers, $"the registration of {country} has revision {current}; read it again"));
                }

                if (!change(before).TryGet(out var changed, out var breach)) return new(breach);
                var after = changed with { Revision = revision + 1, ChangedAt = _time.GetUtcNow(), ChangedBy = act.Actor };
                return new(new AuditedChange<RegistryCountryRow>(RegistryCountryRow.Of(after), ActOf(before, after, act, action)));
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToCountry() : refusal;
    }

    private static AuditAct ActOf(RegistryCountry? before, RegistryCountry after, ActRequest act, string action)
    {
        var subject = new AuditParty("registered-country", after.Country.Value);
        AuditChange[] changes =
        [
            AuditChange.Of("state", before is null ? null : KebabCase.Of(before.State), KebabCase.Of(after.State)),
            AuditChange.Of("inForce", TextOf(before?.InForce), TextOf(after.InForce)),
            AuditChange.Of("proposed", TextOf(before?.Proposed), TextOf(after.Proposed)),
            AuditChange.Of("provenUrl", before?.ProvenUrl, after.ProvenUrl),
        ];
        return act.ToAct(subject, after.Revision, after.ChangedAt, action, changes);
    }

    private static string? TextOf(Registration? registration) => registration is null ? null : RegistrationJson.TextOf(registration);
}
