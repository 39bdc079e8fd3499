using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>Signed PASSporTs of both forms, and the verifier that believes them.</summary>
internal sealed class PassportCorpus
{
    private readonly HashSet<string> _signed;

    private PassportCorpus(CallWorld world, IReadOnlyList<string> tokens)
    {
        World = world;
        Tokens = tokens;
        _signed = [.. tokens.Select(TokenEdits.SignedPartOf)];
    }

    public CallWorld World { get; }

    public IReadOnlyList<string> Tokens { get; }

    public static async Task<PassportCorpus> NewAsync()
    {
        var world = await CallWorld.NewAsync();
        var (caller, called) = (new NumberParty(CallWorld.Caller), new NumberParty(CallWorld.Called));
        var plain = world.Claims();
        PassportClaims[] all =
        [
            plain, world.Claims(Attestation.B), world.Claims(Attestation.C), plain with { Shaken = null },
            plain with { Dest = [called, caller, new NumberParty(CallWorld.Number("*67#")), new UriParty("sip:b@example.com")] },
            plain with { Orig = new UriParty("sip:é\"\\😀@example.com"), Dest = [new UriParty("sip:a@example.com"), new UriParty("sip:b@example.com")], Shaken = null },
        ];
        var tokens = new List<string>();
        foreach (var claims in all) tokens.Add(await world.SignAsync(claims));

        // Not canonical, an unknown claim, a number as people write it: all verify with a finding.
        var now = world.Time.GetUtcNow().ToUnixTimeSeconds();
        tokens.Add(await Core.Tests.Support.TestTokens.SignAsync(world.Provider.Key, $$"""{ "typ":"passport", "alg":"ES256", "x5u":"{{world.X5u}}", "ppt":"shaken" }""",
            $$"""{"iat":{{now}}.5,"orig":{"tn":"+1 (215) 555-0121"},"dest":{"tn":["12155550131"]},"attest":"A","origid":"123e4567-e89b-12d3-a456-426655440000","x":[{"y":null}]}"""));
        return new PassportCorpus(world, tokens);
    }

    public async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
    {
        if (!UntrustedPassport.TryParse(mutant.Text, out var passport, out var refusal)) return Checked(refusal, Fate.Unread);
        return await JudgeAsync(passport, mutant.SignedAnew);
    }

    public async ValueTask<Fate> JudgeAsync(UntrustedPassport passport, string? signedAnew)
    {
        passport.IsCanonical();
        var outcome = await World.Verifier.VerifyAsync(passport, call: null, CancellationToken.None);
        if (!outcome.TryGet(out var verified, out var refusal)) return Checked(refusal, Fate.Refused);
        var signed = TokenEdits.SignedPartOf(verified.Compact);
        return _signed.Contains(signed) || signed == signedAnew ? Fate.Verified : throw new FalseAcceptanceException(verified.Compact);
    }

    /// <summary>A refusal has words, and codes for the wire.</summary>
    public static Fate Checked(PassportRefusal refusal, Fate fate)
    {
        Assert.NotEmpty(refusal.Detail);
        Assert.NotEmpty(refusal.Reason.Codes().ReasonValue());
        return fate;
    }
}
