using System.Text;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tenants;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Verification.Verdicts;
using Shaken.Core.Verification;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Enterprise;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Enterprise;

/// <summary>What the PBX of a called enterprise is told, by the tenant's choice.</summary>
public sealed class EnterpriseValuesTests
{
    private const string Passed = "TN-Validation-Passed";

    [Theory]
    [InlineData("12155550121", "tel:+12155550121;verstat=TN-Validation-Passed")]
    [InlineData("6834000", "tel:+6834000;verstat=TN-Validation-Passed")]
    [InlineData("911", null)]
    [InlineData("0215555012", null)]
    [InlineData("*6712155550121", null)]
    public async Task Of_CallersNumber_IsATelUriWhereItIsInternational(string number, string? uri)
    {
        var call = new CallToVerify(new NumberParty(CallWorld.Number(number)), VerdictWorld.Called);
        var values = EnterpriseValues.Of(await VerifiedAsync(call), call, EnterpriseForm.Verdict, Passed);
        Assert.Equal(uri, values!.TelUri);
    }

    [Fact]
    public async Task Of_TenantThatWantsNothing_IsNull()
    {
        var call = VerdictWorld.Call();
        Assert.Null(EnterpriseValues.Of(await VerifiedAsync(call), call, EnterpriseForm.None, Passed));
    }

    [Theory]
    [InlineData(EnterpriseForm.Verdict, false)]
    [InlineData(EnterpriseForm.VerdictAndValidation, true)]
    public async Task Of_CallValidation_IsTheTenantsChoice(EnterpriseForm form, bool isTold)
    {
        var call = VerdictWorld.Call();
        var values = EnterpriseValues.Of(await VerifiedAsync(call), call, form, Passed);
        Assert.Equal(isTold, values!.Validation is not null);
    }

    [Fact]
    public async Task Of_VerifiedName_IsDisplayNameAndCard()
    {
        var values = await OfRichCallAsync(new RichCallClaims(new RichCallData("Q \"Branch\""), "A \"reason\" \\ two", []));
        Assert.Equal("Q \"Branch\"", values.DisplayName);
        const string Card = """["vcard",[["version",{},"text","4.0"],["fn",{},"text","Q \"Branch\""]]]""";
        Assert.Equal(
            $"<data:application/json;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(Card))}>;purpose=jcard"
            + ";call-reason=\"A \\\"reason\\\" \\\\ two\"",
            values.CallInfo);
    }

    [Fact]
    public async Task Of_CardInTheClaims_IsCarriedWhole()
    {
        const string Card = """["vcard",[["version",{},"text","4.0"],["fn",{},"text","Q"]]]""";
        var values = await OfRichCallAsync(new RichCallClaims(new RichCallData("Q", CardJson: Card), Reason: null, []));
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Card)), values.CallInfo, StringComparison.Ordinal);
        Assert.DoesNotContain("call-reason", values.CallInfo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nVia: x")]
    [InlineData("")]
    public async Task Of_ReasonThatNoHeaderCanCarry_IsLeftOut(string reason)
    {
        var values = await OfRichCallAsync(new RichCallClaims(new RichCallData("Q"), reason, []));
        Assert.EndsWith(";purpose=jcard", values.CallInfo, StringComparison.Ordinal);
    }

    // Nobody fetched it, so that nobody knows what stands there.
    [Fact]
    public async Task Of_IconThatWasNotCompared_IsNotNamed()
    {
        var values = await OfRichCallAsync(
            new RichCallClaims(new RichCallData("Q", IconUrl: "https://a.example/icon.png"), Reason: null, []));
        Assert.DoesNotContain("icon", values.CallInfo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verstat.None)]
    [InlineData(Verstat.Failed)]
    public async Task Of_CallThatIsNotPassed_ShowsNoRichCallData(Verstat verstat)
    {
        var values = await OfRichCallAsync(new RichCallClaims(new RichCallData("Q"), Reason: null, []), verstat);
        Assert.Null(values.DisplayName);
        Assert.Null(values.CallInfo);
    }

    [Fact]
    public void CallInfo_ContentThatWasCompared_IsNamedOrCarried()
    {
        var claims = new RichCallClaims(
            new RichCallData("", IconUrl: "https://a.example/icon.png", CardUrl: "https://a.example/card"), "Delivery", []);
        var card = "[\"vcard\",[]]"u8.ToArray();
        RichCallContent[] intact =
        [
            new("/icn", RichCallContentState.Intact, ""), new("/jcl", RichCallContentState.Intact, "") { Octets = card },
        ];
        Assert.Equal(
            "<https://a.example/icon.png>;purpose=icon, "
            + $"<data:application/json;base64,{Convert.ToBase64String(card)}>;purpose=jcard;call-reason=\"Delivery\"",
            CallInfoValue.Of(claims, intact));
        RichCallContent[] altered =
        [
            new("/icn", RichCallContentState.Altered, "another"), new("/jcl", RichCallContentState.NotFetched, "no host"),
        ];
        Assert.Null(CallInfoValue.Of(claims, altered));
        RichCallContent[] large = [new("/jcl", RichCallContentState.Intact, "") { Octets = new byte[5000] }];
        Assert.Null(CallInfoValue.Of(claims, large));
    }

    private static async Task<EnterpriseValues> OfRichCallAsync(RichCallClaims claims, Verstat verstat = Verstat.Passed)
    {
        var world = await VerdictWorld.NewAsync();
        var call = VerdictWorld.Call(await world.SignAsync(new ExtendedClaims(world.Base(), claims)));
        var verdict = await world.VerifyAsync(call);
        Assert.Equal(Verstat.Passed, verdict.Verstat);
        return EnterpriseValues.Of(Verified(verdict, verstat), call, EnterpriseForm.Verdict, verstat.Text())!;
    }

    private static async Task<VerifiedCall> VerifiedAsync(CallToVerify call)
    {
        var world = await VerdictWorld.NewAsync();
        return Verified(await world.VerifyAsync(call), Verstat.Passed);
    }

    private static VerifiedCall Verified(CallVerdict verdict, Verstat verstat)
    {
        var treatment = new CallTreatment(TreatmentAction.Continue, verstat, Final: null, FinalReason: null, [], "test")
        {
            Validation = new CallValidationResult(CallValidationConclusion.Suspicious, "reputation", "a score of 80"),
        };
        return new VerifiedCall(verdict, treatment, HeldFailure: null);
    }
}
