using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Shaken.Infra.Tests.Bicep;

/// <summary>A function of the language.</summary>
/// <param name="Least">Arguments at least.</param>
/// <param name="Most">Arguments at most.</param>
/// <param name="Result">What it gives, by what it is given.</param>
/// <param name="Run">What it does, in the given place.</param>
public sealed record Function(int Least, int Most, Func<IReadOnlyList<Shape>, Shape> Result, Func<Place, IReadOnlyList<object?>, object?> Run);

/// <summary>The functions that our files use. Others are unknown, so that a slip of the pen is not taken for one.</summary>
public static class Functions
{
    /// <summary>Stands for the subscription that nothing is ever deployed to.</summary>
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";

    private static readonly Func<IReadOnlyList<Shape>, Shape> Text = _ => Shape.Text;

    public static IReadOnlyDictionary<string, Function> All { get; } = new Dictionary<string, Function>
    {
        ["uniqueString"] = new(1, 20, Text, (_, given) => Digest(given)[..13]),
        ["guid"] = new(1, 20, Text, (_, given) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('-', given.Select(Values.ToText)))).AsSpan(0, 16)).ToString()),
        ["take"] = new(2, 2, given => given[0], (_, given) => Values.ToText(given[0]) is var text && Values.ToText(given[0]).Length > (int)(long)given[1]! ? text[..(int)(long)given[1]!] : text),
        ["replace"] = new(3, 3, Text, (_, given) => Values.ToText(given[0]).Replace(Values.ToText(given[1]), Values.ToText(given[2]), StringComparison.Ordinal)),
        ["split"] = new(2, 2, _ => new ListShape(Shape.Text), (_, given) => Values.ToText(given[0]).Split(Values.ToText(given[1])).Cast<object?>().ToList()),
        ["join"] = new(2, 2, Text, (_, given) => string.Join(Values.ToText(given[1]), Values.ToList(given[0]).Select(Values.ToText))),
        ["last"] = new(1, 1, Item, (_, given) => Values.ToList(given[0])[^1]),
        ["concat"] = new(2, 9, given => given.Aggregate(Shape.Common), (_, given) => given.SelectMany(Values.ToList).ToList()),
        ["flatten"] = new(1, 1, Item, (_, given) => Values.ToList(given[0]).SelectMany(Values.ToList).ToList()),
        ["contains"] = new(2, 2, _ => Shape.Flag, (_, given) => given[0] is IReadOnlyDictionary<string, object?> members ? members.ContainsKey(Values.ToText(given[1])) : Values.ToList(given[0]).Contains(given[1])),
        ["empty"] = new(1, 1, _ => Shape.Flag, (_, given) => Values.IsEmpty(given[0])),
        ["union"] = new(2, 9, given => given[0] is ListShape ? given[0] : Shape.AnyObject, (_, given) => given[0] is List<object?> ? given.SelectMany(Values.ToList).Distinct().ToList() : Union(given)),
        ["cidrSubnet"] = new(3, 3, Text, (_, given) => Subnet(Values.ToText(given[0]), (int)(long)given[1]!, (int)(long)given[2]!)),
        ["resourceId"] = new(2, 9, Text, (place, given) => ResourceId(place, [.. given.Select(Values.ToText)])),
        ["subscriptionResourceId"] = new(2, 2, Text, (_, given) => $"{Subscription}/providers/{Values.ToText(given[0])}/{Values.ToText(given[1])}"),
        ["subscription"] = new(0, 0, _ => Members("id", "subscriptionId"), (_, _) => Place.Subscription),
        ["resourceGroup"] = new(0, 1, _ => Members("id", "name", "location"), (place, given) => given.Count == 0 ? place : new Place(Values.ToText(given[0]))),
        ["tenant"] = new(0, 0, _ => Members("tenantId"), (_, _) => Values.New(("tenantId", new RuntimeValue("tenant().tenantId")))),
        ["environment"] = new(0, 0, _ => new ObjectShape([new("suffixes", Members("storage", "keyvaultDns"))], null), (_, _) => Values.New(("suffixes", Values.New(("storage", "core.windows.net"), ("keyvaultDns", ".vault.azure.net"))))),
        ["items"] = new(1, 1, given => new ListShape(new ObjectShape([new("key", Shape.Text), new("value", given[0] is ObjectShape { Others: { } others } ? others : Shape.Any)], null)),
            (_, given) => ((IReadOnlyDictionary<string, object?>)given[0]!).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => (object?)Values.New(("key", member.Key), ("value", member.Value))).ToList()),
    };

    /// <summary>Functions that are given another one: over what, and what they make of it.</summary>
    public static IReadOnlyDictionary<string, Func<Shape, Shape, Shape>> OverLambdas { get; } = new Dictionary<string, Func<Shape, Shape, Shape>>
    {
        ["map"] = (_, result) => new ListShape(result),
        ["filter"] = (given, _) => given,
        ["mapValues"] = (_, result) => new ObjectShape([], result),
    };

    public static Shape Item(IReadOnlyList<Shape> given) => given[0] is ListShape list ? list.Item : Shape.Any;

    private static ObjectShape Members(params string[] names) => new(names.Select(name => KeyValuePair.Create(name, Shape.Text)), null);

    private static string Digest(IReadOnlyList<object?> given) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('-', given.Select(Values.ToText)))));

    private static Dictionary<string, object?> Union(IReadOnlyList<object?> given)
    {
        var members = new Dictionary<string, object?>();
        foreach (var (name, value) in given.SelectMany(one => (IReadOnlyDictionary<string, object?>)one!)) members[name] = value;
        return members;
    }

    private static string Subnet(string network, int length, int index)
    {
        var whole = IPNetwork.Parse(network);
        var octets = whole.BaseAddress.GetAddressBytes();
        if (octets.Length != 4 || length < whole.PrefixLength || index >= 1L << (length - whole.PrefixLength)) throw new FormatException($"{network} has no network /{length} number {index}.");
        var first = (((long)octets[0] << 24) | ((long)octets[1] << 16) | ((long)octets[2] << 8) | octets[3]) + ((long)index << (32 - length));
        return $"{first >> 24}.{(first >> 16) & 255}.{(first >> 8) & 255}.{first & 255}/{length}";
    }

    // (subscription, group, type, names), (group, type, names) or (type, names).
    private static string ResourceId(Place place, string[] given)
    {
        var at = Array.FindIndex(given, text => text.Contains('/', StringComparison.Ordinal));
        var group = at > 0 ? given[at - 1] : place.Group ?? throw new FormatException("A subscription has no resource group to look in.");
        return Place.IdOf(new Place(group), given[at], string.Join('/', given[(at + 1)..]));
    }
}
