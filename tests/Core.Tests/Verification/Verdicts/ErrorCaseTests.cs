using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Verification.Verdicts;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>
/// The error cases E3 to E19 that verification services of the field share, each a call with one fault. E1 and E2 are faults of a request,
/// which is not read here.
/// </summary>
public sealed class ErrorCaseTests
{
    private const string Shaken = """{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"{x5u}"}""";

    private const string StrangersUrl = "https://cr.example/stranger.pem";

    private const string Payload =
        """{"attest":"A","dest":{"tn":["12155550131"]},"iat":{iat},"orig":{"tn":"12155550121"},"""
        + "\"origid\":\"123e4567-e89b-12d3-a456-426655440000\"}";

    public enum ErrorCase
    {
        None,
        E3,
        E4,
        E5,
        E6,
        E7,
        E8,
        E9WithoutAlg,
        E9WithoutTyp,
        E9WithoutX5u,
        E10,
        E11,
        E12,
        E13,
        E14,
        E15,
        E16Called,
        E16Caller,
        E17,
        E18,
        E19,
    }

    [Theory]
    [InlineData(ErrorCase.None, 0, 0, Verstat.Passed)]
    [InlineData(ErrorCase.E3, 403, 403, Verstat.None)]
    [InlineData(ErrorCase.E4, 438, 438, Verstat.None)]
    [InlineData(ErrorCase.E5, 438, 428, Verstat.None)]
    [InlineData(ErrorCase.E6, 436, 436, Verstat.None)]
    [InlineData(ErrorCase.E7, 436, 436, Verstat.None)]
    [InlineData(ErrorCase.E8, 436, 436, Verstat.None)]
    [InlineData(ErrorCase.E9WithoutAlg, 436, 438, Verstat.None)]
    [InlineData(ErrorCase.E9WithoutTyp, 436, 438, Verstat.None)]
    [InlineData(ErrorCase.E9WithoutX5u, 436, 438, Verstat.None)]
    [InlineData(ErrorCase.E10, 436, 438, Verstat.None)]
    [InlineData(ErrorCase.E11, 437, 438, Verstat.None)]
    [InlineData(ErrorCase.E12, 437, 438, Verstat.None)]
    [InlineData(ErrorCase.E13, 438, 428, Verstat.None)]
    [InlineData(ErrorCase.E14, 438, 438, Verstat.None)]
    [InlineData(ErrorCase.E15, 403, 403, Verstat.None)]
    [InlineData(ErrorCase.E16Called, 438, 438, Verstat.None)]
    [InlineData(ErrorCase.E16Caller, 438, 438, Verstat.None)]
    [InlineData(ErrorCase.E17, 437, 437, Verstat.Failed)]
    [InlineData(ErrorCase.E18, 438, 438, Verstat.Failed)]
    [InlineData(ErrorCase.E19, 438, 438, Verstat.None)]
    public async Task Verify_ErrorCase_GetsTheCodesOfTheField(ErrorCase fault, int atis, int rfc8224, Verstat verstat)
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await HeaderAsync(world, fault));
        if (fault == ErrorCase.E3) call = call with { Time = world.World.Time.GetUtcNow().AddMinutes(-5) };
        if (fault == ErrorCase.E16Caller) call = call with { Orig = new NumberParty(CallWorld.Number("12155550199")) };
        var rules = VerificationRules.Default with { RefusesStaleDate = true };
        var byAtis = await world.VerifyAsync(call, rules with { Dialect = CodeDialect.Atis });
        var byRfc = await world.VerifyAsync(call, rules);
        Assert.Equal((verstat, verstat), (byAtis.Verstat, byRfc.Verstat));
        Assert.Equal((atis, rfc8224), (byAtis.Status?.Code ?? 0, byRfc.Status?.Code ?? 0));
    }

    private static async Task<string> HeaderAsync(VerdictWorld world, ErrorCase fault) => fault switch
    {
        ErrorCase.None or ErrorCase.E3 or ErrorCase.E16Caller => await world.SignAsync(),
        ErrorCase.E4 => world.Header($"..{(await world.World.SignAsync()).Split('.')[2]}", "shaken"),
        ErrorCase.E5 => world.Header(await world.World.SignAsync(), "div-x"),
        ErrorCase.E6 => $"{await world.World.SignAsync()};alg=ES256;ppt=shaken",
        ErrorCase.E7 => $"{await world.World.SignAsync()};info=;alg=ES256;ppt=shaken",
        ErrorCase.E8 => await world.ElsewhereAsync("https://cr.example/gone.pem"),
        ErrorCase.E9WithoutAlg => await world.RawAsync("""{"ppt":"shaken","typ":"passport","x5u":"{x5u}"}""", Payload),
        ErrorCase.E9WithoutTyp => await world.RawAsync("""{"alg":"ES256","ppt":"shaken","x5u":"{x5u}"}""", Payload),
        ErrorCase.E9WithoutX5u => await world.RawAsync("""{"alg":"ES256","ppt":"shaken","typ":"passport"}""", Payload),
        ErrorCase.E10 => (await world.SignAsync()).Replace("info=<https://", "info=<https://other.", StringComparison.Ordinal),
        ErrorCase.E11 => await world.RawAsync(Shaken.Replace("passport", "jwt", StringComparison.Ordinal), Payload),
        ErrorCase.E12 => (await world.RawAsync(Shaken.Replace("ES256", "ES384", StringComparison.Ordinal), Payload))
            .Replace(";alg=ES256", "", StringComparison.Ordinal),
        ErrorCase.E13 => await world.RawAsync(Shaken.Replace("shaken", "foo", StringComparison.Ordinal), Payload, ppt: null),
        ErrorCase.E14 => await world.RawAsync(Shaken, Payload.Replace("\"attest\":\"A\",", "", StringComparison.Ordinal)),
        ErrorCase.E15 => await world.SignAsync(world.World.Claims() with { IssuedAt = world.World.Time.GetUtcNow().AddMinutes(-5) }),
        ErrorCase.E16Called => await world.HeaderAsync('m'),
        ErrorCase.E17 => await ByStrangerAsync(world),
        ErrorCase.E18 => await world.HeaderAsync('s'),
        ErrorCase.E19 => await world.RawAsync(Shaken, Payload.Replace("\"A\"", "\"D\"", StringComparison.Ordinal)),
    };

    // Another country's authority, which nobody here knows.
    private static async Task<string> ByStrangerAsync(VerdictWorld world)
    {
        var stranger = await LocalAuthority.NewAsync(
            Hierarchy.UnitedStates, "Stranger", world.World.Time, SystemRandom.Instance, TestContext.Current.CancellationToken);
        var provider = await stranger.IssueAsync(
            Hierarchy.Provider, "Stranger Telephone", TimeSpan.FromDays(30), TestContext.Current.CancellationToken);
        world.World.Certificates.Publish(StrangersUrl, provider.Chain);
        var signer = new PassportSigner(provider.Key, StrangersUrl);
        var token = await signer.SignAsync(world.World.Claims(), TestContext.Current.CancellationToken);
        return $"{token};info=<{StrangersUrl}>;alg=ES256;ppt=shaken";
    }
}
