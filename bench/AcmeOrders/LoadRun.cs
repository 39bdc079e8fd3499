using System.Diagnostics;
using System.Globalization;

namespace Shaken.AcmeOrders;

/// <summary>Clients that complete their orders one after the other, all clients at once. What they take is made before the clock
/// runs.</summary>
internal static class LoadRun
{
    /// <param name="prepareAsync">Makes a client, and gives its orders.</param>
    public static async Task MeasureAsync(int clients, int orders, int requestsPerOrder, Func<Task<IReadOnlyList<Func<Task>>>> prepareAsync)
    {
        var loads = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => prepareAsync()));
        var watch = Stopwatch.StartNew();
        var times = (await Task.WhenAll(loads.Select(RunAsync))).SelectMany(all => all).Order().ToArray();
        var seconds = watch.Elapsed.TotalSeconds;
        string Milliseconds(double share) =>
            times[(int)(share * (times.Length - 1))].TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
        if (times.Length == 0) throw new InvalidOperationException($"{orders} orders are fewer than {clients} clients.");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {times.Length / seconds:0} orders/s ({times.Length * requestsPerOrder / seconds:0} requests/s), an order p50 "
            + $"{Milliseconds(0.5)} ms, p99 {Milliseconds(0.99)} ms"));
    }

    private static async Task<List<TimeSpan>> RunAsync(IReadOnlyList<Func<Task>> orders)
    {
        var times = new List<TimeSpan>(orders.Count);
        foreach (var complete in orders)
        {
            var watch = Stopwatch.StartNew();
            await complete();
            times.Add(watch.Elapsed);
        }

        return times;
    }
}
