using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Diversions;

/// <summary>A call that was retargeted, every PASSporT of its chain verified: only <see cref="DiversionVerifier"/> makes one.</summary>
public sealed class VerifiedDiversions
{
    internal VerifiedDiversions(VerifiedPassport original, IReadOnlyList<VerifiedPassport> diversions) =>
        (Original, Diversions) = (original, diversions);

    /// <summary>The PASSporT that vouches for the caller.</summary>
    public VerifiedPassport Original { get; }

    /// <summary>Who sent the call on, oldest first.</summary>
    public IReadOnlyList<VerifiedPassport> Diversions { get; }
}

/// <summary>
/// Verifies calls that were retargeted (RFC 8946 section 4.2, ATIS-1000085): the links first, which cost nothing, then freshness, then
/// each certificate and signature.
/// </summary>
public sealed class DiversionVerifier
{
    private readonly PassportVerifier _verifier;
    private readonly TimeSpan? _earlier;

    /// <param name="earlier">
    /// How old all PASSporTs but the last diversion may be. RFC 8946 names about three hours as an upper bound for transferred calls.
    /// Null: as old as the last.
    /// </param>
    public DiversionVerifier(PassportVerifier verifier, TimeSpan? earlier = null) => (_verifier, _earlier) = (verifier, earlier);

    /// <summary>Verifies a PASSporT whose call was retargeted, with the PASSporTs of ppt "div" that came along.</summary>
    /// <param name="call">The caller, and the target of the call now (the Request-URI, not To); null: neither is compared.</param>
    public ValueTask<Outcome<VerifiedDiversions, PassportRefusal>> VerifyAsync(
        UntrustedPassport original, IReadOnlyList<UntrustedPassport> diversions, CallParties? call, ClientKey client,
        CancellationToken cancellationToken) =>
        VerifyAsync(original, diversions, call, client, at: null, cancellationToken);

    /// <summary>Verifies a PASSporT of ppt "div-o", which holds the chain.</summary>
    public ValueTask<Outcome<VerifiedDiversions, PassportRefusal>> VerifyAsync(
        UntrustedPassport outermost, CallParties? call, ClientKey client, CancellationToken cancellationToken) =>
        VerifyAsync(outermost, call, client, at: null, cancellationToken);

    /// <param name="at">The moment of the verdict; null: now.</param>
    internal ValueTask<Outcome<VerifiedDiversions, PassportRefusal>> VerifyAsync(
        UntrustedPassport original, IReadOnlyList<UntrustedPassport> diversions, CallParties? call, ClientKey client, DateTimeOffset? at,
        CancellationToken cancellationToken) =>
        VerifyAsync(DiversionChain.Find(original, diversions, call), client, at, cancellationToken);

    /// <param name="at">The moment of the verdict; null: now.</param>
    internal ValueTask<Outcome<VerifiedDiversions, PassportRefusal>> VerifyAsync(
        UntrustedPassport outermost, CallParties? call, ClientKey client, DateTimeOffset? at, CancellationToken cancellationToken) =>
        VerifyAsync(DiversionChain.Unwrap(outermost, call), client, at, cancellationToken);

    private async ValueTask<Outcome<VerifiedDiversions, PassportRefusal>> VerifyAsync(
        Outcome<DiversionChain, PassportRefusal> found, ClientKey client, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        if (!found.TryGet(out var chain, out var refusal)) return refusal;
        var good = new List<CheckedPassport>();
        foreach (var passport in chain.Links.Prepend(chain.Original))
        {
            var window = ReferenceEquals(passport, chain.Links[^1]) ? null : _earlier;
            if (!_verifier.CheckLink(passport, window, at).TryGet(out var checkedOne, out refusal)) return refusal;
            good.Add(checkedOne);
        }

        var verified = new List<VerifiedPassport>();
        foreach (var passport in good)
        {
            if (!(await _verifier.VerifyAsync(passport, client, cancellationToken)).TryGet(out var one, out refusal)) return refusal;
            verified.Add(one);
        }

        return new VerifiedDiversions(verified[0], verified[1..]);
    }
}
