using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Trust.Registry;

/// <summary>Number → countries, by the entries of a registry: the longest prefix decides; a shared country code has several.</summary>
public static class RegistryNumbers
{
    /// <summary>The entries that a number belongs to; none: no registered country has it.</summary>
    public static IReadOnlyList<RegistryEntry> Find(IEnumerable<RegistryEntry> entries, TelephoneNumber number)
    {
        var (longest, found) = (0, new List<RegistryEntry>());
        foreach (var entry in entries)
        {
            var length = MatchLength(entry, number);
            if (length == 0 || length < longest) continue;
            if (length > longest) found.Clear();
            longest = length;
            found.Add(entry);
        }

        return found;
    }

    private static int MatchLength(RegistryEntry entry, TelephoneNumber number) =>
        entry.Prefixes is { } prefixes ? prefixes.MatchLength(number)
        : CallingCodes.Holds(entry.Country, number) ? CallingCodes.MatchLength(number)
        : 0;
}
