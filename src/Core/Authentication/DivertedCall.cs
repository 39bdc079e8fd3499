using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Authentication;

/// <summary>
/// What a div PASSporT takes from the PASSporT that it refers to (RFC 8946 section 3): orig always, iat as long as it is fresh.
/// </summary>
internal static class DivertedCall
{
    /// <summary>
    /// The iat of the PASSporT that came with the call and whose dest holds the former called party. Null: none came, and the caller
    /// answers for orig.
    /// </summary>
    public static Outcome<OriginalIssue, SigningRefusal> FindOriginal(CallToSign call)
    {
        if (call.Extension is not Diversion diversion || call.Presented.Count == 0) return OriginalIssue.None;
        foreach (var text in IdentityHeader.Split(call.Presented))
        {
            if (!IdentityHeader.TryParse(text, out var header, out _) || !header.TryReadPassport(out var passport, out _)) continue;
            if (!passport.Claims.Dest.Contains(diversion.From)) continue;
            return passport.Claims.Orig == call.Orig
                ? new OriginalIssue(passport.Claims.IssuedAt)
                : new SigningRefusal(SigningFailure.ClaimInvalid, "orig must be that of the PASSporT that is diverted");
        }

        return new SigningRefusal(
            SigningFailure.ClaimInvalid, "none of the Identity headers that came with the call was for the party that it is diverted from");
    }
}

/// <summary>When the PASSporT was made that a diversion refers to.</summary>
/// <param name="At">Null: it is not known.</param>
internal readonly record struct OriginalIssue(DateTimeOffset? At)
{
    public static OriginalIssue None => default;
}
