using System.Globalization;

namespace Shaken.AzureStorage;

/// <summary>The median of several runs, one row an operation and a build.</summary>
internal static class Report
{
    public static void Write(IEnumerable<string> lines, TextWriter output)
    {
        output.WriteLine("| connections | operation | build | operations/s | p50, µs | p99, µs | allocated, octets | processor, µs |");
        output.WriteLine("| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |");
        var rows = lines.Select(line => line.Split(';')).ToLookup(fields => (Connections: fields[2], Operation: fields[1]));
        foreach (var row in rows)
        foreach (var build in row.GroupBy(fields => fields[0]))
        {
            var figures = Enumerable.Range(3, 5).Select(field => Median(build, field).ToString("N0", CultureInfo.InvariantCulture));
            output.WriteLine($"| {row.Key.Connections} | {row.Key.Operation} | {build.Key} | {string.Join(" | ", figures)} |");
        }
    }

    private static double Median(IEnumerable<string[]> runs, int field)
    {
        var values = runs.Select(fields => double.Parse(fields[field], CultureInfo.InvariantCulture)).Order().ToList();
        return values[values.Count / 2];
    }
}
