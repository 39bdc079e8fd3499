using System.Collections.Frozen;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>Numbers that never originate calls, such as those of banks that only take calls, and prefixes that nobody has.</summary>
public sealed class DoNotOriginateNumbers
{
    private readonly FrozenSet<string> _numbers;
    private readonly FrozenSet<string> _prefixes;
    private readonly int _shortestPrefix;
    private readonly int _longestPrefix;

    /// <param name="patterns">At most <see cref="Limits.DoNotOriginatePatterns"/>.</param>
    public DoNotOriginateNumbers(IReadOnlyCollection<NumberPattern> patterns)
    {
        Patterns = [.. patterns.OrderBy(pattern => pattern.Text, StringComparer.Ordinal)];
        _numbers = DigitsOf(isPrefix: false);
        _prefixes = DigitsOf(isPrefix: true);
        (_shortestPrefix, _longestPrefix) = _prefixes.Count == 0
            ? (1, 0)
            : (_prefixes.Min(prefix => prefix.Length), _prefixes.Max(prefix => prefix.Length));
    }

    public static DoNotOriginateNumbers None { get; } = new([]);

    /// <summary>In ordinal order.</summary>
    public IReadOnlyList<NumberPattern> Patterns { get; }

    public bool Contains(TelephoneNumber number)
    {
        if (_numbers.Contains(number.Value)) return true;
        var prefixes = _prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
        var most = Math.Min(_longestPrefix, number.Value.Length);
        for (var length = _shortestPrefix; length <= most; length++)
        {
            if (prefixes.Contains(number.Value.AsSpan(0, length))) return true;
        }

        return false;
    }

    private FrozenSet<string> DigitsOf(bool isPrefix) => Patterns.Where(pattern => pattern.IsPrefix == isPrefix)
        .Select(pattern => pattern.Digits.Value).ToFrozenSet(StringComparer.Ordinal);
}
