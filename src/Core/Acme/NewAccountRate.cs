using Shaken.Core.Foundations;

namespace Shaken.Core.Acme;

/// <summary>
/// How many accounts strangers may make, by address and in all. Accounts that are bound by an operator's key do not count: they are known, and a flood of
/// strangers must not keep them out.
/// </summary>
public sealed class NewAccountRate
{
    private const string Everybody = "";
    private const double SecondsPerHour = 3600;

    private readonly AcmeOptions _options;
    private readonly KeyedRate _byAddress;
    private readonly KeyedRate _inAll;

    public NewAccountRate(AcmeOptions options, TimeProvider time)
    {
        _options = options;
        _byAddress = new KeyedRate(options.NewAccountsPerAddressPerHour / SecondsPerHour, options.NewAccountsPerAddressPerHour, Limits.AcmeRegistrantAddresses, time);
        _inAll = new KeyedRate(options.NewAccountsPerHour / SecondsPerHour, options.NewAccountsPerHour, 1, time);
    }

    /// <summary>Counts one more account. A refusal: there are too many.</summary>
    /// <param name="address">Whom the request comes from: an IPv4 address, or the first 64 bits of an IPv6 address.</param>
    internal AcmeProblem? Take(string address) =>
        !_byAddress.TryTake(address) ? Refusal($"this address may make {_options.NewAccountsPerAddressPerHour} accounts an hour", _options.NewAccountsPerAddressPerHour)
        : !_inAll.TryTake(Everybody) ? Refusal($"this server takes {_options.NewAccountsPerHour} accounts an hour", _options.NewAccountsPerHour)
        : null;

    private static AcmeProblem Refusal(string detail, int perHour) =>
        new(AcmeError.RateLimited, $"{detail}; an account that is bound by a key of the CA's operator does not count") { RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(SecondsPerHour / perHour)) };
}
