using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports;

/// <summary>How an Identity header carries its PASSporT.</summary>
public enum IdentityForm
{
    /// <summary><c>header.payload.signature;info=…</c></summary>
    Full,

    /// <summary>The early SHAKEN drafts': <c>signature;info=…;canon=header.payload</c>.</summary>
    Older,
}

/// <summary>
/// One value of an Identity header (RFC 8224 section 4). Parsed but not verified.
/// </summary>
/// <param name="Token">The PASSporT in full form, put together from signature and canon in the older form.</param>
/// <param name="Info">The info parameter, without its angle brackets.</param>
/// <param name="Alg">The alg parameter; RFC 8224 takes ES256 where it is absent.</param>
/// <param name="Ppt">The ppt parameter, without quotes.</param>
public sealed record IdentityHeader(string Token, string Info, string? Alg, string? Ppt, IdentityForm Form)
{
    /// <summary>
    /// Reads one header value, folded or not, with or without the name before it (<c>Identity:</c> or the short <c>y:</c>). Parameters
    /// come in any order, quoted or not; unknown ones are ignored. Whatever cannot be read is a refusal, never an exception.
    /// </summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out IdentityHeader? header, [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        header = null;
        refusal = null;
        if (text.Length > Limits.IdentityHeaderOctets)
        {
            refusal = new PassportRefusal(
                VerificationFailure.IdentityHeaderTooLong, $"an Identity header is longer than {Limits.IdentityHeaderOctets} octets");
            return false;
        }

        // A tab is white space like a blank (RFC 3261 section 25.1).
        var value = IdentityHeaderText.WithoutName(IdentityHeaderText.Unfold(text)).Replace('\t', ' ').Trim();
        if (!IdentityHeaderText.IsWellFormed(value))
            return Refuse("an Identity header holds a control character, or one that is not ASCII outside quotes", out refusal);
        if (!IdentityHeaderText.TrySplit(value, ';', out var parts)) return Refuse("quotes or angle brackets do not close", out refusal);

        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.Skip(1))
        {
            if (!IdentityHeaderText.TryReadParameter(part, out var name, out var content))
                return Refuse("a parameter cannot be read", out refusal);
            if (!parameters.TryAdd(name, content)) return Refuse($"the parameter {name} stands twice", out refusal);
        }

        return TryBuild(parts[0].Trim(), parameters, out header, out refusal);
    }

    /// <summary>
    /// Splits what a call carries into single values: several header lines, folded or not, and several values after commas in one line, at
    /// most <see cref="Limits.IdentityHeadersPerCall"/>; more are left out.
    /// </summary>
    /// <param name="texts">Each one or more whole header lines.</param>
    public static IReadOnlyList<string> Split(IEnumerable<string> texts) => Split(texts, Limits.IdentityHeadersPerCall);

    /// <summary>The same, with another bound.</summary>
    internal static IReadOnlyList<string> Split(IEnumerable<string> texts, int most)
    {
        var values = new List<string>();
        foreach (var line in texts.SelectMany(LinesOf))
        {
            var text = IdentityHeaderText.WithoutName(line);
            if (line.Length > Limits.IdentityHeaderOctets * Limits.IdentityHeadersPerCall
                || !IdentityHeaderText.TrySplit(text, ',', out var parts))
                parts = [text];
            foreach (var part in parts.Where(part => !string.IsNullOrWhiteSpace(part)))
            {
                if (values.Count == most) return values;
                values.Add(part.Trim());
            }
        }

        return values;
    }

    /// <summary>
    /// Takes the PASSporT out and compares it with the parameters: info with x5u octet by octet (RFC 3986 section 6.2.1), alg and
    /// ppt with the header (RFC 8224 section 4.1) in any case, as SIP's tokens are (RFC 3261 section 7.3.1).
    /// </summary>
    public bool TryReadPassport([NotNullWhen(true)] out UntrustedPassport? passport, [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        if (!UntrustedPassport.TryParse(Token, out passport, out refusal)) return false;
        var header = passport.Source.Header;
        refusal = header.X5u != Info ? new PassportRefusal(VerificationFailure.InfoMismatch, "info and x5u differ")
            : Ppt is not null && !Ppt.Equals(header.Ppt, StringComparison.OrdinalIgnoreCase)
                ? new PassportRefusal(VerificationFailure.ParameterMismatch, "ppt and the header's ppt differ")
            : Alg is not null && !Alg.Equals(header.Alg, StringComparison.OrdinalIgnoreCase)
                ? new PassportRefusal(VerificationFailure.ParameterMismatch, "alg and the header's alg differ")
            : null;
        if (refusal is not null) passport = null;
        else if (Form == IdentityForm.Older) passport = passport!.InOlderForm();
        return refusal is null;
    }

    // A text that is too long stays whole, so that it is refused as one value.
    private static string[] LinesOf(string text) =>
        text.Length > Limits.IdentityHeaderOctets * Limits.IdentityHeadersPerCall
            ? [text]
            : IdentityHeaderText.Unfold(text).Split(["\r\n", "\n"], StringSplitOptions.None);

    private static bool TryBuild(
        string token, Dictionary<string, string> parameters, out IdentityHeader? header, [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        header = null;
        parameters.TryGetValue("alg", out var alg);
        parameters.TryGetValue("ppt", out var ppt);
        if (token.StartsWith("..", StringComparison.Ordinal))
        {
            refusal = new PassportRefusal(VerificationFailure.CompactForm, "the compact form leaves out what is signed");
            return false;
        }

        if (!parameters.TryGetValue("info", out var info) || info.Length == 0)
        {
            refusal = new PassportRefusal(VerificationFailure.InfoMissing, "the info parameter is absent");
            return false;
        }

        if (token.Length == 0) return Refuse("the Identity header holds no token", out refusal);
        var isOlder = !token.Contains('.', StringComparison.Ordinal) && parameters.ContainsKey("canon");
        header = isOlder
            ? new IdentityHeader($"{parameters["canon"]}.{token}", info, alg, ppt, IdentityForm.Older)
            : new IdentityHeader(token, info, alg, ppt, IdentityForm.Full);
        refusal = null;
        return true;
    }

    private static bool Refuse(string detail, out PassportRefusal refusal)
    {
        refusal = new PassportRefusal(VerificationFailure.IdentityHeaderMalformed, detail);
        return false;
    }
}
