namespace Shaken.Core.PolicyAdministrator.Lists;

/// <summary>How long a trusted-CA list is good, and when it is signed anew though nothing changed.</summary>
/// <param name="Validity">From its signing to its exp.</param>
/// <param name="RenewBefore">
/// So long before its exp the next one is signed: what a signer that is out of reach may take to come back.
/// </param>
public sealed record TrustListSchedule(TimeSpan Validity, TimeSpan RenewBefore)
{
    private static readonly TimeSpan LeastValidity = TimeSpan.FromHours(1);

    /// <summary>A week, renewed after half of it.</summary>
    public static readonly TrustListSchedule Default = new(TimeSpan.FromDays(7), TimeSpan.FromDays(3.5));

    /// <summary>Whether a list is renewed before its last quarter, and not all the time.</summary>
    public bool IsSound => Validity >= LeastValidity && RenewBefore >= Validity / 4 && RenewBefore <= Validity * 3 / 4;
}
