using Shaken.Core.Foundations;

namespace Shaken.Core.Principals.SigningIn;

/// <summary>
/// Slows guesses, per user and per address, so that no stranger's wrong guesses keep the right user out. Only wrong guesses count: an
/// attempt takes its place before the password is looked at and gives it back when it was right.
/// </summary>
/// <remarks>
/// An address from which the user signed in before has a pace of its own, which strangers elsewhere do not use up. So has the first try
/// from an address that is new to the user, so that an attack from many addresses does not lock out a user who travels. Memory of one
/// instance: on several, guesses may be so many times as often.
/// </remarks>
public sealed class SignInPace
{
    private const int Remembered = 50_000;

    // Of one address for all users: ten at once, then two a minute.
    private readonly KeyedRate _addresses;

    // Of all new addresses for one user: twenty at once, then six a minute.
    private readonly KeyedRate _users;

    // Of one new address for one user: one an hour, whatever the others do.
    private readonly KeyedRate _firstTries;

    // Of an address from which the user signed in: ten at once, then six a minute.
    private readonly KeyedRate _known;

    private readonly BoundedCache<string, object> _good = new(Remembered, StringComparer.Ordinal);

    public SignInPace(TimeProvider time)
    {
        _addresses = new KeyedRate(2.0 / 60, 10, Remembered, time);
        _users = new KeyedRate(6.0 / 60, 20, Remembered, time);
        _firstTries = new KeyedRate(1.0 / 3600, 1, Remembered, time);
        _known = new KeyedRate(6.0 / 60, 10, Remembered, time);
    }

    /// <summary>When a refused attempt is worth another.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Begins an attempt; null: it is too early for another.</summary>
    /// <param name="userId">As it was sent; nobody needs to have it.</param>
    /// <param name="address">The client's key: an IPv4 address or an IPv6 subscriber.</param>
    public SignInAttemptPlace? TryBegin(string userId, string address)
    {
        var pair = $"{userId} {address}";
        if (_good.TryGet(pair, out _) && _known.TryTake(pair)) return new SignInAttemptPlace(IsKnown: true, () => _known.GiveBack(pair));
        if (!_addresses.TryTake(address)) return null;
        var isOfUser = _users.TryTake(userId);
        if (!isOfUser && !_firstTries.TryTake(pair)) return null;
        return new SignInAttemptPlace(IsKnown: false, () =>
        {
            _addresses.GiveBack(address);
            if (isOfUser) _users.GiveBack(userId);
            _good.Set(pair, pair);
        });
    }
}

/// <summary>An attempt that may be made.</summary>
/// <param name="IsKnown">The user signed in from this address before.</param>
/// <param name="Succeed">Says that the guess was right.</param>
public sealed record SignInAttemptPlace(bool IsKnown, Action Succeed);
