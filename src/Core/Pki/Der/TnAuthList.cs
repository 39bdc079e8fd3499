using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Der;

/// <summary>One line of a TNAuthList.</summary>
public abstract record TnAuthListEntry
{
    private protected TnAuthListEntry()
    {
    }
}

/// <summary>All numbers of a provider: <c>spc [0]</c>.</summary>
public sealed record SpcEntry(ServiceProviderCode Code) : TnAuthListEntry;

/// <summary>A block of numbers: <c>range [1]</c>.</summary>
public sealed record RangeEntry(TelephoneNumberRange Range) : TnAuthListEntry;

/// <summary>One number: <c>one [2]</c>.</summary>
public sealed record NumberEntry(TelephoneNumber Number) : TnAuthListEntry;

/// <summary>
/// What a certificate has authority over (RFC 8226 section 9): at least one entry, and the entries add up.
/// </summary>
/// <param name="Entries">1 to 1,024 of them, in the order they were written.</param>
/// <param name="Findings">What the encoding got wrong though its meaning is plain.</param>
public sealed record TnAuthList(IReadOnlyList<TnAuthListEntry> Entries, IReadOnlyList<Finding> Findings)
{
    /// <summary>The service provider codes it names.</summary>
    public IEnumerable<ServiceProviderCode> Codes => Entries.OfType<SpcEntry>().Select(entry => entry.Code);

    public bool HasCode => Entries.Any(entry => entry is SpcEntry);

    /// <summary>It names service provider codes, and no number: a provider's list, not a delegate's.</summary>
    public bool HasCodesOnly => Entries.All(entry => entry is SpcEntry);

    public static TnAuthList Of(params TnAuthListEntry[] entries) => new(entries, []);

    /// <summary>The same without its codes.</summary>
    public TnAuthList WithoutCodes() => this with { Entries = [.. Entries.Where(entry => entry is not SpcEntry)] };

    public bool Holds(ServiceProviderCode code) => Entries.Any(entry => entry is SpcEntry spc && spc.Code == code);

    /// <summary>Whether the number itself, or a block with it, is listed. An SPC says nothing of single numbers here.</summary>
    public bool Holds(TelephoneNumber number) => Entries.Any(entry => entry switch
    {
        NumberEntry one => one.Number == number,
        RangeEntry block => block.Range.Contains(number),
        _ => false,
    });

    /// <summary>
    /// Whether a certificate with this list may stand above one with <paramref name="child"/> (RFC 9060 section 4): every entry
    /// of the child lies within one of ours. Numbers below an SPC alone are allowed there too, but which numbers are the
    /// provider's only a number table knows: <paramref name="takesNumberTable"/> says that this was the case.
    /// </summary>
    public bool Encompasses(TnAuthList child, out bool takesNumberTable)
    {
        var byCode = FindNumbersByCode(child);
        takesNumberTable = byCode is { IsEmpty: false };
        return byCode is not null;
    }

    /// <summary>
    /// The numbers of the child that this list has only by its codes; null where the child has more than this list. Blocks and numbers
    /// count as one set, so that a block of the child may lie across several of ours.
    /// </summary>
    public NumberSet? FindNumbersByCode(TnAuthList child)
    {
        if (!child.Codes.All(Holds)) return null;
        if (child.HasCodesOnly) return NumberSet.Empty;
        var unlisted = child.ToNumberSet().Except(this.ToNumberSet());
        return unlisted.IsEmpty || HasCode ? unlisted : null;
    }
}
