using System.Net;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Core.Delegation.Ordering.Upstream;

/// <summary>
/// What a customer hears of a failure at the STI-CA, and nothing more: the words of others may name accounts, tokens and hosts of the
/// provider.
/// </summary>
internal static class UpstreamProblems
{
    // What the customer's own order is about; everything else is between the provider and its CA.
    private static readonly AcmeError[] OfTheOrder =
        [AcmeError.BadCsr, AcmeError.BadPublicKey, AcmeError.RejectedIdentifier, AcmeError.UnsupportedIdentifier];

    /// <summary>The problem that ends the customer's order; null: it may go better later.</summary>
    public static AcmeProblem? Of(AcmeFailure failure) => failure.Kind switch
    {
        AcmeFailureKind.Unreachable => null,
        AcmeFailureKind.TooSlow => null,
        AcmeFailureKind.Fault => null,
        AcmeFailureKind.NotPublished => null,
        AcmeFailureKind.Refused => IsTemporary(failure) ? null : Refused(failure, "the STI-CA refused the order"),
        AcmeFailureKind.NoToken =>
            IsTemporary(failure) ? null : Refused(failure, "the authority for the numbers could not be shown to the STI-CA"),
        AcmeFailureKind.OrderInvalid => Refused(failure, "the order at the STI-CA came to nothing"),
        AcmeFailureKind.NotUnderstood => Refused(failure, "the STI-CA gave an answer that cannot be used"),
        AcmeFailureKind.WrongCertificate => Refused(failure, "the STI-CA gave another certificate than was ordered"),
        AcmeFailureKind.KeyIsTheAccounts => new AcmeProblem(AcmeError.BadCsr, "the CSR's key signs the requests of an ACME account"),
    };

    /// <summary>
    /// Whether a failure leaves open what became of an order that was placed: the STI-CA may have signed, and what it signed must be found
    /// to be revoked. What it says of the CSR or the numbers, it says instead of signing.
    /// </summary>
    public static bool LeavesOpen(AcmeFailure failure) =>
        failure.Kind == AcmeFailureKind.NotUnderstood
        || (failure.Kind == AcmeFailureKind.Refused && failure.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            && !OfTheOrder.Any(error => error.Urn() == failure.Type));

    /// <summary>The STI-CA was given up.</summary>
    public static AcmeProblem TooLate { get; } =
        new(AcmeError.ServerInternal, "the STI-CA did not issue the certificate in time; place another order");

    private static bool IsTemporary(AcmeFailure failure) =>
        failure.Status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static AcmeProblem Refused(AcmeFailure failure, string detail)
    {
        foreach (var error in OfTheOrder)
        {
            if (error.Urn() == failure.Type) return new AcmeProblem(error, $"{detail}: {failure.Type[AcmeErrors.Namespace.Length..]}");
        }

        return new AcmeProblem(AcmeError.ServerInternal, $"{detail}; the provider's operator knows more");
    }
}
