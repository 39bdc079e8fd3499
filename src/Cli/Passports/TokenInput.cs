using System.CommandLine;
using Shaken.Cli.Output;
using Shaken.Core.Passports;

namespace Shaken.Cli.Passports;

/// <summary>A PASSporT as users have it: the token, an Identity header around it, a file with either, or standard input.</summary>
internal static class TokenInput
{
    public static readonly Argument<string> Token = new("token") { Description = "The PASSporT or the Identity header; a file that holds it; or - for standard input." };

    /// <summary>Takes it apart, or tells why not.</summary>
    public static bool TryRead(ParseResult parsed, out UntrustedPassport? passport, out PassportRefusal? refusal)
    {
        var text = Inputs.TextOf(parsed.GetValue(Token)!);
        passport = null;
        return text.Contains(';', StringComparison.Ordinal)
            ? IdentityHeader.TryParse(text, out var header, out refusal) && header.TryReadPassport(out passport, out refusal)
            : UntrustedPassport.TryParse(text, out passport, out refusal);
    }
}
