using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Base;

/// <summary>What happened to a grant, for the delegation base.</summary>
internal enum DelegationEvent
{
    /// <summary>Its numbers are lent from now on.</summary>
    Begun,

    /// <summary>It was withdrawn, or its time is over.</summary>
    Ended,
}

/// <summary>
/// What happened to grants, in an order that all instances agree on: the cursor of the delegation base is a number of this log. Grants
/// that name no originating provider do not stand in it.
/// </summary>
internal sealed class DelegationLog
{
    private const string Table = "delegation-base";

    private readonly NumberedLog _log;
    private readonly TimeProvider _time;

    public DelegationLog(IRecords records, TimeProvider time) =>
        (_log, _time) = (new NumberedLog(records, Table, LabelsOf), time);

    /// <summary>Appends an event; appending it again changes nothing.</summary>
    public async ValueTask AppendAsync(
        GrantId id, GrantDocument grant, DelegationEvent what, CancellationToken cancellationToken)
    {
        if (grant.Originators.Count == 0) return;
        var entry = new DelegationLogDocument(id.Value, what, grant.Originators, grant.Numbers, _time.GetUtcNow());
        var octets = JsonSerializer.SerializeToUtf8Bytes(entry, DelegationLogJson.Default.DelegationLogDocument);
        await _log.AppendAsync(IdOf(entry), _ => octets, cancellationToken);
    }

    /// <summary>The number of the last event; 0 before the first.</summary>
    public async ValueTask<long> FindLastAsync(CancellationToken cancellationToken) =>
        (await _log.FindLastAsync(cancellationToken))?.Number ?? 0;

    /// <summary>Events from a number on, in their order.</summary>
    public async ValueTask<IReadOnlyList<DelegationLogDocument>> ReadAsync(long from, int most, CancellationToken cancellationToken) =>
        [.. (await _log.ReadAsync(from, most, cancellationToken)).Select(Read)];

    private static LogLabels LabelsOf(LogEntry entry) => new(IdOf(Read(entry)), Topics: []);

    private static string IdOf(DelegationLogDocument entry) => $"{entry.Grant}~{entry.Event}";

    private static DelegationLogDocument Read(LogEntry entry) =>
        JsonSerializer.Deserialize(entry.Document.Span, DelegationLogJson.Default.DelegationLogDocument)
        ?? throw new StorageException("An entry of the delegation base cannot be read.");
}

/// <summary>An event as it is stored.</summary>
internal sealed record DelegationLogDocument(
    string Grant, DelegationEvent Event, IReadOnlyList<string> Originators, IReadOnlyList<string> Numbers, DateTimeOffset At);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DelegationLogDocument))]
internal sealed partial class DelegationLogJson : JsonSerializerContext;
