using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Paths;

/// <summary>What a leaf may speak for, by the TNAuthLists of its whole path (RFC 8226 section 9, RFC 9060 section 4).</summary>
/// <param name="Own">The leaf's list, with every entry. Null: it is at a URL and was not given.</param>
/// <param name="Lenders">Codes of the nearest list with codes above a delegate's leaf; empty for any other leaf.</param>
/// <param name="ByCode">Numbers that a certificate has by a code above it alone: the path cannot tell whose they are.</param>
/// <param name="ListUrls">Lists by reference (RFC 8226 section 10.1) that were not given, so that nothing is limited by them yet.</param>
/// <param name="Findings">What was accepted in the lists, and what the path cannot tell.</param>
public sealed record PathAuthority(
    TnAuthList? Own,
    IReadOnlyList<ServiceProviderCode> Lenders,
    IReadOnlyList<NumbersByCode> ByCode,
    IReadOnlyList<string> ListUrls,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>The numbers of <see cref="Own"/>, made once: it may be long.</summary>
    public NumberSet Numbers { get; } = Own?.ToNumberSet() ?? NumberSet.Empty;

    /// <summary>The leaf's list has numbers, alone or beside codes: it is a delegate's.</summary>
    public bool IsDelegate => Own is { HasCodesOnly: false };
}

/// <summary>Numbers below a list that has none of them, but codes: whose they are takes a number table.</summary>
public sealed record NumbersByCode(IReadOnlyList<ServiceProviderCode> Codes, NumberSet Numbers);
