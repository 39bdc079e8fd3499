using System.Globalization;
using Shaken.Azure;
using Shaken.Azure.Clients;
using Shaken.AzureStorage;
using Shaken.Core.Foundations;

// What one operation of the storage ports costs on Azurite.
// Usage: measure LABEL OPERATIONS, with the connection string in AZURITE; or report FILE.
switch (args)
{
    case ["measure", var label, var count] when int.TryParse(count, CultureInfo.InvariantCulture, out var operations):
        if (!StorageConnection.TryParse(Environment.GetEnvironmentVariable("AZURITE") ?? "", out var connection, out var problem))
        {
            Console.Error.WriteLine($"AZURITE: {problem}");
            return 2;
        }

#pragma warning disable RS0030 // A composition root.
        var time = TimeProvider.System;
#pragma warning restore RS0030

        // A prefix of its own keeps each run apart from the rows of the others; it has no zero.
        var prefix = $"bench{time.GetUtcNow().ToUnixTimeSeconds() % 1_000_000}".Replace('0', 'o');
        var options = new AzureStoreOptions(time, SystemRandom.Instance, StorageRetries.Usual);
        var store = new AzureStore(connection, credential: null, prefix, options);
        foreach (var figure in await new Run(store, time).MeasureAsync(operations)) Console.WriteLine($"{label};{figure}");
        return 0;
    case ["report", var file]:
        Report.Write(await File.ReadAllLinesAsync(file), Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: AzureStorage measure LABEL OPERATIONS | report FILE");
        return 2;
}
