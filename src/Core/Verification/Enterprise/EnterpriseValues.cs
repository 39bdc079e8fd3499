using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Enterprise;

/// <summary>
/// The verdict as an enterprise's PBX reads it: values that the provider's SIP server puts into the INVITE. All of them are personal data.
/// </summary>
/// <param name="TelUri">
/// For P-Asserted-Identity or From: the caller's tel URI with verstat. Null: the caller is no international number.
/// </param>
/// <param name="DisplayName">The caller's name of verified rich call data, for the display name beside the URI; null: none.</param>
/// <param name="CallInfo">The value of a Call-Info header (RFC 9796); null: there is nothing to show.</param>
/// <param name="Validation">What call validation concluded; null: it was not asked, or the tenant does not want it.</param>
public sealed record EnterpriseValues(string? TelUri, string? DisplayName, string? CallInfo, CallValidationResult? Validation)
{
    // The shortest international numbers have seven digits. Shorter ones are of a network, and a tel URI would need its context.
    private const int ShortestInternational = 7;

    /// <summary>The values for a verified call; null: the tenant wants none.</summary>
    /// <param name="verstat">The value that the answer has.</param>
    public static EnterpriseValues? Of(VerifiedCall call, CallToVerify signalled, EnterpriseForm form, string verstat)
    {
        if (form == EnterpriseForm.None) return null;
        var shown = call.Treatment.Verstat == Verstat.Passed ? FindRichCall(call.Verdict) : null;
        var (header, claims) = (shown?.Header, shown?.Claims);
        return new EnterpriseValues(
            TelUriOf(signalled.Orig, verstat),
            claims?.Data is { Name.Length: > 0 } data ? data.Name : null,
            header is null || claims is null ? null : CallInfoValue.Of(claims, header.Contents),
            form == EnterpriseForm.VerdictAndValidation ? call.Treatment.Validation : null);
    }

    // Members stand for numbers and names.
    public override string ToString() => "(values for an enterprise)";

    private static string? TelUriOf(PassportParty? orig, string verstat) =>
        orig is NumberParty { Number.Value: var number } && number.Length >= ShortestInternational && number[0] != '0'
            && number.All(char.IsAsciiDigit)
            ? $"tel:+{number};verstat={verstat}"
            : null;

    // Only what vouches for the caller: rich call data of a PASSporT that does not count is not shown.
    private static (HeaderVerdict Header, RichCallClaims Claims)? FindRichCall(CallVerdict verdict)
    {
        foreach (var header in verdict.Headers)
        {
            if (header is { Verstat: Verstat.Passed, Caller.Claims.Extension: RichCallClaims claims }) return (header, claims);
        }

        return null;
    }
}
