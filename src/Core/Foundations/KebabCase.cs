using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Shaken.Core.Foundations;

/// <summary>The name of a closed set's member as documents and logs carry it: <c>StaleDate</c> is <c>stale-date</c>.</summary>
public static class KebabCase
{
    private static readonly ConcurrentDictionary<Enum, string> Names = new();

    public static string Of(Enum member) => Names.GetOrAdd(member, static value => From(value.ToString()));

    /// <summary>Reads a name, in exactly this case. Unlike Enum.TryParse it takes no numbers.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? name, out T member)
        where T : struct, Enum
    {
        member = default;
        return name is not null && Members<T>.ByName.TryGetValue(name, out member);
    }

    /// <summary>The names of all members, for messages.</summary>
    public static string NamesOf<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(member => Of(member)));

    private static class Members<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<string, T> ByName =
            Enum.GetValues<T>().DistinctBy(member => Of(member)).ToFrozenDictionary(member => Of(member), StringComparer.Ordinal);
    }

    private static string From(string pascal)
    {
        var name = new StringBuilder(pascal.Length + 8);
        foreach (var letter in pascal)
        {
            if (char.IsUpper(letter) && name.Length > 0) name.Append('-');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
