using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Cli.Cps;

/// <summary><c>shaken cps</c>: post, get, key, and what <see cref="CpsDirectoryCommands"/> adds.</summary>
internal static class CpsCommands
{
    private static readonly Argument<string> Url = new("url") { Description = "Open dialect: the CPS URL of the provider, …/cps/company/1234. With --key: the base URL of an ATIS-1000105 CPS." };
    private static readonly Option<string[]> Passport = new("--passport") { Description = "A PASSporT, a file with it, or -; may be repeated.", Required = true };
    private static readonly Option<string> Dest = new("--dest") { Description = "Called number." };
    private static readonly Option<string> Orig = new("--orig") { Description = "Calling number." };
    private static readonly Option<string> Key = new("--key") { Description = "File with the private key of the STI certificate: sign a bearer token with it (ATIS-1000105)." };
    private static readonly Option<string> X5u = new("--x5u") { Description = "URL of that certificate." };
    private static readonly Option<string> Spc = new("--spc") { Description = "Your own code, in that certificate's TNAuthList." };
    private static readonly Option<string> Publisher = new("--publisher") { Description = "Code of the publisher; default: --spc." };
    private static readonly Option<string> Audience = new("--aud") { Description = "The CPS's name in aud; default: the URL's host." };
    private static readonly Option<int> Life = new("--life") { Description = "Seconds until the CPS deletes them.", DefaultValueFactory = _ => 30 };
    private static readonly Option<string> ReaderKeyOption = new("--reader-key") { Description = "Open dialect: the key that the operator issued." };
    private static readonly Argument<string> Provider = new("provider") { Description = "Whose mailbox the key opens, such as US/1234." };

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static Command New()
    {
        var command = OfCalls();
        foreach (var found in CpsDirectoryCommands.All) command.Add(found);
        return command;
    }

    private static Command OfCalls() => new("cps", "Post PASSporTs to a CPS, fetch them, make a reader's key; find a provider's CPS.")
    {
        new Command("post", "Post PASSporTs for a call.")
        {
            Url, Passport, Dest, Orig, Key, X5u, Spc, Audience, Life, KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile,
        }.Runs(PostAsync, Longest),
        new Command("get", "Fetch what waits for a call; each PASSporT is handed out once.")
        {
            Url, Dest, Orig, Key, X5u, Spc, Publisher, Audience, ReaderKeyOption,
            KeyOptions.PassphraseVariable, KeyOptions.PassphraseFile,
        }.Runs(GetAsync, Longest),
        new Command("key", "Make a reader's key: give the key away, put the hash into Cps:ReaderKeys.") { Provider }.Runs(NewKeyAsync),
    };

    private static async Task<CommandResult> PostAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var url = Inputs.Url(parsed.GetValue(Url)!, "url");
        var passports = parsed.GetValue(Passport)!.Select(Inputs.TokenText).ToList();
        using var http = NamedHost.NewHttp();
        var client = new CpsClient(http);
        if (parsed.GetValue(Key) is null) return Answer(await client.PostOpenAsync(url, passports, cancellationToken), HttpStatusCode.Created);

        var call = CallOf(parsed);
        var bearer = await SignerOf(parsed).ForPublishingAsync(call, passports, AudienceOf(parsed, url), TimeSpan.FromSeconds(parsed.GetValue(Life)), cancellationToken);
        return Answer(await client.PublishAsync(url, OwnCode(parsed), call, passports, bearer, cancellationToken), HttpStatusCode.Created);
    }

    private static async Task<CommandResult> GetAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var url = Inputs.Url(parsed.GetValue(Url)!, "url");
        var call = CallOf(parsed);
        using var http = NamedHost.NewHttp();
        var client = new CpsClient(http);
        if (parsed.GetValue(ReaderKeyOption) is { } key) return Answer(await client.RetrieveOwnAsync(url, call, key, cancellationToken), HttpStatusCode.OK);

        if (parsed.GetValue(Key) is null) throw new UsageException("Reading needs --reader-key, or --key with --x5u and --spc.");
        var publisher = parsed.GetValue(Publisher) is { } text ? Inputs.Code(text, "--publisher") : OwnCode(parsed);
        var bearer = await SignerOf(parsed).ForRetrievingAsync(call, publisher, AudienceOf(parsed, url), cancellationToken);
        return Answer(await client.RetrieveAsync(url, publisher, call, bearer, cancellationToken), HttpStatusCode.OK);
    }

    private static Task<CommandResult> NewKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!ProviderId.TryParse(parsed.GetValue(Provider), out var provider)) throw new UsageException("The provider must be a country and a code, such as US/1234.");
        var (secret, key) = ApiKey<ProviderId>.New(provider, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        return Task.FromResult(CommandResult.Good(new JsonObject { ["key"] = secret, ["configuration"] = key.ToString() }));
    }

    private static CommandResult Answer(CpsAnswer answer, HttpStatusCode wanted)
    {
        var isWanted = answer.Status == wanted;
        var document = new JsonObject { ["accepted"] = isWanted, ["status"] = (int)answer.Status };
        if (answer.Reason is not null) document["reason"] = answer.Reason;
        if (!isWanted && answer.Detail is not null) document["detail"] = answer.Detail;
        if (answer.Passports.Count > 0) document["passports"] = new JsonArray([.. answer.Passports.Select(token => (JsonNode)token)]);
        var code = isWanted ? ExitCode.Good : (int)answer.Status >= 500 ? ExitCode.Unavailable : ExitCode.Refused;

        // What was fetched is what `passport verify` reads.
        return new CommandResult(code, document) { Text = answer.Passports.Count > 0 ? string.Join('\n', answer.Passports) : null };
    }

    private static BearerSigner SignerOf(ParseResult parsed) => new(
        KeyOptions.Key(parsed, parsed.GetValue(Key)!), parsed.GetValue(X5u) ?? throw new UsageException("--key needs --x5u, the URL of its certificate."), OwnCode(parsed), Clock.System, SystemRandom.Instance);

    private static ServiceProviderCode OwnCode(ParseResult parsed) =>
        Inputs.Code(parsed.GetValue(Spc) ?? throw new UsageException("--key needs --spc, a code of its certificate."), "--spc");

    private static CallNumbers CallOf(ParseResult parsed) => new(
        Inputs.Number(parsed.GetValue(Dest) ?? throw new UsageException("--dest is needed: the called number."), "--dest"),
        Inputs.Number(parsed.GetValue(Orig) ?? throw new UsageException("--orig is needed: the calling number."), "--orig"));

    private static string AudienceOf(ParseResult parsed, Uri url) => parsed.GetValue(Audience) ?? url.Host;
}
