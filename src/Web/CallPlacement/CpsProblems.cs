using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CallPlacement;

/// <summary>Which dialect answers; they differ in the status of a refused PASSporT.</summary>
internal enum CpsDialect
{
    /// <summary>The out-of-band SHAKEN draft and its first implementation: no bearer.</summary>
    Open,

    /// <summary>ATIS-1000096 and ATIS-1000105: bearer tokens.</summary>
    Bearer,
}

/// <summary>The one table from a reason to a problem document.</summary>
internal static class CpsProblems
{
    public static Problem ToProblem(this CpsRefusal refusal, CpsDialect dialect) =>
        Problem.Of(
            StatusOf(refusal.Reason, dialect),
            KebabCase.Of(refusal.Reason),
            refusal.Detail,
            refusal.Passport is { } failure ? SipOf(failure) : null) with { RetryAfter = refusal.RetryAfter };

    private static ProblemSip SipOf(VerificationFailure failure)
    {
        var codes = failure.Codes();
        return new ProblemSip(
            failure.Name(), codes.Rfc8224.Code, codes.Rfc8224.Phrase, codes.Atis.Code, codes.Atis.Phrase, codes.Verstat.Text());
    }

    private static int StatusOf(CpsFailure reason, CpsDialect dialect) => reason switch
    {
        CpsFailure.PathMalformed or CpsFailure.BodyMalformed or CpsFailure.PassportCount or CpsFailure.NotOneCall
            or CpsFailure.OrigMissing => StatusCodes.Status400BadRequest,
        CpsFailure.PassportRefused or CpsFailure.NotThisCall => dialect switch
        {
            CpsDialect.Open => StatusCodes.Status400BadRequest,
            CpsDialect.Bearer => StatusCodes.Status403Forbidden,
        },
        CpsFailure.BearerMissing or CpsFailure.BearerMalformed or CpsFailure.BearerAlgorithm or CpsFailure.BearerUntrusted or CpsFailure.BearerSignature
            or CpsFailure.BearerStale or CpsFailure.BearerReplayed or CpsFailure.ReaderKeyUnknown or CpsFailure.ClientCertificateMissing
            or CpsFailure.ClientCertificateUntrusted => StatusCodes.Status401Unauthorized,
        CpsFailure.BearerAudience or CpsFailure.BearerAction or CpsFailure.BearerIssuer or CpsFailure.BearerCode or CpsFailure.BearerNumbers
            or CpsFailure.BearerBodyHash or CpsFailure.ReaderNotServed or CpsFailure.RepublisherUnknown or CpsFailure.OriginNotSigner => StatusCodes.Status403Forbidden,
        CpsFailure.NotServed or CpsFailure.NumberNotServed or CpsFailure.NothingWaiting => StatusCodes.Status404NotFound,
        CpsFailure.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        CpsFailure.NotVerifiableNow => StatusCodes.Status503ServiceUnavailable,
        CpsFailure.MailboxFull or CpsFailure.SignerTooFast => StatusCodes.Status429TooManyRequests,
    };
}
