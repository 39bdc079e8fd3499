using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shaken.Scale;

/// <summary>List prices of a day, from docs/azure-prices.json.</summary>
internal sealed record PriceList(string AsOf, string Region, string Currency, string Note, IReadOnlyList<Price> Prices)
{
    public static PriceList Read(string path) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(path), PriceJson.Default.PriceList) ?? throw new JsonException("The price list is empty.");

    /// <summary>What so many units cost.</summary>
    public decimal Of(string id, double units) => Prices.Single(price => price.Id == id) is var price ? price.Amount / price.Per * (decimal)units : 0;
}

/// <summary>One price.</summary>
/// <param name="Per">How many units the amount is for.</param>
/// <param name="Check">How far the amount has been confirmed.</param>
internal sealed record Price(string Id, decimal Amount, decimal Per, string Unit, string Source, string Check);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PriceList))]
internal sealed partial class PriceJson : JsonSerializerContext;
