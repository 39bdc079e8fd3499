using System.Globalization;
using System.Text;

namespace Shaken.Scale;

/// <summary>The results in Markdown.</summary>
internal static class Tables
{
    public static string Operations(IReadOnlyList<CallOperations> flows)
    {
        var text = new StringBuilder();
        text.AppendLine("# Storage requests of one call").AppendLine();
        text.AppendLine("Counted by making the call with the product's own classes over a store that counts; certificates are warm. `dotnet run --project bench/Scale -- operations` writes this file.").AppendLine();
        text.AppendLine("| call | sign | publish: list | insert | retrieve: list | replace | verify | used token ids | **on the call** | purge: delete | in all |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var flow in flows) Line(text, $"| {flow.Flow} | {flow.Signing} | {flow.PublishReads} | {flow.Inserts} | {flow.RetrieveReads} | {flow.Replaces} | {flow.Verifying} | {flow.ReplayRecords} | **{flow.OnTheCall}** | {flow.PurgeDeletes} | {flow.InAll} |");
        text.AppendLine();
        text.AppendLine("Signing and verifying ask nothing of the store: keys, verdicts, trusted-CA list and CRLs are in memory. Writes on the call are the one insert and the one replace that were aimed for, and one insert for each token shown. Two listings come on top, and no cache could serve them: the reader's is the question itself, what waits here; the publisher's holds the limits per signer and call, which count over all instances. Purges delete one by one, since Azure groups changes of one partition only.");
        return text.ToString();
    }

    public static string Cost(IReadOnlyList<CallOperations> flows, PriceList prices, CapacityOptions options)
    {
        var text = new StringBuilder();
        Line(text, $"List prices of {prices.Region}, {prices.Currency}, as of {prices.AsOf} (`docs/azure-prices.json`). {prices.Note}").AppendLine();
        var costs = flows.Where(flow => flow.Inserts == 1 && flow.PublishReads == 1).Select(flow => CallCost.Of(flow, prices, options)).ToList();
        Line(text, $"| a million calls | {string.Join(" | ", costs.Select(cost => cost.Flow))} |");
        Line(text, $"| --- |{string.Concat(Enumerable.Repeat(" --- |", costs.Count))}");
        for (var row = 0; row < costs[0].Lines.Count; row++)
            Line(text, $"| {costs[0].Lines[row].What} | {string.Join(" | ", costs.Select(cost => $"{cost.Lines[row].Units:#,0.###}: {cost.Lines[row].Amount:0.00}"))} |");
        Line(text, $"| **in all** | {string.Join(" | ", costs.Select(cost => $"**{cost.Total:0.00}**"))} |");
        text.AppendLine();
        Line(text, $"Front Door before the CPS adds {CallCost.FrontDoor(prices):0.00}, and a log record of 1 KiB for each request {CallCost.Logs(prices):0.00}: more than all else, so sample them. What is kept for three minutes costs nothing that shows. Instances are counted at {options.RequestsPerCore:#,0} requests a second and core, busy for {options.BusyShare:P0}; where calls are few an instance is billed for a second at least, so a call costs more.");
        return text.ToString();
    }

    public static string Country(SimulationResult result, Capacity capacity, CapacityOptions options)
    {
        var (load, limits, mix) = (result.Load, options.Limits, result.Options.Mix);
        var text = new StringBuilder();
        Line(text, $"A country of {mix.CallsPerSecond:#,0} calls/s, {result.Options.Seconds} s, one in {result.Options.KeepOneIn} pairs of numbers and all of the {mix.BusyPairs} busiest: {result.Simulated:#,0} calls made, standing for {result.Calls + result.Refused:#,0}.");
        Line(text, $"Stored {result.Calls:#,0}, refused as too many waited {result.Refused:#,0}, handed out {result.HandedOut:#,0}.").AppendLine();
        Line(text, $"| table | seconds of partitions | entities/s: p50 | p99.9 | most | of |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var table in load.Tables) Line(text, $"| `{table}` | {load.PartitionSeconds(table):#,0} | {load.Quantile(table, 0.5)} | {load.Quantile(table, 0.999)} | {load.Most(table)} | {limits.PartitionEntities:#,0} |");
        text.AppendLine();
        Line(text, $"Storage: {result.RequestsPerCall:0.00} requests a call, {capacity.CallRequests:#,0} a second (busiest {load.CallRequestsPerSecond.Max():#,0}), and {capacity.PurgeRequests:#,0} of the purge.").AppendLine();
        text.AppendLine("| role | what limits it | needs |");
        text.AppendLine("| --- | --- | --- |");
        Line(text, $"| `cps` | storage account, {limits.AccountRequests:#,0} requests/s, {limits.UsableShare:P0} of it used | {capacity.Accounts:0} accounts, one for each {capacity.CallsPerAccount:#,0} calls/s |");
        Line(text, $"| `cps` | instances, {options.RequestsPerCore:#,0} requests/s a core, busy for {options.BusyShare:P0} | {capacity.Instances:#,0} of {options.CoresPerInstance:0.##} core for {capacity.HttpRequests:#,0} requests/s; one app has {limits.AppInstances:#,0} |");
        Line(text, $"| `cr` | {options.Providers:#,0} certificates, fetched by {options.Verifiers:#,0} verifiers once in {options.CertificateDays:0.#} days | {capacity.ChainFetchesPerSecond:0} reads/s: 1 account, 1 instance; a cache before it takes most |");
        Line(text, $"| `ca` | vault, {limits.VaultSignatures} signatures/s ({limits.VaultHardwareSignatures} in hardware) | {capacity.CertificatesPerSecond:0.000} certificates/s: 1 account, 1 vault, 1 instance |");
        Line(text, $"| `pa` | vault; a list and a CRL an hour | 1 account, 1 vault, 1 instance |");
        Line(text, $"| `as` | no vault signs calls: {mix.CallsPerSecond:#,0} signatures/s would take {capacity.CallKeyVaults:#,0} vaults in {Math.Ceiling(capacity.CallKeyVaults / limits.VaultsPerSubscription):0} subscriptions | call keys in memory; of the vault one secret read as an instance starts |");
        return text.ToString();
    }

    private static StringBuilder Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
