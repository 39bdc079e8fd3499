using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Registry.Countries;

/// <summary>How the registration of a country stands.</summary>
public enum RegistrationState
{
    /// <summary>The first request waits for the registry. Nothing is published.</summary>
    Pending,

    /// <summary>The entry is published.</summary>
    Registered,

    /// <summary>The entry is published as disputed. Only the registry changes it until the dispute is settled.</summary>
    Disputed,

    /// <summary>The registry refused the first request. The country may ask again.</summary>
    Refused,

    /// <summary>The entry is off the list. The country may ask again.</summary>
    Withdrawn,
}

/// <summary>What a country tells the registry of itself.</summary>
/// <param name="Entry">What is published.</param>
/// <param name="Contact">Whom the registry's operators ask; nobody else sees it.</param>
public sealed record Registration(RegistryEntry Entry, RegulatorContact Contact);

/// <summary>A country that asked to be registered, or was.</summary>
/// <param name="InForce">What the list says of it; null: nothing.</param>
/// <param name="Proposed">What waits for the registry's approval; null: nothing.</param>
/// <param name="ProvenUrl">The list URL whose host answered the challenge for <paramref name="Proposed"/>; null: none.</param>
/// <param name="ProposedBy">The country itself, or the operator who overrides it; null where nothing waits.</param>
/// <param name="Revision">1 when it is made, and one more with each change.</param>
public sealed record RegistryCountry(
    CountryCode Country, RegistrationState State, Registration? InForce, Registration? Proposed, string? ProvenUrl, AuditParty? ProposedBy,
    long Revision, DateTimeOffset ChangedAt, AuditParty ChangedBy)
{
    /// <summary>What the list says of it; null: nothing.</summary>
    public RegistryEntry? Published => State switch
    {
        RegistrationState.Registered => InForce?.Entry,
        RegistrationState.Disputed => InForce is { } registration ? registration.Entry with { State = RegistryEntryState.Disputed } : null,
        RegistrationState.Pending or RegistrationState.Refused or RegistrationState.Withdrawn => null,
    };

    /// <summary>Whether the host of the proposed list URL must still answer its challenge.</summary>
    public bool NeedsProof => Proposed?.Entry.ListUrl is { } url && url != ProvenUrl;
}

/// <summary>Why the register is not changed.</summary>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record RegistryRefusal(RegistryFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum RegistryFailure
{
    /// <summary>No signed request, or one of another form, registry, country or time.</summary>
    RequestNotValid,

    /// <summary>No certificate below the root that is registered, or that the first request named, signed the request.</summary>
    SignerNotAllowed,

    /// <summary>The entry breaks a rule of the registry.</summary>
    TermsNotAllowed,

    /// <summary>The numbers are another group's already.</summary>
    PrefixTaken,

    /// <summary>The country never asked to be registered.</summary>
    NotFound,

    /// <summary>The registration was changed since it was read.</summary>
    RevisionDiffers,

    /// <summary>The first request of another party waits for the registry.</summary>
    RequestOfAnother,

    /// <summary>The entry is in dispute: the registry's operators settle it.</summary>
    InDispute,

    /// <summary>The entry is not in dispute, so that its country's key changes it and no operator does.</summary>
    NotInDispute,

    /// <summary>Nothing waits for approval or for a proof.</summary>
    NothingProposed,

    /// <summary>The host of the list URL did not answer the challenge.</summary>
    NotProven,

    /// <summary>The registration cannot go from its state to that one.</summary>
    MoveNotLegal,

    /// <summary>Two operators are needed, and this one made the proposal.</summary>
    AnotherOperatorNeeded,
}
