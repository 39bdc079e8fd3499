using Shaken.Core.CertificationAuthority.Issuing;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>What ACME calls it when a certificate is not issued: the one table.</summary>
internal static class IssuanceProblems
{
    public static AcmeProblem Of(IssuanceRefusal refusal) => new(ErrorOf(refusal.Failure), refusal.Detail);

    private static AcmeError ErrorOf(IssuanceFailure failure) => failure switch
    {
        IssuanceFailure.TnAuthListMismatch => AcmeError.BadCsr,
        IssuanceFailure.TnAuthListNotStandard => AcmeError.BadCsr,
        IssuanceFailure.CaMismatch => AcmeError.BadCsr,
        IssuanceFailure.ExtensionNotAllowed => AcmeError.BadCsr,
        IssuanceFailure.CrlMismatch => AcmeError.BadCsr,
        IssuanceFailure.KeyIsAnAccounts => AcmeError.BadCsr,
        IssuanceFailure.KeyIsAnothers => AcmeError.BadCsr,
        IssuanceFailure.KeyIsCompromised => AcmeError.BadCsr,
        IssuanceFailure.ProfileBroken => AcmeError.BadCsr,
        IssuanceFailure.AccountSuspended => AcmeError.Unauthorized,
        IssuanceFailure.TokenWithdrawn => AcmeError.Unauthorized,
        IssuanceFailure.GrantLapsed => AcmeError.Unauthorized,
        IssuanceFailure.DelegationNotAllowed => AcmeError.RejectedIdentifier,
        IssuanceFailure.CountryMismatch => AcmeError.RejectedIdentifier,
        IssuanceFailure.BeyondTheIssuer => AcmeError.RejectedIdentifier,
        IssuanceFailure.ValidityNotPossible => AcmeError.Malformed,
    };
}
