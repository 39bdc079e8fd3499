using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>One Identity header, or one PASSporT that a CPS held, read and not verified: a PASSporT or a refusal.</summary>
internal sealed class CandidatePassport
{
    private CandidatePassport(PassportPlace place, int index) => (Place, Index) = (place, index);

    public PassportPlace Place { get; }

    public int Index { get; }

    /// <summary>Null: it cannot be read.</summary>
    public UntrustedPassport? Passport { get; private set; }

    /// <summary>Why not; null where there is a PASSporT.</summary>
    public PassportRefusal? Refusal { get; private set; }

    /// <summary>ppt as it was written, as far as it can be told.</summary>
    public string? Ppt { get; private set; }

    /// <summary>The type; null: not told, or not supported.</summary>
    public PassportType? Type { get; private set; }

    /// <summary>
    /// Reads the Identity headers of a call: ten at most, of 64 KiB together. Of those beyond ten one is told as refused, and no more are
    /// looked at.
    /// </summary>
    public static IReadOnlyList<CandidatePassport> OfHeaders(IReadOnlyList<string> headers)
    {
        if (headers.Count == 0) return [];
        var values = headers is [var only] && IsOneValue(only) ? headers : IdentityHeader.Split(headers, Limits.IdentityHeadersPerCall + 1);
        return Read(values, PassportPlace.InBand);
    }

    /// <summary>Reads the PASSporTs that a CPS held for a call, within the same bounds.</summary>
    public static IReadOnlyList<CandidatePassport> OfHeld(IReadOnlyList<string> tokens) => Read(tokens, PassportPlace.Held);

    private static CandidatePassport[] Read(IReadOnlyList<string> texts, PassportPlace place)
    {
        var candidates = new CandidatePassport[Math.Min(texts.Count, Limits.IdentityHeadersPerCall + 1)];
        var octets = 0;
        for (var index = 0; index < candidates.Length; index++)
        {
            var candidate = candidates[index] = new CandidatePassport(place, index);
            if (index == Limits.IdentityHeadersPerCall) candidate.Refuse(TooMany());
            else if (octets > Limits.CallIdentityOctets - texts[index].Length) candidate.Refuse(TooLong());
            else
            {
                octets += texts[index].Length;
                if (place == PassportPlace.InBand) candidate.ReadHeader(texts[index]);
                else candidate.ReadToken(texts[index]);
            }
        }

        return candidates;
    }

    // RFC 8224 section 6.2 step 1: the parameter alone tells that a header is not for us.
    private void ReadHeader(string text)
    {
        if (!IdentityHeader.TryParse(text, out var header, out var refusal))
        {
            Refuse(refusal);
            return;
        }

        Ppt = header.Ppt;
        if (header.Ppt is { } ppt)
        {
            // A token of SIP has no case (RFC 3261 section 7.3.1).
            if (!PassportTypes.TryOf(ppt.ToLowerInvariant(), out var type))
            {
                Refuse(new PassportRefusal(VerificationFailure.PptNotSupported, "ppt names a type that is not supported"));
                return;
            }

            Type = type;
        }

        if (header.TryReadPassport(out var passport, out refusal)) Take(passport);
        else Refuse(refusal);
    }

    private void ReadToken(string text)
    {
        if (UntrustedPassport.TryParse(text, out var passport, out var refusal)) Take(passport);
        else Refuse(refusal);
    }

    private void Take(UntrustedPassport passport) => (Passport, Type, Ppt) = (passport, passport.Type, passport.Type.Ppt());

    private void Refuse(PassportRefusal refusal) => Refusal = refusal;

    private static bool IsOneValue(string text) =>
        text.AsSpan().IndexOfAny(',', '\n') < 0 && !string.IsNullOrWhiteSpace(text);

    private static PassportRefusal TooMany() => new(
        VerificationFailure.TooManyIdentityHeaders, $"only {Limits.IdentityHeadersPerCall} PASSporTs of a call are looked at");

    private static PassportRefusal TooLong() => new(
        VerificationFailure.IdentityHeaderTooLong,
        $"the PASSporTs of the call are longer than {Limits.CallIdentityOctets} octets together");
}
