using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports.Diversions;

/// <summary>Calls from the caller to the numbers A to G, sent on from one to the next. The caller called A.</summary>
internal sealed class DivertedWorld(CallWorld world)
{
    public static PassportParty Caller { get; } = new NumberParty(CallWorld.Caller);

    public CallWorld World { get; } = world;

    public DiversionVerifier Verifier { get; } = new(world.Verifier);

    public static async Task<DivertedWorld> NewAsync() => new(await CallWorld.NewAsync());

    public static PassportParty Party(char letter) => new NumberParty(CallWorld.Number($"1215555{letter - 'A' + 200:0000}"));

    public static CallParties CallTo(char letter) => new(Caller, Party(letter));

    /// <summary>The call to A, as its provider signed it.</summary>
    public Task<UntrustedPassport> OriginalAsync(TimeSpan age = default) =>
        ReadAsync(World.Claims() with { Dest = [Party('A')], IssuedAt = World.Time.GetUtcNow() - age });

    /// <summary>A diversion such as "AB", or "ABC" with two called parties.</summary>
    public Task<UntrustedPassport> DivAsync(string letters, PassportParty? orig = null, TimeSpan age = default) =>
        ReadAsync(Div(letters, orig, age));

    public async Task<IReadOnlyList<UntrustedPassport>> DivsAsync(params string[] all)
    {
        var divs = new List<UntrustedPassport>();
        foreach (var letters in all) divs.Add(await DivAsync(letters));
        return divs;
    }

    /// <summary>A PASSporT of ppt "div-o", which is never made here and so is written by hand.</summary>
    public async Task<UntrustedPassport> DivOAsync(string letters, string opt)
    {
        var (from, to) = (Number(letters[0]), Number(letters[1]));
        var now = World.Time.GetUtcNow().ToUnixTimeSeconds();
        return Read(await TestTokens.SignAsync(
            World.Provider.Key,
            $$"""{"alg":"ES256","ppt":"div-o","typ":"passport","x5u":"{{World.X5u}}"}""",
            $$$"""{"dest":{"tn":["{{{to}}}"]},"div":{"tn":"{{{from}}}"},"iat":{{{now}}},"opt":"{{{opt}}}","orig":{"tn":"{{{CallWorld.Caller.Value}}}"}}"""));
    }

    public ValueTask<Outcome<VerifiedDiversions, PassportRefusal>> VerifyAsync(
        UntrustedPassport original, IReadOnlyList<UntrustedPassport> divs, CallParties? call) =>
        Verifier.VerifyAsync(original, divs, call, client: default, TestContext.Current.CancellationToken);

    public static UntrustedPassport Read(string token) =>
        UntrustedPassport.TryParse(token, out var passport, out var refusal)
            ? passport
            : throw new ArgumentException(refusal.Detail, nameof(token));

    private static string Number(char letter) => ((NumberParty)Party(letter)).Number.Value;

    private ExtendedClaims Div(string letters, PassportParty? orig, TimeSpan age) => new(
        new PassportClaims(orig ?? Caller, [.. letters.Skip(1).Select(Party)], World.Time.GetUtcNow() - age, Shaken: null),
        new Diversion(Party(letters[0]), HistoryIndex: null));

    private async Task<UntrustedPassport> ReadAsync(PassportClaims claims) => Read(await World.SignAsync(claims));
}
