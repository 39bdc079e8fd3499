using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>The documentation comments of the product, as the compiler wrote them beside its assemblies.</summary>
internal static partial class DocumentationComments
{
    private static readonly FrozenDictionary<string, XElement> Members = Read("Shaken.Web.xml").Concat(Read("Shaken.Core.xml"))
        .GroupBy(member => member.Name)
        .ToFrozenDictionary(group => group.Key, group => group.First().Element, StringComparer.Ordinal);

    /// <summary>The summary of a type; null: it has none.</summary>
    public static string? Of(Type type) => TextOf($"T:{NameOf(type)}");

    /// <summary>The summary of a property or field; of a record's property the text of its parameter; null: neither is there.</summary>
    public static string? Of(MemberInfo member) =>
        TextOf($"{(member is FieldInfo ? 'F' : 'P')}:{NameOf(member.DeclaringType!)}.{member.Name}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string? TextOf(string id) =>
        Members.GetValueOrDefault(id)?.Element("summary") is { } summary ? Spaces().Replace(Plain(summary), " ").Trim() : null;

    private static string Plain(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" } reference => LastName(reference),
        XElement other => Plain(other),
        _ => "",
    }));

    private static string LastName(XElement reference) =>
        (reference.Attribute("cref") ?? reference.Attribute("name"))?.Value.Split('.', ':')[^1] ?? "";

    private static IEnumerable<(string Name, XElement Element)> Read(string file) =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, file)).Descendants("member")
            .Select(member => (member.Attribute("name")!.Value, member));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
