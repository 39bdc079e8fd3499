using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// How many accounts strangers may make, by address and in all. Accounts that are bound by an operator's key do not count: they are known,
/// and a flood of strangers must not keep them out.
/// </summary>
public sealed class NewAccountRate
{
    private const string Everybody = "";
    private const double SecondsPerHour = 3600;

    private readonly int _perAddress;
    private readonly int _perHour;
    private readonly KeyedRate _byAddress;
    private readonly KeyedRate _inAll;

    public NewAccountRate(AcmeOptions options, TimeProvider time)
    {
        (_perAddress, _perHour) = (options.NewAccountsPerAddressPerHour, options.NewAccountsPerHour);
        _byAddress = new KeyedRate(_perAddress / SecondsPerHour, _perAddress, Limits.AcmeRegistrantAddresses, time);
        _inAll = new KeyedRate(_perHour / SecondsPerHour, _perHour, 1, time);
    }

    /// <summary>Counts one more account. A refusal: there are too many.</summary>
    /// <param name="address">Whom the request comes from: an IPv4 address, or the first 64 bits of an IPv6 address.</param>
    internal AcmeProblem? Take(string address) =>
        !_byAddress.TryTake(address) ? Refusal($"this address may make {_perAddress} accounts an hour", _perAddress)
        : !_inAll.TryTake(Everybody) ? Refusal($"this server takes {_perHour} accounts an hour", _perHour)
        : null;

    private static AcmeProblem Refusal(string detail, int perHour) =>
        new(AcmeError.RateLimited, $"{detail}; an account that is bound by a key of the CA's operator does not count")
        {
            RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(SecondsPerHour / perHour)),
        };
}
