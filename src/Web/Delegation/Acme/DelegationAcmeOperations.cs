using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Delegation.Acme;

/// <summary>What the functions of <see cref="DelegationAcme"/> promise.</summary>
internal static class DelegationAcmeOperations
{
    private static readonly Parameter CustomerId = Parameters.Id(
        "id", "The id of a customer.", "^[a-z][a-z0-9-]{0,63}$", "call-centre");

    public static IReadOnlyList<Operation> All { get; } =
    [
        .. AcmeOperations.Of("DelegationAcme"),
        new("OperatorOnboardCustomer", "Make credentials for a customer's ACME client, shown this once")
        {
            Description = "Each time new ones: a key for external account binding, which binds one account.",
            Path = [CustomerId],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json(Members.PerhapsReason),
            IsBodyOptional = true,
            Answers = [new(201, "Made.", Content.Json(() => DelegateAnswersJson.Default.AcmeCredentialsAnswer))],
            Refusals = [400, 404, 409],
        },
        new("OperatorDelegateCertificates", "List the certificates of a customer")
        {
            Path = [CustomerId],
            Query = Parameters.Page,
            Answers = [new(200, "A page.", Content.Json(() => DelegateAnswersJson.Default.DelegateCertificatesAnswer))],
            Refusals = [400, 404],
        },
    ];
}
