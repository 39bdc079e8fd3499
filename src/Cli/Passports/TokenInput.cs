using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Cli.Passports;

/// <summary>PASSporTs as users have them: a token, the Identity headers of a call, a file with either, or standard input.</summary>
internal static class TokenInput
{
    public static readonly Argument<string> Token = new("token") { Description = "The PASSporT or the call's Identity headers; a file that holds them; or - for standard input." };

    /// <summary>Each PASSporT parsed and not verified, or why it cannot be; at least one.</summary>
    public static IReadOnlyList<Outcome<UntrustedPassport, PassportRefusal>> Read(ParseResult parsed) => Read(parsed.GetValue(Token)!);

    /// <summary>The same of an argument's text.</summary>
    public static IReadOnlyList<Outcome<UntrustedPassport, PassportRefusal>> Read(string argument)
    {
        var text = Inputs.TokenText(argument);
        var values = IdentityHeader.Split([text]);
        return [.. (values.Count == 0 ? [text] : values).Select(Parse)];
    }

    /// <summary>
    /// One document for one value, a list for several. One good value is enough, since a call is refused only when all its Identity headers
    /// are (RFC 8224 section 6.2.1).
    /// </summary>
    public static CommandResult Answer(IReadOnlyList<(bool IsGood, JsonObject Document)> verdicts) => new(
        verdicts.Any(verdict => verdict.IsGood) ? ExitCode.Good : ExitCode.Refused,
        verdicts is [var only] ? only.Document : new JsonArray([.. verdicts.Select(verdict => (JsonNode)verdict.Document)]));

    // The value of an Identity header has parameters after semicolons; a bare token has none.
    private static Outcome<UntrustedPassport, PassportRefusal> Parse(string value)
    {
        UntrustedPassport? passport = null;
        var isRead = value.Contains(';', StringComparison.Ordinal)
            ? IdentityHeader.TryParse(value, out var header, out var refusal) && header.TryReadPassport(out passport, out refusal)
            : UntrustedPassport.TryParse(value, out passport, out refusal);
        return isRead ? passport! : refusal!;
    }
}
