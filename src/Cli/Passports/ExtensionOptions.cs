using System.CommandLine;
using System.Text;
using System.Text.Json;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Cli.Passports;

/// <summary>The options of <c>shaken passport sign</c> for the claims of extensions, each for the types that have the claim.</summary>
internal static class ExtensionOptions
{
    private static readonly Option<string> Div = new("--div") { Description = "div: the called number before the call was diverted." };
    private static readonly Option<string> HistoryIndex = new("--hi") { Description = "div: the index in History-Info, such as 1.1." };

    private static readonly Option<string[]> Rph = new("--rph")
    {
        Description = "rph: a value of Resource-Priority, such as ets.0; as often as there are values.",
    };

    private static readonly Option<string> Name = new("--nam") { Description = "rcd, shaken: the caller's name." };
    private static readonly Option<string> AlternateNumber = new("--apn") { Description = "rcd, shaken: the number to show instead." };
    private static readonly Option<string> Icon = new("--icn") { Description = "rcd, shaken: URL of an icon." };
    private static readonly Option<string> CardUrl = new("--jcl") { Description = "rcd, shaken: URL of a jCard." };
    private static readonly Option<string> CardFile = new("--jcd") { Description = "rcd, shaken: file with a jCard." };
    private static readonly Option<string> CallReason = new("--crn") { Description = "rcd, shaken: the reason of the call." };
    private static readonly Option<string> Message = new("--message")
    {
        Description = "msg: file with the message's body; its digest is signed.",
    };

    public static IReadOnlyList<Option> All { get; } =
        [Div, HistoryIndex, Rph, Name, AlternateNumber, Icon, CardUrl, CardFile, CallReason, Message];

    private static readonly Option[] Rich = [Name, AlternateNumber, Icon, CardUrl, CardFile, CallReason];

    /// <summary>The claims that the type adds; null: none.</summary>
    /// <exception cref="UsageException">An option is of another type, or what the type needs is missing.</exception>
    public static PassportExtension? Read(ParseResult parsed, PassportType type)
    {
        Option[] taken = type switch
        {
            PassportType.Div => [Div, HistoryIndex],
            PassportType.Rph => [Rph],
            PassportType.Rcd or PassportType.Shaken => Rich,
            PassportType.Msg => [Message],
            PassportType.Base or PassportType.DivO or PassportType.Rsp => [],
        };
        if (All.Except(taken).FirstOrDefault(option => parsed.GetResult(option) is not null) is { } foreign)
            throw new UsageException($"{foreign.Name}: is no option of --type {KebabCase.Of(type)}.");
        return type switch
        {
            PassportType.Div => ReadDiversion(parsed),
            PassportType.Rph => ReadPriorities(parsed),
            PassportType.Rcd => ReadRichCall(parsed) ?? throw new UsageException("--type rcd needs --nam or --crn."),
            PassportType.Shaken => ReadRichCall(parsed),
            PassportType.Msg => new MessageClaims(
                parsed.GetValue(Message) is { } file ? ContentDigest.Of(Inputs.FileOctets(file)) : null),
            PassportType.Base or PassportType.DivO or PassportType.Rsp => null,
        };
    }

    private static Diversion ReadDiversion(ParseResult parsed) => parsed.GetValue(Div) is { } number
        ? new Diversion(new NumberParty(Inputs.Number(number, "--div")), parsed.GetValue(HistoryIndex))
        : throw new UsageException("--type div needs --div, the called number before.");

    private static PriorityClaims ReadPriorities(ParseResult parsed)
    {
        var texts = parsed.GetValue(Rph) ?? [];
        if (texts.Length == 0) throw new UsageException("--type rph needs --rph, such as --rph ets.0.");
        return new PriorityClaims([.. texts.Select(text => ResourcePriority.TryParse(text, out var priority)
            ? priority
            : throw new UsageException($"--rph: \"{text}\" must be a namespace and a priority, such as ets.0."))]);
    }

    private static RichCallClaims? ReadRichCall(ParseResult parsed)
    {
        if (!Rich.Any(option => parsed.GetResult(option) is not null)) return null;
        var hasData = Rich.Where(option => option != CallReason).Any(option => parsed.GetResult(option) is not null);
        var data = hasData
            ? new RichCallData(
                parsed.GetValue(Name) ?? "",
                parsed.GetValue(AlternateNumber) is { } number ? Inputs.Number(number, "--apn") : null,
                parsed.GetValue(Icon),
                parsed.GetValue(CardFile) is { } file ? ReadCard(file) : null,
                parsed.GetValue(CardUrl))
            : null;
        return new RichCallClaims(data, parsed.GetValue(CallReason), DigestsOf(data));
    }

    // Of what stands in the claim; those of content elsewhere need the content.
    private static IReadOnlyList<RichCallDigest> DigestsOf(RichCallData? data) =>
        data is null || data.Name.Length == 0 ? [] : [RichCallDigest.OfText("/nam", data.Name)];

    private static string ReadCard(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(Inputs.FileOctets(file), new JsonDocumentOptions { MaxDepth = Limits.JsonDepth });
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? Encoding.UTF8.GetString(CanonicalJson.Write(json.RootElement))
                : throw new UsageException($"--jcd: {file} must hold a jCard, an array.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"--jcd: {file} is not JSON (line {exception.LineNumber + 1}).");
        }
    }
}
