namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>Where a hosted program keeps its state so that it survives a kill: the settings that say so.</summary>
public sealed record HostedStorage(string Name, IReadOnlyDictionary<string, string> Settings)
{
    public static HostedStorage Disk(string folder) => new("Disk", new Dictionary<string, string> { ["Shaken__Storage"] = "Disk", ["Shaken__DataFolder"] = folder });

    public static HostedStorage Azure(string connectionString) =>
        new("Azure", new Dictionary<string, string> { ["Shaken__Storage"] = "Azure", ["Azure__Storage__ConnectionString"] = connectionString });
}
