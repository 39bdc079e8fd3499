using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Reputation.Folding;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Storage;
using Shaken.Local.Records;

namespace Shaken.Benchmarks;

/// <summary>
/// Observations of calls taken in batches and folded into evidence, in a store in memory: their times, and the most memory of the process,
/// the store's content included. Give the process a hard limit to hold the bound: DOTNET_GCHeapHardLimit.
/// </summary>
internal static class ReputationFigures
{
    private const int PerBatch = 1000;
    private const int Reporters = 20;
    private const int Numbers = 300_000;
    private const int Signers = 500;
    private const long FirstNumber = 12_150_000_000;

    public static async Task RunAsync(int observations)
    {
#pragma warning disable RS0030 // A composition root.
        var time = TimeProvider.System;
#pragma warning restore RS0030
        var records = new MemoryRecords();
        var secrets = new DeploymentSecrets(DeploymentSecret.New("bench", SystemRandom.Instance), Other: null);
        var keys = new CallerKeys(records, secrets, time, SystemRandom.Instance, NullLogger<CallerKeys>.Instance);
        var take = new TakeObservations(
            records, keys, secrets, new ReporterBounds(PerHour: int.MaxValue / 2, BatchesPerMinute: 1_000_000), time,
            SystemRandom.Instance);
        var fold = new FoldObservations(records, time, NullLogger<FoldObservations>.Instance);
        var signers = Enumerable.Range(1000, Signers).Select(ProviderOf).ToList();

        var taking = TimeSpan.Zero;
        for (var batch = 0; batch * PerBatch < observations; batch++)
        {
            var body = BodyOf(batch, signers, time.GetUtcNow());
            var began = time.GetTimestamp();
            var taken = await take.TakeAsync($"cvt-{batch % Reporters}", body, CancellationToken.None);
            taking += time.GetElapsedTime(began);
            if (!taken.IsSuccess) throw new InvalidOperationException(taken.Failure.Detail);
        }

        var start = time.GetTimestamp();
        var folded = 0;
        while (await fold.RunAsync(CancellationToken.None) is > 0 and var count) folded += count;
        var folding = time.GetElapsedTime(start);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine("| observations | batches | taken, s | folded, s | peak working set, MiB |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {observations:N0} | {folded:N0} | {taking.TotalSeconds:F1} | {folding.TotalSeconds:F1} | "
            + $"{process.PeakWorkingSet64 / 1048576.0:F0} |"));
    }

    // The same numbers come back in an order that looks random and is the same in each run.
    private static byte[] BodyOf(int batch, List<ProviderId> signers, DateTimeOffset now) => ObservationBatchJson.Write(
        string.Create(CultureInfo.InvariantCulture, $"b-{batch}"),
        Enumerable.Range(0, PerBatch).Select(index =>
        {
            var place = ((batch * (long)PerBatch) + index) * 7919;
            var signer = signers[(int)(place % Signers)];
            return new Observation(now, Verstat.Passed, place % 10 == 0 ? ObservedOutcome.Unwanted : ObservedOutcome.Clean)
            {
                Attest = Attestation.A,
                Country = signer.Country,
                Signer = signer,
                OrigId = string.Create(CultureInfo.InvariantCulture, $"origin-{place % 100}"),
                Calling = NumberOf(FirstNumber + (place % Numbers)),
            };
        }));

    private static ProviderId ProviderOf(int code) =>
        ProviderId.TryParse(string.Create(CultureInfo.InvariantCulture, $"US/{code}"), out var provider)
            ? provider
            : throw new InvalidOperationException("A code is a code.");

    private static TelephoneNumber NumberOf(long number) =>
        TelephoneNumber.TryParseCanonical(number.ToString(CultureInfo.InvariantCulture), out var parsed)
            ? parsed
            : throw new InvalidOperationException("A number is a number.");
}
