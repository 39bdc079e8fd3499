using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Parties as SIP and REST requests write them.</summary>
public sealed class SignalledPartyTests
{
    [Theory]
    [InlineData("+1 (215) 555-0121", "12155550121")]
    [InlineData("12155550121", "12155550121")]
    [InlineData("tel:+1-215-555-0121", "12155550121")]
    [InlineData("tel:+12155550121;isub=1", "12155550121")]
    [InlineData("sip:+12155550121@example.com;user=phone", "12155550121")]
    [InlineData("sips:12155550121@[2001:db8::1]:5061", "12155550121")]
    [InlineData("SIP:+12155550121:secret@EXAMPLE.com?x=y", "12155550121")]
    [InlineData("sip:+12155550121;npdi;rn=1@example.com", "12155550121")]
    [InlineData("sip:%2B12155550121@example.com", "12155550121")]
    [InlineData("\"Alice <sip:1@b>\" <sip:+12155550121@example.com>;tag=1", "12155550121")]
    [InlineData("Alice <tel:+12155550121>", "12155550121")]
    [InlineData("<sip:911@example.com>", "911")]
    [InlineData("sip:*67%23@example.com", "*67#")]
    public void TryParse_WhatIsANumber_GivesItsDigits(string text, string number)
    {
        Assert.True(SignalledParty.TryParse(text, out var party));
        Assert.Equal(number, Assert.IsType<NumberParty>(party.Party).Number.Value);
        Assert.False(party.IsAnonymous);
    }

    [Theory]
    [InlineData("sip:alice@Example.COM:5060;transport=tcp", "sip:alice@example.com")]
    [InlineData("sips:alice:secret@example.com", "sip:alice@example.com")]
    [InlineData("sip:Alice@example.com", "sip:Alice@example.com")]
    [InlineData("sip:example.com", "sip:example.com")]
    [InlineData("<sip:alice@[2001:DB8::1]:5060>", "sip:alice@[2001:db8::1]")]
    [InlineData("sip:7042;phone-context=example.com@pbx.example", "sip:7042;phone-context=example.com@pbx.example")]
    [InlineData("tel:7042;phone-context=example.com", "tel:7042;phone-context=example.com")]
    [InlineData("urn:service:sos", "urn:service:sos")]
    public void TryParse_WhatIsNoNumber_IsAUriInCanonicalForm(string text, string uri)
    {
        Assert.True(SignalledParty.TryParse(text, out var party));
        Assert.Equal(new UriParty(uri), party.Party);
    }

    [Theory]
    [InlineData("sip:anonymous@anonymous.invalid", true)]
    [InlineData("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1", true)]
    [InlineData("anonymous", true)]
    [InlineData("Restricted", true)]
    [InlineData("sip:unavailable@unknown.invalid", false)]
    [InlineData("unavailable", false)]
    public void TryParse_PartyThatIsNotTold_HasNone(string text, bool isAnonymous)
    {
        Assert.True(SignalledParty.TryParse(text, out var party));
        Assert.Null(party.Party);
        Assert.Equal(isAnonymous, party.IsAnonymous);
    }

    [Fact]
    public void TryParse_AnonymousOfADomain_IsAnonymousAndAParty()
    {
        Assert.True(SignalledParty.TryParse("<sip:anonymous@example.com>", out var party));
        Assert.Equal((new UriParty("sip:anonymous@example.com"), true), ((UriParty)party.Party!, party.IsAnonymous));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<>")]
    [InlineData("alice")]
    [InlineData("sip:")]
    [InlineData("sip:@example.com")]
    [InlineData("sip:alice@")]
    [InlineData("sip:a@b@c")]
    [InlineData("sip:al ice@example.com")]
    [InlineData("sip:alice%@example.com")]
    [InlineData("sip:alice%zz@example.com")]
    [InlineData("sip:alice%00@example.com")]
    [InlineData("sip:é@example.com")]
    [InlineData("\"Alice <sip:alice@example.com>")]
    [InlineData("\"Alice\"")]
    [InlineData("<sip:alice@example.com")]
    [InlineData("1:2")]
    [InlineData("sip:alice@example.com\r\nX: 1")]
    public void TryParse_WhatIsNoParty_IsFalse(string? text) => Assert.False(SignalledParty.TryParse(text, out _));

    [Fact]
    public void TryParse_LongerThanTheBounds_IsFalse()
    {
        var name = new string('a', Limits.SignalledTextLength - 100);
        Assert.True(SignalledParty.TryParse($"\"{name}\" <sip:alice@example.com>", out _));
        Assert.False(SignalledParty.TryParse($"\"{name}{name}\" <sip:alice@example.com>", out _));
        Assert.False(SignalledParty.TryParse($"sip:{name}@example.com", out _));
    }
}
