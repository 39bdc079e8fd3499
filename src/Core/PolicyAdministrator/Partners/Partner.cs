using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>The name of a partner: 1 to 32 of <c>a-z 0-9 -</c>, a letter first.</summary>
public sealed record PartnerId
{
    private const int MaxLength = 32;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private PartnerId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PartnerId? id)
    {
        id = text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(Alphabet)
            ? new PartnerId(text)
            : null;
        return id is not null;
    }

    /// <summary>Reads the id of a partner that operators entered, or one that a registry names, as <c>registry.ca</c>.</summary>
    public static bool TryParseAny([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PartnerId? id)
    {
        if (TryParse(text, out id)) return true;
        id = text is not null && text.Split('.') is [var register, { Length: 2 } country] && TryParse(register, out _)
            && country.All(char.IsAsciiLetterLower)
            ? new PartnerId(text)
            : null;
        return id is not null;
    }

    /// <summary>Whether a registry names the partner, and no operator entered it.</summary>
    public bool IsOfRegistry => Value.Contains('.', StringComparison.Ordinal);

    public override string ToString() => Value;

    internal static PartnerId OfCountry(string register, CountryCode country) =>
        new($"{register}.{country.Value.ToLowerInvariant()}");
}

/// <summary>The states of a partner.</summary>
public enum PartnerState
{
    /// <summary>Its list is refreshed.</summary>
    Active,

    /// <summary>Its list is not refreshed; what was taken before stands until its exp.</summary>
    Paused,

    /// <summary>Its list is not refreshed and counts for nothing.</summary>
    Excluded,
}

/// <summary>What an operator settles about a partner.</summary>
/// <param name="Name">For people.</param>
/// <param name="Countries">
/// Those that it stands for: usually one, several of a regional body or an association. Roots of others on its list are left out.
/// </param>
/// <param name="ListUrl">The https URL of its trusted-CA list.</param>
/// <param name="AdministratorRoots">The pinned roots of its STI-PA.</param>
public sealed record PartnerTerms(
    string Name, IReadOnlyList<CountryCode> Countries, string ListUrl, IReadOnlyList<TrustedRoot> AdministratorRoots)
{
    /// <summary>https URLs of its CRLs, where its server does not name them (ATIS-1000087 clause 4.3, option 1).</summary>
    public IReadOnlyList<string> CrlUrls { get; init; } = [];
}

/// <summary>Another policy administrator whose trusted-CA list is read (ATIS-1000087 clause 4.3).</summary>
/// <param name="Revision">1 when it is added, and one more with each change.</param>
public sealed record Partner(
    PartnerId Id, PartnerTerms Terms, PartnerState State, long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt,
    AuditParty ChangedBy);

/// <summary>Why a partner is not added or changed.</summary>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record PartnerRefusal(PartnerFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum PartnerFailure
{
    /// <summary>The id, name, countries, URL or roots are missing, or are not of the form that is needed.</summary>
    TermsNotAllowed,

    /// <summary>There is no partner of this id.</summary>
    NotFound,

    /// <summary>A partner of this id is there already.</summary>
    IsThere,

    /// <summary>The partner was changed since it was read.</summary>
    RevisionDiffers,

    /// <summary>The partner is in that state already.</summary>
    MoveNotLegal,

    /// <summary>No more partners fit.</summary>
    TooMany,
}
