namespace Shaken.Samples;

/// <summary>What the program ends with.</summary>
internal static class ExitCodes
{
    public const int Verified = 0;
    public const int Refused = 1;

    /// <summary>The command line cannot be used, or says to trust what cannot be read.</summary>
    public const int Usage = 2;
}
