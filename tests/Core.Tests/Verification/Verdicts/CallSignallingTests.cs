using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>From signalling to a call.</summary>
public sealed class CallSignallingTests
{
    private const string From = "\"A\" <sip:+12155550121@example.com>;tag=1";
    private const string To = "<tel:+12155550131>";

    private static CallSignalling Signalling => new(To) { From = From };

    [Fact]
    public void Parse_Invite_GivesTheCall()
    {
        var call = (Signalling with
        {
            RequestUri = "sip:+12155550199@example.net;user=phone",
            Date = "Sat, 21 Nov 2026 12:00:00 GMT",
            ResourcePriority = ["ets.0, wps.1"],
            Identities = ["a"],
            Held = ["b"],
        }).Parse().Value;
        Assert.Equal(new NumberParty(CallWorld.Caller), call.Orig);
        Assert.Equal(new NumberParty(CallWorld.Called), call.Dest);
        Assert.Equal(new NumberParty(CallWorld.Number("12155550199")), call.Target);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), call.Time);
        Assert.Equal(["ets.0", "wps.1"], call.Priorities.Select(value => value.ToString()));
        Assert.Equal(["a", "b"], call.Identities.Concat(call.Held));
        Assert.False(call.IsAnonymous);
    }

    [Theory]
    [InlineData("12155550121", "")]
    [InlineData("12155550122", "<sip:+12155550122@example.com>")]
    [InlineData("12155550123", "<sip:alice@example.com>, <tel:+12155550123>")]
    [InlineData("12155550123", "<sip:alice@example.com>|<tel:+12155550123>")]
    [InlineData("12155550124", "<tel:+12155550124>|<tel:+12155550123>")]
    public void Parse_Caller_IsTheAssertedOneBeforeFrom(string number, string asserted)
    {
        var values = asserted.Split('|', StringSplitOptions.RemoveEmptyEntries);
        var call = (Signalling with { AssertedIdentities = values }).Parse().Value;
        Assert.Equal(new NumberParty(CallWorld.Number(number)), call.Orig);
    }

    [Theory]
    [InlineData(From, null, null, false, true)]
    [InlineData("<sip:anonymous@anonymous.invalid>", null, null, true, false)]
    [InlineData("<sip:anonymous@anonymous.invalid>", null, "<tel:+12155550121>", true, true)]
    [InlineData(From, "id", "<tel:+12155550121>", true, true)]
    [InlineData(From, "header;id;critical", null, true, true)]
    [InlineData(From, "none", null, false, true)]
    [InlineData("<sip:unavailable@unknown.invalid>", null, null, false, false)]
    [InlineData(null, null, null, false, false)]
    public void Parse_Privacy_TellsAnonymityApartFromIgnorance(
        string? from, string? privacy, string? asserted, bool isAnonymous, bool isKnown)
    {
        var call = new CallSignalling(To)
        {
            From = from, Privacy = privacy, AssertedIdentities = asserted is null ? [] : [asserted],
        }.Parse().Value;
        Assert.Equal((isAnonymous, isKnown), (call.IsAnonymous, call.Orig is not null));
    }

    [Fact]
    public void Parse_UnreadableValue_SaysWhich()
    {
        (CallSignalling Signalling, SignallingFailure Reason)[] cases =
        [
            (Signalling with { From = "alice" }, SignallingFailure.FromMalformed),
            (Signalling with { AssertedIdentities = ["alice"] }, SignallingFailure.AssertedIdentityMalformed),
            (Signalling with { AssertedIdentities = ["\"a"] }, SignallingFailure.AssertedIdentityMalformed),
            (Signalling with { AssertedIdentities = [Repeated("tel:1", 9)] }, SignallingFailure.AssertedIdentityMalformed),
            (new CallSignalling("alice"), SignallingFailure.ToMalformed),
            (new CallSignalling("anonymous"), SignallingFailure.ToMalformed),
            (Signalling with { RequestUri = "alice" }, SignallingFailure.RequestUriMalformed),
            (Signalling with { Date = "yesterday" }, SignallingFailure.DateMalformed),
            (Signalling with { ResourcePriority = ["ets"] }, SignallingFailure.ResourcePriorityMalformed),
            (Signalling with { ResourcePriority = [Repeated("ets.0", 17)] }, SignallingFailure.ResourcePriorityMalformed),
        ];
        foreach (var (signalling, reason) in cases)
        {
            Assert.False(signalling.Parse().TryGet(out _, out var refusal));
            Assert.Equal(reason, refusal.Reason);
            Assert.NotEmpty(refusal.Detail);
        }
    }

    private static string Repeated(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));
}
