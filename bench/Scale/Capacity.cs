namespace Shaken.Scale;

/// <summary>What one instance does, and how the country is cut.</summary>
internal sealed record CapacityOptions
{
    public AzureLimits Limits { get; init; } = new();

    /// <summary>Requests a second of one core of an instance; see "What limits each role" in docs/azure.md for where the default comes from.</summary>
    public double RequestsPerCore { get; init; } = 830;

    public double CoresPerInstance { get; init; } = 1;

    /// <summary>How busy an instance's core may be.</summary>
    public double BusyShare { get; init; } = 0.5;

    /// <summary>Providers with certificates.</summary>
    public int Providers { get; init; } = 2_000;

    /// <summary>Days that a call certificate lives; it is renewed after two thirds.</summary>
    public double CertificateDays { get; init; } = 3;

    /// <summary>Instances, over all providers, that verify, and fetch each certificate once in its life.</summary>
    public int Verifiers { get; init; } = 2_000;
}

/// <summary>What a country needs of Azure.</summary>
internal sealed record Capacity(
    double CallRequests,
    double PurgeRequests,
    double Accounts,
    double CallsPerAccount,
    double HttpRequests,
    double Instances,
    double CertificatesPerSecond,
    double ChainFetchesPerSecond,
    double CallKeyVaults)
{
    /// <summary>Of a simulation, at the rate of its country.</summary>
    public static Capacity Of(SimulationResult result, CapacityOptions options)
    {
        var rate = result.Options.Mix.CallsPerSecond;
        var limits = options.Limits;
        var (calls, purge) = (rate * result.RequestsPerCall, rate * PurgePerCall(result));
        var usable = limits.AccountRequests * limits.UsableShare;
        var perCall = result.RequestsPerCall + PurgePerCall(result);

        // A call is one POST and one GET.
        var http = 2 * rate;
        var issued = options.Providers / (options.CertificateDays * 2 / 3 * 86_400);
        var fetches = (double)options.Providers * options.Verifiers / (options.CertificateDays * 86_400);
        return new Capacity(
            calls, purge, Math.Ceiling((calls + purge) / usable), usable / perCall, http,
            Math.Ceiling(http / (options.RequestsPerCore * options.CoresPerInstance * options.BusyShare)),
            issued, fetches, Math.Ceiling(rate / limits.VaultSignatures));
    }

    // In the steady state each record that is inserted is purged once; a short run has not purged its last minute yet.
    private static double PurgePerCall(SimulationResult result)
    {
        var requests = result.Load.Requests;
        var inserted = requests.GetValueOrDefault(StorageAct.Insert) + requests.GetValueOrDefault(StorageAct.InsertAll);
        return inserted / (result.Calls + result.Refused);
    }
}
