namespace Shaken.Samples;

/// <summary>What the program ends with.</summary>
internal static class ExitCodes
{
    /// <summary>Signed, or verified with TN-Validation-Passed.</summary>
    public const int Good = 0;

    /// <summary>The service does not sign the call, or does not vouch for the caller.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    /// <summary>The service did not answer, or not now: the call goes on, unsigned or unverified.</summary>
    public const int Unavailable = 3;
}
