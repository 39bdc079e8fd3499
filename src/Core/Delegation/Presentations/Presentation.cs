using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>What became of a presentation.</summary>
public enum PresentationState
{
    /// <summary>It gives A to the customer's calls until <see cref="Presentation.Until"/>, while its certificate is good.</summary>
    InForce,

    /// <summary>An operator removed it. Its certificate cannot be presented for the customer again.</summary>
    Removed,

    /// <summary>Its certificate is revoked, or leads to no trusted root any more. It counts again once the certificate does.</summary>
    Refused,
}

/// <summary>
/// A proof, given once, that a customer may call from numbers of another provider: the holder of a delegate certificate's key signed
/// that calls of this customer may use these numbers.
/// </summary>
/// <param name="Numbers">All of them are the certificate's. None once it is removed.</param>
/// <param name="LentBy">The provider whose certificate stands above the delegate's; null: no certificate of the chain names one.</param>
/// <param name="Until">When the first certificate of the chain expires; by the rules of issuing not after the grant ends.</param>
public sealed record Presentation(
    PresentationId Id, NumberSet Numbers, ProviderId? LentBy, DateTimeOffset PresentedAt, DateTimeOffset Until, PresentationState State)
{
    /// <summary>Whose calls it counts for.</summary>
    public CustomerRef Customer => Id.Customer;

    /// <summary>SHA-256 of the delegate certificate.</summary>
    public string Fingerprint => Id.Fingerprint;

    /// <summary>Why it is removed or refused; null: it is in force.</summary>
    public string? Why { get; init; }

    /// <summary>Whether it counts at a moment, as far as is stored.</summary>
    public bool IsInForceAt(DateTimeOffset moment) => State == PresentationState.InForce && moment < Until;
}

/// <summary>Some customers with their presentations, and where to go on; a null continuation is the end.</summary>
public sealed record PresentationPage(IReadOnlyList<CustomerPresentations> Customers, string? Continuation);

/// <summary>What was presented for a customer, newest last.</summary>
public sealed record CustomerPresentations(CustomerRef Customer, IReadOnlyList<Presentation> Presentations, long Revision);
