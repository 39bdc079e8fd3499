using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;

namespace Shaken.AcmeOrders;

/// <summary>
/// What no server can leave out of an order: five requests, one token and one CSR whose signatures are checked, and one certificate that is signed. Nothing else is done,
/// with keys that are ready.
/// </summary>
internal static class SignatureFloor
{
    private const int Checks = OrderRequests + 2;
    private const int OrderRequests = 5;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        using var key = SoftwareKey.New();
        var publicKey = EcdsaPublicKey.From(key.PublicKey);
        var digest = SHA256.HashData("order"u8);
        var signature = (await key.SignAsync(digest, CancellationToken.None)).Concatenated.ToArray();

        // The first round warms up.
        for (var round = 0; round < 2; round++)
        {
            var watch = Stopwatch.StartNew();
            var orders = 0;
            for (; watch.Elapsed < Measured; orders++)
            {
                for (var check = 0; check < Checks; check++)
                {
                    if (!publicKey.Verifies(digest, signature)) throw new InvalidOperationException("A good signature does not verify.");
                }

                await key.SignAsync(digest, CancellationToken.None);
            }

            if (round > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {orders / watch.Elapsed.TotalSeconds:0} orders/s"));
        }
    }
}
