using Shaken.Core.Auditing;

namespace Shaken.Web.Shared.Approvals;

/// <summary>What waits for a decision.</summary>
internal enum ApprovalKind
{
    /// <summary>The root of an STI-CA, which applied.</summary>
    Authority,

    /// <summary>Terms of a country in our policy.</summary>
    CountryTerms,

    /// <summary>Roots of a partner that are to stand on our own list.</summary>
    PartnerRoots,

    /// <summary>The registry of countries that is to be followed.</summary>
    RegistrySubscription,

    /// <summary>A country that is to be registered here, or its other entry.</summary>
    RegisteredCountry,
}

/// <summary>Something that waits until governance decides.</summary>
/// <param name="Id">Of what it is about: a country, a partner, a root.</param>
/// <param name="What">What is asked for, for people.</param>
/// <param name="AskedBy">Null: not known.</param>
/// <param name="Revision">What the decision states.</param>
/// <param name="Subject">As the audit log names it.</param>
/// <param name="NeedsAnother">Who asked may not approve it.</param>
internal sealed record Approval(
    ApprovalKind Kind, string Id, string What, AuditParty? AskedBy, DateTimeOffset AskedAt, long Revision, AuditParty Subject,
    bool NeedsAnother)
{
    /// <summary>Why nobody can approve it yet; null: somebody can.</summary>
    public string? Hindrance { get; init; }
}

/// <summary>Some of what waits; a part of the program registers one for what it decides.</summary>
internal interface IApprovalSource
{
    /// <summary>A few pages of the store at most: this is asked each time that an operator opens the console.</summary>
    IAsyncEnumerable<Approval> ListAsync(CancellationToken cancellationToken);
}
