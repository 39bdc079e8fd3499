using Shaken.Core.Foundations;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Passports.Diversions;

/// <summary>
/// A PASSporT and the diversions from its called party to the call's, each linked to the one before (RFC 8946 section 4.2). What they say
/// fits together; nobody has verified who said it.
/// </summary>
public sealed class DiversionChain
{
    internal DiversionChain(UntrustedPassport original, IReadOnlyList<UntrustedPassport> links) => (Original, Links) = (original, links);

    /// <summary>The innermost PASSporT: it names the caller, and whom the caller called.</summary>
    public UntrustedPassport Original { get; }

    /// <summary>The diversions, oldest first: 1 to <see cref="Limits.Diversions"/>.</summary>
    public IReadOnlyList<UntrustedPassport> Links { get; }

    /// <summary>
    /// The chain that leads from a PASSporT to the call's called party. Identity headers come in any order, and some may be of other
    /// chains.
    /// </summary>
    /// <param name="diversions">PASSporTs of ppt "div"; others are passed over.</param>
    /// <param name="call">Null: the chain goes as far as the diversions lead.</param>
    public static Outcome<DiversionChain, PassportRefusal> Find(
        UntrustedPassport original, IReadOnlyList<UntrustedPassport> diversions, CallParties? call)
    {
        if (original.Type is PassportType.Div or PassportType.DivO or PassportType.Rsp)
            return Broken("the chain begins with a PASSporT that names no caller");
        if (call is not null && call.Orig != original.Claims.Orig)
            return new PassportRefusal(VerificationFailure.NumberMismatch, "orig is not what the call says");
        if (diversions.Count > Limits.IdentityHeadersPerCall)
        {
            return new PassportRefusal(
                VerificationFailure.DivChainTooLong, $"a call has more than {Limits.IdentityHeadersPerCall} diversions");
        }

        return new DiversionSearch(original, diversions, call?.Dest).Find();
    }

    /// <summary>The chain inside a PASSporT of ppt "div-o", which must hold all of it in its order (RFC 8946 section 5.1).</summary>
    /// <param name="call">Null: the chain ends at the called party of <paramref name="outermost"/>.</param>
    public static Outcome<DiversionChain, PassportRefusal> Unwrap(UntrustedPassport outermost, CallParties? call)
    {
        var links = new List<UntrustedPassport>();
        var current = outermost;
        while (current.Claims.Extension is EmbeddedDiversion embedded)
        {
            if (links.Count == Limits.Diversions) return DiversionSearch.TooLong();
            links.Insert(0, current);
            if (!UntrustedPassport.TryParse(embedded.Original, out var inner, out var refusal)) return refusal;
            current = inner;
        }

        var found = Find(current, links, call);
        var isOther = found.TryGet(out var chain, out _) && !chain.Links.SequenceEqual(links);
        return isOther ? Broken("opt holds diversions of another chain") : found;
    }

    internal static PassportParty? FromOf(UntrustedPassport passport) => passport.Claims.Extension switch
    {
        Diversion diversion => diversion.From,
        EmbeddedDiversion embedded => embedded.Diversion.From,
        _ => null,
    };

    private static PassportRefusal Broken(string detail) => new(VerificationFailure.DivChainBroken, detail);
}
