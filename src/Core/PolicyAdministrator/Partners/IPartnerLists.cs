using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>What a partner's server answered.</summary>
/// <param name="Compact">The JWT; null: it has not changed since the last answer.</param>
/// <param name="ETag">For the next conditional request.</param>
/// <param name="LastModified">The same, of a server without entity tags.</param>
public sealed record PartnerAnswer(string? Compact, string? ETag, string? LastModified)
{
    /// <summary>CRLs that the server names beside the list (ATIS-1000087 clause 4.3, option 2); null: those of the last answer.</summary>
    public IReadOnlyList<string>? CrlUrls { get; init; }
}

/// <summary>Where the lists of partners come from.</summary>
public interface IPartnerLists
{
    /// <summary>Asks a partner for its list, or whether it has changed.</summary>
    /// <param name="status">What the last answer gave for a conditional request.</param>
    ValueTask<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(
        Partner partner, PartnerStatus status, CancellationToken cancellationToken);
}
