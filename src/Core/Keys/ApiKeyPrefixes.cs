namespace Shaken.Core.Keys;

/// <summary>What each kind of API key starts with, so that a key shows what it is for.</summary>
public static class ApiKeyPrefixes
{
    /// <summary>An operator of a deployment: the routes below /operator.</summary>
    public const string Operator = "op";

    /// <summary>A CA or provider that publishes its chains at an STI-CR.</summary>
    public const string Publisher = "cr";

    /// <summary>A provider's own systems that read its mailbox at a CPS.</summary>
    public const string Reader = "cps";

    /// <summary>The operator who may force the next CRL, and a CA that reports revocations.</summary>
    public const string Crl = "crl";

    /// <summary>A principal that is no operator: a provider's user, a partner, a CA.</summary>
    public const string Caller = "ak";

    /// <summary>An access token of a session.</summary>
    public const string Access = "sa";

    /// <summary>A refresh token of a session.</summary>
    public const string Refresh = "sr";
}
