using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;

namespace Shaken.AcmeOrders;

/// <summary>Clients with an account each, who complete orders one after the other. Keys, CSRs and tokens are made before the clock runs.</summary>
internal static class OrderLoad
{
    private const int RequestsPerOrder = 5;

    private static readonly TnAuthList Spc = ServiceProviderCode.TryParse("1234", out var code) ? TnAuthList.Of(new SpcEntry(code)) : throw new InvalidOperationException();

    public static async Task RunAsync(int port, string folder, int clients, int orders)
    {
        var x5u = OrderServer.X5uOf(port, await File.ReadAllTextAsync(Path.Combine(folder, OrderServer.Ready)));
        var signer = PolicyAdministratorFolder.Open(Path.Combine(folder, OrderServer.AdministratorFolder)).Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.SpcToken))!;
        var issuer = new SpcTokenIssuer(signer.Key, x5u, TkvalueForm.Base64, HostDependencies.Real.Time, SystemRandom.Instance);
        using var http = OperatorClient.New(new FetchingOptions());
        await LoadRun.MeasureAsync(clients, orders, RequestsPerOrder, () => PrepareAsync(http, port, issuer, orders / clients));
    }

    private static async Task<IReadOnlyList<Func<Task>>> PrepareAsync(HttpMessageInvoker http, int port, SpcTokenIssuer issuer, int orders)
    {
        var client = await LoadClient.NewAsync(http, $"http://127.0.0.1:{port}/acme", externalKey: null);
        var fingerprint = KeyFingerprint.Of(JsonWebKey.From(client.Key.PublicKey));
        var prepared = new List<Func<Task>>();
        for (var order = 0; order < orders; order++)
        {
            var csr = await LoadClient.CsrAsync(Spc);
            var token = await issuer.IssueAsync(Spc, fingerprint, ca: false, TimeSpan.FromHours(1), CancellationToken.None);
            prepared.Add(() => CompleteAsync(client, csr, token));
        }

        return prepared;
    }

    private static async Task CompleteAsync(LoadClient client, string csr, string token)
    {
        var order = await client.OrderAsync(Spc);
        var authorization = (await client.PostAsync(order.GetProperty("authorizations")[0].GetString()!, "")).Json;
        var challenge = (await client.PostAsync(authorization.GetProperty("challenges")[0].GetProperty("url").GetString()!, $$"""{"tkauth":"{{token}}"}""")).Json;
        LoadClient.Expect(challenge, "valid");
        await client.FinalizeAsync(order, csr);
    }
}
