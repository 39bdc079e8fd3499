namespace Shaken.Samples;

/// <summary>What the program ends with.</summary>
internal static class ExitCodes
{
    public const int Published = 0;
    public const int Refused = 1;
    public const int Usage = 2;

    /// <summary>The CPS did not answer, or not now: trying again may help.</summary>
    public const int Unavailable = 3;
}
