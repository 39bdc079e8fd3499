namespace Shaken.Scale;

/// <summary>One line of a bill.</summary>
internal sealed record CostLine(string What, double Units, decimal Amount);

/// <summary>What a million calls of one kind cost.</summary>
internal sealed record CallCost(string Flow, IReadOnlyList<CostLine> Lines)
{
    private const double Calls = 1_000_000;

    // One POST and one GET.
    private const double Http = 2 * Calls;

    // Requests and answers have about a KiB each.
    private const double KibibytesPerGibibyte = 1024 * 1024;

    // Flex Consumption bills an instance's memory while it works on anything: 2,048 MB for a core.
    private const double GigabytesPerCore = 2;

    public decimal Total => Lines.Sum(line => line.Amount);

    public static CallCost Of(CallOperations operations, PriceList prices, CapacityOptions options)
    {
        var seconds = Http / (options.RequestsPerCore * options.BusyShare);
        CostLine Line(string what, string id, double units) => new(what, units, prices.Of(id, units));
        return new CallCost(operations.Flow,
        [
            Line("storage requests on the call", "tableRequest", Calls * operations.OnTheCall),
            Line("storage requests of the purge", "tableRequest", Calls * operations.PurgeDeletes),
            Line("executions", "flexExecution", Http),
            Line("GB-seconds of instances", "flexGigabyteSecond", seconds * GigabytesPerCore),
        ]);
    }

    /// <summary>What Front Door adds, where it stands before the CPS.</summary>
    public static decimal FrontDoor(PriceList prices) => prices.Of("frontDoorRequest", Http) + prices.Of("frontDoorGigabyte", Http / KibibytesPerGibibyte);

    /// <summary>What logs add, where each request leaves a record of 1 KiB.</summary>
    public static decimal Logs(PriceList prices) => prices.Of("logGigabyte", Http / KibibytesPerGibibyte);
}
