using Shaken.Core.Authentication;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Authentication;

/// <summary>Diversions (RFC 8946): what they take from the PASSporT that came with the call.</summary>
public sealed class DivertedCallTests
{
    private const string Own = "numbers,rule,kind\n1215555013*,own,assigned-by-us\n";

    private static CallToSign Diverted { get; } = SigningWorld.Call(PassportType.Div, orig: "12155550121", dest: "12155550199") with
    {
        Extension = new Diversion(SigningWorld.Party("12155550131"), HistoryIndex: "1.1"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sign_DiversionOfAFreshCall_KeepsItsIat()
    {
        var world = await SigningWorld.NewAsync(numbers: Own);
        var original = await OriginalAsync(world);
        world.Time.Advance(TimeSpan.FromSeconds(40));
        var signed = await world.SignAsync(Diverted with { Presented = [original] });
        Assert.Equal(world.Time.GetUtcNow().AddSeconds(-40), signed.IssuedAt);
    }

    // A verifier refuses an outermost PASSporT that is stale, so an old iat would lose the call.
    [Fact]
    public async Task Sign_DiversionOfACallThatRangForLong_HasAnIatOfItsOwn()
    {
        var world = await SigningWorld.NewAsync(numbers: Own);
        var original = await OriginalAsync(world);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(world.Time.GetUtcNow(), (await world.SignAsync(Diverted with { Presented = [original] })).IssuedAt);
    }

    [Theory]
    [InlineData("12155550122", "12155550131")]
    [InlineData("12155550121", "12155550132")]
    public async Task Sign_DiversionOfAnotherCall_IsRefused(string orig, string dest)
    {
        var world = await SigningWorld.NewAsync(numbers: Own);
        var original = await OriginalAsync(world, orig, dest);
        Assert.Equal(SigningFailure.ClaimInvalid, await world.FailureAsync(Diverted with { Presented = [original] }));
    }

    private static async Task<string> OriginalAsync(SigningWorld world, string orig = "12155550121", string dest = "12155550131")
    {
        var claims = PassportClaims.ForCall(
            CallWorld.Number(orig), CallWorld.Number(dest), world.Time.GetUtcNow(), Attestation.A, SigningWorld.OrigId);
        return await new PassportSigner(SigningWorld.Key, SigningWorld.X5u).SignIdentityAsync(claims, Token);
    }
}
