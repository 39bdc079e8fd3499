using System.Buffers;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Treatment;

/// <summary>
/// The values of the Reason header that tell a signer what is wrong (RFC 9410): one of protocol STIR for each Identity header that was
/// refused, as RFC 9366 lets several have one protocol. A cause that is none of RFC 8224 has protocol SIP; there is one at most
/// (RFC 3326 section 2).
/// </summary>
internal static class ReasonValues
{
    // ES256 has 86 characters; another algorithm's is refused, and its value goes without the identifier.
    private const int MaxSignature = 128;

    private static readonly SearchValues<char> Base64Url =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <param name="told">What the policy tells beside; null: nothing.</param>
    public static IReadOnlyList<string> Of(CallToVerify call, CallVerdict verdict, SipStatus? told)
    {
        List<string>? values = null;
        var hasSip = false;
        foreach (var header in verdict.Headers)
        {
            if (header is not { Place: PassportPlace.InBand, Refusal: { } refusal }) continue;
            if (header.IsIgnored && refusal.Reason != verdict.Failure) continue;
            Add(refusal.Reason, SignatureOf(call, header.Index));
        }

        // A failure of the call and of none of its headers: there is none, or the caller is anonymous.
        if (values is null && verdict.Failure is { } failure) Add(failure, signature: null);
        if (told is not null) Tell(told);
        return values ?? (IReadOnlyList<string>)[];

        void Add(VerificationFailure reason, string? signature)
        {
            var codes = reason.Codes();
            if (!codes.IsStirCause && hasSip) return;
            hasSip |= !codes.IsStirCause;
            var identifier = codes.IsStirCause && signature is not null ? $";ppi=\"..{signature}\"" : "";
            (values ??= []).Add($"{codes.ReasonValue()}{identifier}");
        }

        void Tell(SipStatus status)
        {
            // A STIR cause of ours would blame a header that is sound.
            if (hasSip || values?.Any(value => value.Contains($";cause={status.Code};", StringComparison.Ordinal)) == true) return;
            (values ??= []).Add($"SIP;cause={status.Code};text=\"{status.Phrase}\"");
        }
    }

    // The compact form of the PASSporT, which RFC 9410 recommends: two dots and the signature. Null: the header is too broken to name it.
    private static string? SignatureOf(CallToVerify call, int index)
    {
        if (index >= call.Identities.Count) return null;
        var token = call.Identities[index].AsSpan();
        var end = token.IndexOf(';');
        if (end >= 0) token = token[..end];
        token = token.Trim();
        var dot = token.LastIndexOf('.');
        if (dot < 0) return null;
        var signature = token[(dot + 1)..];
        return signature.Length is > 0 and <= MaxSignature && !signature.ContainsAnyExcept(Base64Url) ? signature.ToString() : null;
    }
}
