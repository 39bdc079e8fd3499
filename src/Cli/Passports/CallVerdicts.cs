using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Cli.Passports;

/// <summary>The verdicts on the PASSporTs of one call: each alone, or with the diversions that lead from it to the called party.</summary>
/// <param name="contents">Fetches what rich call data names; null: nothing is fetched.</param>
internal sealed class CallVerdicts(PassportVerifier verifier, RichCallContents? contents, CallParties? call)
{
    private readonly DiversionVerifier _diversions = new(verifier);

    /// <summary>A verdict on each PASSporT in the order given. A diversion that belongs to another's chain is shown there.</summary>
    public async Task<IReadOnlyList<(bool IsGood, JsonObject Document)>> VerifyAsync(
        IReadOnlyList<Outcome<UntrustedPassport, PassportRefusal>> passports, CancellationToken cancellationToken)
    {
        var read = passports.Where(outcome => outcome.IsSuccess).Select(outcome => outcome.Value).ToList();
        var divs = read.Where(passport => passport.Type == PassportType.Div).ToList();
        var linked = new HashSet<string>(StringComparer.Ordinal);
        var verdicts = new Dictionary<UntrustedPassport, (bool IsGood, JsonObject Document)>();
        foreach (var passport in read.Except(divs)) verdicts[passport] = await VerifyAsync(passport, divs, linked, cancellationToken);
        foreach (var div in divs.Where(div => !linked.Contains(div.Identity))) verdicts[div] = await AloneAsync(div, cancellationToken);
        return
        [
            .. passports.Where(outcome => !outcome.IsSuccess || verdicts.ContainsKey(outcome.Value))
                .Select(outcome =>
                    outcome.TryGet(out var passport, out var refusal) ? verdicts[passport] : (false, Documents.Of(refusal))),
        ];
    }

    private async ValueTask<(bool IsGood, JsonObject Document)> VerifyAsync(
        UntrustedPassport passport, List<UntrustedPassport> divs, HashSet<string> linked, CancellationToken cancellationToken)
    {
        var isDivO = passport.Type == PassportType.DivO;
        if (!isDivO && (divs.Count == 0 || (call is not null && passport.Claims.Dest.Contains(call.Dest))))
            return await AloneAsync(passport, cancellationToken);
        var chain = isDivO
            ? await _diversions.VerifyAsync(passport, call, client: default, cancellationToken)
            : await _diversions.VerifyAsync(passport, divs, call, client: default, cancellationToken);
        return await ChainAsync(passport, chain, linked, cancellationToken);
    }

    private async ValueTask<(bool IsGood, JsonObject Document)> AloneAsync(
        UntrustedPassport passport, CancellationToken cancellationToken) =>
        (await verifier.VerifyAsync(passport, call, cancellationToken)).TryGet(out var verified, out var refusal)
            ? (true, await GoodAsync(passport, verified, cancellationToken))
            : (false, Documents.Of(refusal));

    private async ValueTask<(bool IsGood, JsonObject Document)> ChainAsync(
        UntrustedPassport passport, Outcome<VerifiedDiversions, PassportRefusal> chain, HashSet<string> linked,
        CancellationToken cancellationToken)
    {
        if (!chain.TryGet(out var verified, out var refusal)) return (false, Documents.Of(refusal));
        linked.UnionWith(verified.Diversions.Select(diversion => diversion.Identity));
        var document = await GoodAsync(passport, verified.Original, cancellationToken);
        document["diversions"] = new JsonArray([.. verified.Diversions.Select(diversion => (JsonNode)OfDiversion(diversion))]);
        return (true, document);
    }

    private async ValueTask<JsonObject> GoodAsync(
        UntrustedPassport passport, VerifiedPassport verified, CancellationToken cancellationToken)
    {
        var document = Documents.Of(passport);
        document.Insert(0, "verified", true);
        document["verstat"] = (verified.Type.VouchesForCaller() ? Verstat.Passed : Verstat.None).Text();
        document["signer"] = Documents.Of(verified.Signer.Certificate);
        if (verified.LentBy is { } lender) document["lentBy"] = lender.ToString();
        document["findings"] = Documents.Of(verified.Findings);
        if (contents is not null) document["contents"] = Of(await contents.FetchAsync(verified, client: default, cancellationToken));
        return document;
    }

    private static JsonObject OfDiversion(VerifiedPassport diversion)
    {
        var document = new JsonObject
        {
            ["dest"] = new JsonArray([.. diversion.Claims.Dest.Select(party => (JsonNode)Documents.TextOf(party))]),
            ["iat"] = Inputs.Text(diversion.Claims.IssuedAt),
        };
        ExtensionDocuments.AddTo(document, diversion.Claims);
        document.Remove("opt");
        document["signer"] = diversion.Signer.Certificate.Subject.ToString();
        return document;
    }

    private static JsonArray Of(IReadOnlyList<RichCallContent> contents) =>
        new([.. contents.Select(content => (JsonNode)new JsonObject
        {
            ["pointer"] = content.Path, ["state"] = KebabCase.Of(content.State), ["detail"] = content.Detail,
        })]);
}
