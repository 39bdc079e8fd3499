using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Tests.Passports.Diversions;

/// <summary>Chains with their certificates, signatures and dates.</summary>
public sealed class DiversionVerifierTests
{
    [Fact]
    public async Task Verify_ChainOfFive_GivesCallerAndDiversions()
    {
        var world = await DivertedWorld.NewAsync();
        var verified = (await world.VerifyAsync(
            await world.OriginalAsync(), await world.DivsAsync("DE", "EF", "AB", "BC", "CD"), DivertedWorld.CallTo('F'))).Value;
        Assert.Equal(PassportType.Shaken, verified.Original.Type);
        Assert.Equal(["A", "B", "C", "D", "E"], verified.Diversions.Select(LetterOf));
    }

    [Fact]
    public async Task Verify_DivO_GivesCallerAndDiversions()
    {
        var world = await DivertedWorld.NewAsync();
        var outer = await world.DivOAsync("AB", (await world.OriginalAsync()).Source.Compact);
        var verified = (
            await world.Verifier.VerifyAsync(
                outer, DivertedWorld.CallTo('B'), client: default, TestContext.Current.CancellationToken)).Value;
        Assert.Equal(PassportType.DivO, Assert.Single(verified.Diversions).Type);
        Assert.Equal(PassportType.Shaken, verified.Original.Type);
    }

    // 0: the original; 1 and 2: the diversions.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Verify_OneSignatureOfTheChainForged_IsRefused(int place)
    {
        var world = await DivertedWorld.NewAsync();
        UntrustedPassport[] chain = [await world.OriginalAsync(), .. await world.DivsAsync("AB", "BC")];
        using var key = SoftwareKey.New();
        var forged = await new PassportSigner(key, world.World.X5u).SignAsync(chain[place].Claims, TestContext.Current.CancellationToken);
        chain[place] = DivertedWorld.Read(forged);
        Assert.Equal(
            VerificationFailure.SignatureMismatch,
            (await world.VerifyAsync(chain[0], chain[1..], DivertedWorld.CallTo('C'))).Failure.Reason);
    }

    [Fact]
    public async Task Verify_BrokenChain_AsksForNoCertificate()
    {
        var world = await DivertedWorld.NewAsync();
        var asked = world.World.Certificates.Asked;
        Assert.False(
            (await world.VerifyAsync(await world.OriginalAsync(), await world.DivsAsync("BC"), DivertedWorld.CallTo('C'))).IsSuccess);
        Assert.Equal(asked, world.World.Certificates.Asked);
    }

    // Minutes of age: the original, the last diversion; the window of the former.
    [Theory]
    [InlineData(0, 0, null, null)]
    [InlineData(90, 0, null, VerificationFailure.StaleDate)]
    [InlineData(90, 0, 180, null)]
    [InlineData(200, 0, 180, VerificationFailure.StaleDate)]
    [InlineData(0, 90, 180, VerificationFailure.StaleDate)]
    public async Task Verify_ByAge_WantsTheLastDiversionFresh(int original, int last, int? window, VerificationFailure? reason)
    {
        var world = await DivertedWorld.NewAsync();

        // Older than the certificate no PASSporT may be.
        world.World.Time.Advance(TimeSpan.FromHours(5));
        var verifier = new DiversionVerifier(world.World.Verifier, window is { } minutes ? TimeSpan.FromMinutes(minutes) : null);
        var outcome = await verifier.VerifyAsync(
            await world.OriginalAsync(TimeSpan.FromMinutes(original)), [await world.DivAsync("AB", age: TimeSpan.FromMinutes(last))], DivertedWorld.CallTo('B'),
            client: default, TestContext.Current.CancellationToken);
        Assert.Equal(reason, outcome.TryGet(out _, out var refusal) ? null : refusal.Reason);
    }

    [Fact]
    public async Task VerifyAlone_DivOrDivO_IsABrokenChain()
    {
        var world = await DivertedWorld.NewAsync();
        var original = (await world.OriginalAsync()).Source.Compact;
        foreach (var passport in (UntrustedPassport[])[await world.DivAsync("AB"), await world.DivOAsync("AB", original)])
        {
            var outcome = await world.World.Verifier.VerifyAsync(passport, call: null, TestContext.Current.CancellationToken);
            Assert.Equal(VerificationFailure.DivChainBroken, outcome.Failure.Reason);
        }
    }

    private static string LetterOf(VerifiedPassport passport) =>
        "ABCDEFG".First(letter => DivertedWorld.Party(letter) == ((Diversion)passport.Claims.Extension!).From).ToString();
}
