using System.Globalization;
using Shaken.Scale;

// Capacity of a country on Azure, with the product's own keys; see docs/azure.md.
var (simulation, capacity) = (new SimulationOptions(), new CapacityOptions());
var verb = args is [['s' or 'o' or 'c', ..] first, ..] ? first : "simulate";
foreach (var argument in args.Skip(args.Length > 0 && args[0] == verb ? 1 : 0))
{
    if (argument.Split('=') is not [var name, var text] || !double.TryParse(text, CultureInfo.InvariantCulture, out var value)) return Usage();
    switch (name)
    {
        case "--calls": simulation = simulation with { Mix = simulation.Mix with { CallsPerSecond = value } }; break;
        case "--seconds": simulation = simulation with { Seconds = (int)value }; break;
        case "--one-in": simulation = simulation with { KeepOneIn = (int)value }; break;
        case "--busiest-pair": simulation = simulation with { Mix = simulation.Mix with { BusiestPair = value } }; break;
        case "--tokens": simulation = simulation with { Mix = simulation.Mix with { TokenShare = value } }; break;
        case "--seed": simulation = simulation with { Seed = (ulong)value }; break;
        case "--requests-per-core": capacity = capacity with { RequestsPerCore = value }; break;
        case "--cores": capacity = capacity with { CoresPerInstance = value }; break;
        case "--providers": capacity = capacity with { Providers = (int)value }; break;
        default: return Usage();
    }
}

var root = Root();
switch (verb)
{
    case "operations":
        var table = Tables.Operations(await OperationsPerCall.CountAsync());
        await File.WriteAllTextAsync(Path.Combine(root, "bench", "results", "operations-per-call.md"), table);
        Console.WriteLine(table);
        return 0;
    case "cost":
        Console.WriteLine(Tables.Cost(await OperationsPerCall.CountAsync(), PriceList.Read(Path.Combine(root, "docs", "azure-prices.json")), capacity));
        return 0;
    case "simulate":
        var result = await Simulation.RunAsync(simulation);
        Console.WriteLine(Tables.Country(result, Capacity.Of(result, capacity), capacity));
        if (result.Load.Busiest is not { } busiest || busiest.Entities <= capacity.Limits.PartitionEntities) return 0;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A partition of {busiest.Table} was asked for {busiest.Entities} entities in one second; it takes {capacity.Limits.PartitionEntities}."));
        return 1;
    default:
        return Usage();
}

static int Usage()
{
    Console.Error.WriteLine("Scale [simulate|operations|cost] [--calls=N] [--seconds=N] [--one-in=N] [--busiest-pair=N] [--tokens=SHARE] [--seed=N] [--requests-per-core=N] [--cores=N] [--providers=N]");
    return 2;
}

static string Root()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Shaken.Serverless.sln"))) folder = folder.Parent;
    return folder?.FullName ?? throw new DirectoryNotFoundException("The program runs within its repository.");
}
