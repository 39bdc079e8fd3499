using System.Globalization;
using Shaken.AcmeOrders;

// How many ACME orders a second an STI-CA completes, and the ACME server of a provider's customers beside it; see bench/orders.sh.
switch (args)
{
    case ["serve", var storage, var port, var folder]:
        await OrderServer.RunAsync(storage, Number(port), folder);
        return 0;
    case ["load", var port, var folder, var clients, var orders]:
        await OrderLoad.RunAsync(Number(port), folder, Number(clients), Number(orders));
        return 0;
    case ["load-customers", var port, var folder, var clients, var orders]:
        await CustomerLoad.RunAsync(Number(port), folder, Number(clients), Number(orders));
        return 0;
    case ["floor"]:
        await SignatureFloor.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("AcmeOrders serve memory|disk PORT FOLDER; load|load-customers PORT FOLDER CLIENTS ORDERS; floor");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
