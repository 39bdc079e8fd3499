using Shaken.Core.Passports;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Statistics;

/// <summary>Counts calls without personal data, per minute. Counting takes no lock and never throws.</summary>
public sealed class CallCounts
{
    /// <summary>Counts a call that was verified.</summary>
    /// <param name="dialect">Of the request: <c>atis</c>, <c>3gpp</c>, <c>transnexus</c>, <c>vesper</c>.</param>
    public void CountVerified(Tenant tenant, CallVerdict verdict, CallTreatment treatment, string dialect) =>
        throw new NotImplementedException();

    /// <summary>Counts a call that was signed.</summary>
    /// <param name="attest">Null: not a shaken PASSporT.</param>
    public void CountSigned(Tenant tenant, Attestation? attest, PassportType type) => throw new NotImplementedException();
}
