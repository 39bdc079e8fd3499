using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>PASSporTs of each extension, mutated: only what was signed is believed, and nothing throws.</summary>
public sealed class ExtensionMutationTests
{
    [Theory]
    [InlineData(PassportType.Rph)]
    [InlineData(PassportType.Rcd)]
    [InlineData(PassportType.Msg)]
    public async Task Verify_MutatedPassport_BelievesOnlyWhatWasSigned(PassportType type)
    {
        var world = await CallWorld.NewAsync();
        var tokens = await TokensAsync(world, type);
        var signed = tokens.Select(TokenEdits.SignedPartOf).ToHashSet(StringComparer.Ordinal);
        await MutationRun.RunAsync(
            random => TokenEdits.MutateAsync(tokens, world.Provider.Key, random),
            mutant =>
                JudgeAsync(
                    mutant, signed, passport => world.Verifier.VerifyAsync(passport, call: null, CancellationToken.None),
                    verified => [verified]),
            mutant => mutant.Text);
    }

    [Theory]
    [InlineData(PassportType.Div)]
    [InlineData(PassportType.DivO)]
    public async Task VerifyChain_MutatedLink_BelievesOnlyWhatWasSigned(PassportType type)
    {
        var world = await CallWorld.NewAsync();
        var tokens = await TokensAsync(world, type);
        var original = await world.SignAsync();
        Assert.True(UntrustedPassport.TryParse(original, out var first, out _));
        var signed = tokens.Append(original).Select(TokenEdits.SignedPartOf).ToHashSet(StringComparer.Ordinal);
        var verifier = new DiversionVerifier(world.Verifier);
        await MutationRun.RunAsync(
            random => TokenEdits.MutateAsync(tokens, world.Provider.Key, random),
            mutant => JudgeAsync(
                mutant, signed,
                passport => type == PassportType.Div
                    ? verifier.VerifyAsync(first, [passport], call: null, client: default, CancellationToken.None)
                    : verifier.VerifyAsync(passport, call: null, client: default, CancellationToken.None),
                verified => verified.Diversions),
            mutant => mutant.Text);
    }

    private static async ValueTask<Fate> JudgeAsync<TVerified>(
        TokenMutant mutant, HashSet<string> signed, Func<UntrustedPassport, ValueTask<Outcome<TVerified, PassportRefusal>>> verifyAsync,
        Func<TVerified, IReadOnlyList<VerifiedPassport>> passportsOf)
        where TVerified : notnull
    {
        if (!UntrustedPassport.TryParse(mutant.Text, out var passport, out var refusal))
            return PassportCorpus.Checked(refusal, Fate.Unread);
        passport.IsCanonical();
        if (!(await verifyAsync(passport)).TryGet(out var verified, out refusal)) return PassportCorpus.Checked(refusal, Fate.Refused);
        foreach (var one in passportsOf(verified))
        {
            var part = TokenEdits.SignedPartOf(one.Compact);
            if (!signed.Contains(part) && part != mutant.SignedAnew) throw new FalseAcceptanceException(one.Compact);
        }

        return Fate.Verified;
    }

    private static async Task<List<string>> TokensAsync(CallWorld world, PassportType type)
    {
        var call = world.Claims() with { Shaken = null };
        var diverted = call with { Dest = [new NumberParty(CallWorld.Number("12155550132"))] };
        List<PassportClaims> all = type switch
        {
            PassportType.Div =>
            [
                new ExtendedClaims(diverted, new Diversion(call.Dest[0], HistoryIndex: null)),
                new ExtendedClaims(diverted, new Diversion(call.Dest[0], "1.2.1"), [new MediaKey("sha-256", "02AB")]),
            ],
            PassportType.Rph => [new ExtendedClaims(call, new PriorityClaims([Priority("ets.0"), Priority("wps.0")]))],
            PassportType.Rcd =>
            [
                new ExtendedClaims(call, Rich()), new ExtendedClaims(call, new RichCallClaims(Data: null, "a delivery", [])),
                new ExtendedClaims(world.Claims(), Rich()),
            ],
            PassportType.Msg => [new ExtendedClaims(call, new MessageClaims(ContentDigest.Of("hello"u8)))],
            PassportType.DivO => [],
            PassportType.Base or PassportType.Shaken or PassportType.Rsp => throw new ArgumentOutOfRangeException(nameof(type)),
        };
        var tokens = new List<string>();
        foreach (var claims in all) tokens.Add(await world.SignAsync(claims));
        if (type == PassportType.DivO) tokens.Add(await EmbeddingAsync(world, await world.SignAsync()));
        return tokens;
    }

    // What is never made here is made by hand.
    private static Task<string> EmbeddingAsync(CallWorld world, string original) => TestTokens.SignAsync(
        world.Provider.Key,
        $$"""{"alg":"ES256","ppt":"div-o","typ":"passport","x5u":"{{world.X5u}}"}""",
        $$$"""{"dest":{"tn":["12155550132"]},"div":{"tn":"12155550131"},"iat":{{{world.Time.GetUtcNow().ToUnixTimeSeconds()}}},"opt":"{{{original}}}","orig":{"tn":"12155550121"}}""");

    private static RichCallClaims Rich() => new(
        new RichCallData("Q Branch", CallWorld.Number("12155550199"), "https://example.com/q.png", """["vcard",[["fn",{},"text","Q"],["photo",{},"uri","https://example.com/p.png"]]]"""),
        "a delivery",
        [new RichCallDigest("/icn", ContentDigest.Of("icon"u8)), new RichCallDigest("/jcd/1/1/3", ContentDigest.Of("photo"u8)), new RichCallDigest("/nam", ContentDigest.Of("\"Q Branch\""u8, DigestAlgorithm.Sha384))]);

    private static ResourcePriority Priority(string text) =>
        ResourcePriority.TryParse(text, out var value) ? value : throw new ArgumentException("No r-value.", nameof(text));
}
