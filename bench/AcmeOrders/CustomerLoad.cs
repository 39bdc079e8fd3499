using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.AcmeOrders;

/// <summary>A provider's customer, whose clients have an account each, and who orders certificates for ten numbers that are lent to
/// it.</summary>
internal static class CustomerLoad
{
    /// <summary>What is lent: ten numbers of a block.</summary>
    public static TnAuthList Numbers { get; } = Block(10);

    private const int RequestsPerOrder = 3;

    /// <summary>Numbers from the first that is lent on.</summary>
    public static TnAuthList Block(int count) =>
        TelephoneNumber.TryParse("12025550100", out var first) && TelephoneNumberRange.TryCreate(first, count, out var range)
            ? TnAuthList.Of(new RangeEntry(range)) : throw new InvalidOperationException();

    public static async Task RunAsync(int port, string folder, int clients, int orders)
    {
        // A key binds one account, so the next run finds those that are left.
        var file = Path.Combine(folder, OrderServer.ExternalKeys);
        var all = await File.ReadAllLinesAsync(file);
        var keys = new Queue<string>(all.Take(clients));
        await File.WriteAllLinesAsync(file, all.Skip(clients));
        using var http = OperatorClient.New(new FetchingOptions());
        await LoadRun.MeasureAsync(clients, orders, RequestsPerOrder, () => PrepareAsync(http, port, keys.Dequeue(), orders / clients));
    }

    private static async Task<IReadOnlyList<Func<Task>>> PrepareAsync(HttpMessageInvoker http, int port, string line, int orders)
    {
        var parts = line.Split(' ');
        var key = new ExternalAccountKey(parts[0], Convert.FromHexString(parts[1]));
        var client = await LoadClient.NewAsync(http, $"http://127.0.0.1:{port}/delegation/acme", key);
        var prepared = new List<Func<Task>>();
        for (var order = 0; order < orders; order++)
        {
            var csr = await LoadClient.CsrAsync(Numbers);
            prepared.Add(async () => await client.FinalizeAsync(await client.OrderAsync(Numbers), csr));
        }

        return prepared;
    }
}
