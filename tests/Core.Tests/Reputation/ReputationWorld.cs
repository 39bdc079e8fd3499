using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Reputation;
using Shaken.Core.Reputation.Folding;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Tracebacks;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Reputation;

/// <summary>A policy administrator's reputation over one store.</summary>
internal sealed class ReputationWorld
{
    private int _batches;

    public ReputationWorld(DeploymentSecrets? secrets = null, IRecords? records = null)
    {
        Records = records ?? new MemoryRecords();
        Secrets = secrets ?? new DeploymentSecrets(DeploymentSecret.New("one", SystemRandom.Instance), Other: null);
    }

    public ManualTime Time { get; init; } = new();

    public IRecords Records { get; }

    public DeploymentSecrets Secrets { get; }

    public ReporterBounds Bounds { get; init; } = ReporterBounds.Usual;

    public AuditLog Audit => new(Records, Time);

    public static TelephoneNumber Caller { get; } = NumberOf("12155550121");

    public static ProviderId Signer { get; } = ProviderOf("CA/1234");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TelephoneNumber NumberOf(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException(text, nameof(text));

    public static ProviderId ProviderOf(string text) =>
        ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException(text, nameof(text));

    public static CountryCode CountryOf(string text) =>
        CountryCode.TryParse(text, out var country) ? country : throw new ArgumentException(text, nameof(text));

    /// <summary>A fresh instance of the program over the store.</summary>
    public TakeObservations Take(IRecords? records = null) => new(
        records ?? Records, Keys(records), Secrets, Bounds, Time, SystemRandom.Instance);

    public CallerKeys Keys(IRecords? records = null) =>
        new(records ?? Records, Secrets, Time, SystemRandom.Instance, NullLogger<CallerKeys>.Instance);

    public FoldObservations Fold(IRecords? records = null, ILogger<FoldObservations>? logger = null) =>
        new(records ?? Records, Time, logger ?? NullLogger<FoldObservations>.Instance);

    public TracebackRegister Tracebacks() =>
        new(Audit, Records, Time, SystemRandom.Instance, NullLogger<TracebackRegister>.Instance);

    public ReputationScores Scores() => new(
        Records, Keys(), Tracebacks(), ReputationRules.Usual, Time, NullLogger<ReputationScores>.Instance);

    /// <summary>A call that verified with an A of <see cref="Signer"/>.</summary>
    public Observation Call(ObservedOutcome outcome, TelephoneNumber? calling = null) =>
        new(Time.GetUtcNow(), Verstat.Passed, outcome)
        {
            Attest = Attestation.A, Country = Signer.Country, Signer = Signer, OrigId = "origin-1", Calling = calling ?? Caller,
        };

    public ReadOnlyMemory<byte> Batch(int count, ObservedOutcome outcome, string? id = null, TelephoneNumber? calling = null) =>
        ObservationBatchJson.Write(
            id ?? $"b-{Interlocked.Increment(ref _batches)}", Enumerable.Repeat(Call(outcome, calling), count));

    /// <summary>Each of these reporters sees so many calls of one outcome.</summary>
    public async Task ReportAsync(int reporters, int calls, ObservedOutcome outcome, string prefix = "cvt")
    {
        for (var reporter = 0; reporter < reporters; reporter++)
        {
            Assert.True((await Take().TakeAsync($"{prefix}-{reporter}", Batch(calls, outcome), Token)).IsSuccess);
        }

        await Fold().RunAsync(Token);
    }

    public async Task<IReadOnlyList<StoredRecord>> ListAsync(string table, string partition) =>
        (await Records.ListAsync(table, partition, continuation: null, StorageLimits.Page, Token)).Records;

    public ActRequest Act(string requestId = "request") =>
        ActRequest.TryCreate(new AuditParty("operator", "alice"), "192.0.2.1", "as decided", requestId, out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(requestId));
}
