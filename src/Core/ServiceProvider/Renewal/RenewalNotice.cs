namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>What happened.</summary>
public enum RenewalEvent
{
    /// <summary>A new certificate is published and in force.</summary>
    Renewed,

    /// <summary>A run failed; another follows by itself.</summary>
    Failed,

    /// <summary>A key that nothing needs any more could not be destroyed. Renewals go on.</summary>
    CleanUpFailed,
}

/// <summary>News for the operator. No key and no token is in it.</summary>
/// <param name="Id">The same for the same news: a receiver that gets it twice can tell.</param>
/// <param name="CertificateUrl">Of the certificate in force; null while there is none.</param>
/// <param name="NotAfter">When that one expires.</param>
/// <param name="Detail">In words.</param>
/// <param name="Tries">How often it was sent in vain.</param>
public sealed record RenewalNotice(
    string Id, RenewalEvent Event, string Provider, string? CertificateUrl, DateTimeOffset? NotAfter, string Detail, DateTimeOffset At,
    int Tries = 0);

/// <summary>Tells the operator.</summary>
public interface IRenewalNotices
{
    /// <summary>Sends one. False: nobody took it; it is sent again later.</summary>
    Task<bool> TrySendAsync(RenewalNotice notice, CancellationToken cancellationToken);
}

/// <summary>For an operator who reads logs alone.</summary>
public sealed class NoNotices : IRenewalNotices
{
    public static readonly NoNotices Instance = new();

    private NoNotices()
    {
    }

    public Task<bool> TrySendAsync(RenewalNotice notice, CancellationToken cancellationToken) => Task.FromResult(true);
}
