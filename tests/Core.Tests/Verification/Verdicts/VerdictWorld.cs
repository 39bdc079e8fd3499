using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Calls from one caller to one called number, with Identity headers good and bad, and their verifier.</summary>
internal sealed class VerdictWorld
{
    public VerdictWorld(CallWorld world)
    {
        World = world;
        Verifier = new CallVerifier(world.Verdicts, world.Time, CallFreshness.Default);
        Proving = new CallVerifier(
            world.Verdicts, world.Time, CallFreshness.Default,
            evidence: new ProofEvidence(world.Certificates, TrustDomains.Of(world.Domain, world.Time)));
    }

    public CallWorld World { get; }

    public CallVerifier Verifier { get; }

    /// <summary>The same with proofs.</summary>
    public CallVerifier Proving { get; }

    public static PassportParty Caller { get; } = new NumberParty(CallWorld.Caller);

    public static PassportParty Called { get; } = new NumberParty(CallWorld.Called);

    public static async Task<VerdictWorld> NewAsync() => new(await CallWorld.NewAsync());

    public static CallToVerify Call(params string[] identities) => new(Caller, Called) { Identities = identities };

    public ValueTask<CallVerdict> VerifyAsync(CallToVerify call, VerificationRules? rules = null) =>
        Verifier.VerifyAsync(call, rules ?? VerificationRules.Default, client: default, TestContext.Current.CancellationToken);

    /// <summary>A verdict with its proof.</summary>
    public ValueTask<CallVerdict> ProveAsync(CallToVerify call, VerificationRules? rules = null) => Proving.VerifyAsync(
        call, (rules ?? VerificationRules.Default) with { WantsProof = true }, client: default, TestContext.Current.CancellationToken);

    public ValueTask<CallVerdict> VerifyAsync(params string[] identities) => VerifyAsync(Call(identities));

    public string Header(string token, string? ppt = null) =>
        $"{token};info=<{World.X5u}>;alg=ES256{(ppt is null ? "" : $";ppt={ppt}")}";

    public async Task<string> SignAsync(PassportClaims? claims = null) =>
        Header(await World.SignAsync(claims), (claims?.Type ?? PassportType.Shaken).Ppt());

    public PassportClaims Base() => World.Claims() with { Shaken = null };

    public PassportClaims Priorities(params string[] auth) =>
        new ExtendedClaims(Base(), new PriorityClaims([.. auth.Select(Priority)]));

    public static ResourcePriority Priority(string text) =>
        ResourcePriority.TryParse(text, out var value) ? value : throw new ArgumentException("No r-value.", nameof(text));

    /// <summary>
    /// The value of an Identity header by a letter. Good: S shaken, B base, R rph. Bad: s, b and r with a forged signature; u shaken whose
    /// certificate cannot be had; m shaken for another called number; n base that is too old; X of an unknown type; g unreadable.
    /// </summary>
    public async Task<string> HeaderAsync(char letter) => letter switch
    {
        'S' => await SignAsync(),
        'B' => await SignAsync(Base()),
        'R' => await SignAsync(Priorities("ets.0")),
        's' => Header(await ForgeAsync(World.Claims()), "shaken"),
        'b' => Header(await ForgeAsync(Base())),
        'r' => Header(await ForgeAsync(Priorities("ets.0")), "rph"),
        'u' => await ElsewhereAsync("https://cr.example/nothing.pem"),
        'm' => await SignAsync(World.Claims() with { Dest = [Caller] }),
        'n' => await SignAsync(Base() with { IssuedAt = World.Time.GetUtcNow().AddMinutes(-5) }),
        'X' => Header(await World.SignAsync(), "foo"),
        'g' => "<",
        _ => throw new ArgumentOutOfRangeException(nameof(letter)),
    };

    public async Task<string[]> HeadersAsync(string letters)
    {
        var headers = new List<string>();
        foreach (var letter in letters) headers.Add(await HeaderAsync(letter));
        return [.. headers];
    }

    /// <summary>The same as bare tokens, as a CPS gives them.</summary>
    public async Task<string[]> TokensAsync(string letters) =>
        [.. (await HeadersAsync(letters)).Select(header => header.Split(';')[0])];

    /// <summary>Claims under a key that is not the certificate's.</summary>
    public async Task<string> ForgeAsync(PassportClaims claims)
    {
        using var key = SoftwareKey.New();
        return await new PassportSigner(key, World.X5u).SignAsync(claims, TestContext.Current.CancellationToken);
    }

    public async Task<string> ElsewhereAsync(string x5u)
    {
        var token = await new PassportSigner(World.Provider.Key, x5u).SignAsync(World.Claims(), TestContext.Current.CancellationToken);
        return $"{token};info=<{x5u}>;alg=ES256;ppt=shaken";
    }

    /// <summary>A header with any content whatever, properly signed.</summary>
    public async Task<string> RawAsync(string header, string payload, string? ppt = "shaken") => Header(
        await TestTokens.SignAsync(World.Provider.Key, Fill(header), Fill(payload)), ppt);

    private string Fill(string text) => text
        .Replace("{x5u}", World.X5u, StringComparison.Ordinal)
        .Replace("{iat}", $"{World.Time.GetUtcNow().ToUnixTimeSeconds()}", StringComparison.Ordinal);
}
