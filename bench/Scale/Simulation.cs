using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Storage;
using Shaken.Local.Records;

namespace Shaken.Scale;

/// <summary>How long and how finely.</summary>
internal sealed record SimulationOptions
{
    public TrafficMix Mix { get; init; } = new();

    /// <summary>Seconds of the simulated clock. Tombstones live for two minutes and wait up to one for the purge, so the fourth minute is the steady state.</summary>
    public int Seconds { get; init; } = 240;

    /// <summary>Of so many pairs of numbers one is simulated.</summary>
    public int KeepOneIn { get; init; } = 100;

    public int Publishers { get; init; } = 40;

    public ulong Seed { get; init; } = 1;
}

/// <summary>What a simulation saw.</summary>
/// <param name="Calls">Calls of the country that were published and stored.</param>
/// <param name="Simulated">How many of them were really made.</param>
/// <param name="Refused">Calls of the country whose PASSporT was refused: too many waited.</param>
/// <param name="HandedOut">Calls of the country whose PASSporT was handed out.</param>
internal sealed record SimulationResult(SimulationOptions Options, StorageLoad Load, double Calls, long Simulated, double Refused, double HandedOut)
{
    /// <summary>Requests to the store for one call, the purge apart.</summary>
    public double RequestsPerCall => Load.CallRequests / (Calls + Refused);

    public double PurgeRequestsPerCall => Load.PurgeRequests / (Calls + Refused);
}

/// <summary>Runs a country's calls through the product's own classes, so that tables, partitions and rows are the product's.</summary>
internal static class Simulation
{
    // From publishing until the other side asks: 1 to 3 seconds, the time a call takes to get there.
    private const int LongestSetup = 3;

    // The product's purges run once a minute.
    private const int PurgeEvery = 60;
    private const int PurgeAt = 30;

    public static Task<SimulationResult> RunAsync(SimulationOptions options) => RunAsync(options, records => records);

    /// <param name="design">Puts another design of keys between the product and the store, to see what it would do.</param>
    public static async Task<SimulationResult> RunAsync(SimulationOptions options, Func<IRecords, IRecords> design)
    {
        var clock = new SimulatedClock();
        var load = new StorageLoad();
        var counting = new CountingRecords(new MemoryRecords(), load.Add);
        var cps = await Cps.NewAsync(design(counting), clock, options.Publishers);
        var draws = new Draws(options.Seed);
        var traffic = new Traffic(options.Mix, options.KeepOneIn, draws);
        var due = new Dictionary<int, List<DrawnCall>>();
        var (calls, simulated, refused, handedOut) = (0.0, 0L, 0.0, 0.0);
        for (var second = 0; second < options.Seconds; second++)
        {
            foreach (var call in traffic.OfOneSecond())
            {
                counting.Weight = call.Weight;
                simulated++;
                var passport = await cps.SignAsync(call.Numbers, call.Publisher);
                var outcome = await cps.PublishAsync(call.Form, call.Numbers, call.Publisher, passport);
                if (outcome.TryGet(out _, out var refusal)) calls += call.Weight;
                else if (refusal.Reason == CpsFailure.MailboxFull) refused += call.Weight;
                else throw new InvalidOperationException($"A sound call was refused: {refusal.Reason}, {refusal.Detail}");

                // Refused or not, the call goes on, and the other side asks.
                var at = second + 1 + (int)draws.Below(LongestSetup);
                if (due.TryGetValue(at, out var others)) others.Add(call);
                else due[at] = [call];
            }

            if (due.Remove(second, out var arriving))
            {
                foreach (var call in arriving)
                {
                    counting.Weight = call.Weight;
                    if ((await cps.RetrieveAsync(call.Form, call.Numbers, call.Publisher)).TryGet(out var taken, out _)) handedOut += call.Weight * taken.Passports.Count;
                }
            }

            // What a minute left of calls goes at once, and tombstones live up to that much longer. Used ids go as they expire: each second as many as are written.
            if (second % PurgeEvery == PurgeAt) await PurgeAsync(PassportMailbox.Table, design(counting), clock);
            await PurgeAsync(BearerVerifier.Table, design(counting), clock);
            clock.Advance(TimeSpan.FromSeconds(1));
            load.EndSecond(clock.GetUtcNow());
        }

        return new SimulationResult(options, load, calls, simulated, refused, handedOut);
    }

    /// <summary>What the product's purge timers do.</summary>
    /// <returns>How many records were removed.</returns>
    public static ValueTask<int> PurgeAsync(string table, IRecords records, SimulatedClock clock) =>
        records.RemoveExpiredAsync(table, clock.GetUtcNow(), int.MaxValue, CancellationToken.None);
}
