using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports.Diversions;

/// <summary>Whether diversions link to each other. Who signed them is not asked here.</summary>
public sealed class DiversionChainTests
{
    // Diversions in the order in which their headers came, the call's target, the chain that leads there.
    public static TheoryData<string, char, string> Chains => new()
    {
        { "AB", 'B', "AB" },
        { "AB BC", 'C', "AB BC" },
        { "BC AB", 'C', "AB BC" },
        { "EF AB CD DE BC", 'F', "AB BC CD DE EF" },
        { "AC AB BC", 'B', "AB" },
        { "AX AB BC", 'C', "AB BC" },
        { "ABC CD", 'D', "ABC CD" },
        { "AB BA AC", 'C', "AC" },
        { "AB BC CD", 'B', "AB" },
    };

    public static TheoryData<string, char, VerificationFailure> Broken => new()
    {
        { "", 'B', VerificationFailure.DivChainBroken },
        { "BC", 'C', VerificationFailure.DivChainBroken },
        { "AB CD", 'D', VerificationFailure.DivChainBroken },
        { "AB", 'C', VerificationFailure.DivChainBroken },
        { "AA", 'B', VerificationFailure.DivChainLoops },
        { "AB BA", 'A', VerificationFailure.DivChainLoops },
        { "AB BC CB", 'D', VerificationFailure.DivChainLoops },
        { "AB BC CA", 'D', VerificationFailure.DivChainLoops },
        { "AB BC CD DE EF FG", 'G', VerificationFailure.DivChainTooLong },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task Find_DiversionsInAnyOrder_GivesTheChainToTheTarget(string divs, char target, string expected)
    {
        var world = await DivertedWorld.NewAsync();
        var links = await world.DivsAsync(divs.Split(' '));
        var original = await world.OriginalAsync();
        var chain = DiversionChain.Find(original, links, DivertedWorld.CallTo(target)).Value;
        Assert.Same(original, chain.Original);
        Assert.Equal(expected, string.Join(' ', chain.Links.Select(link => divs.Split(' ')[links.ToList().IndexOf(link)])));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Find_BrokenChain_SaysWhatIsWrong(string divs, char target, VerificationFailure reason)
    {
        var world = await DivertedWorld.NewAsync();
        var links = await world.DivsAsync(divs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(reason, DiversionChain.Find(await world.OriginalAsync(), links, DivertedWorld.CallTo(target)).Failure.Reason);
    }

    [Theory]
    [InlineData("AB BC", "AB BC")]
    [InlineData("BC AB AD", "AB BC")]
    public async Task Find_WithoutACall_GoesAsFarAsDiversionsLead(string divs, string expected)
    {
        var world = await DivertedWorld.NewAsync();
        var chain = DiversionChain.Find(await world.OriginalAsync(), await world.DivsAsync(divs.Split(' ')), call: null).Value;
        Assert.Equal(expected.Split(' ').Length, chain.Links.Count);
    }

    [Fact]
    public async Task Find_DiversionOfAnotherCaller_IsOrigChanged()
    {
        var world = await DivertedWorld.NewAsync();
        var changed = await world.DivAsync("BC", orig: DivertedWorld.Party('G'));
        UntrustedPassport[] divs = [await world.DivAsync("AB"), changed];
        Assert.Equal(
            VerificationFailure.DivOrigChanged,
            DiversionChain.Find(await world.OriginalAsync(), divs, DivertedWorld.CallTo('C')).Failure.Reason);
    }

    [Fact]
    public async Task Find_CallerOfTheCallDiffers_IsNumberMismatch()
    {
        var world = await DivertedWorld.NewAsync();
        var call = new CallParties(DivertedWorld.Party('G'), DivertedWorld.Party('B'));
        Assert.Equal(
            VerificationFailure.NumberMismatch,
            DiversionChain.Find(await world.OriginalAsync(), await world.DivsAsync("AB"), call).Failure.Reason);
    }

    [Fact]
    public async Task Find_OriginalThatIsADiversion_IsBroken()
    {
        var world = await DivertedWorld.NewAsync();
        Assert.Equal(
            VerificationFailure.DivChainBroken,
            DiversionChain.Find(await world.DivAsync("AB"), await world.DivsAsync("BC"), DivertedWorld.CallTo('C')).Failure.Reason);
    }

    [Fact]
    public async Task Find_ManyForks_EndsWithARefusal()
    {
        var world = await DivertedWorld.NewAsync();
        var links = await world.DivsAsync("ABCDEF", "BCDEFG", "CDEFG", "DEFG", "EFG", "ABCD", "BCDE", "CDEF", "ACE", "BDF");
        Assert.False(DiversionChain.Find(await world.OriginalAsync(), links, DivertedWorld.CallTo('Z')).IsSuccess);
    }

    [Fact]
    public async Task Find_MoreDiversionsThanHeaders_IsTooLong()
    {
        var world = await DivertedWorld.NewAsync();
        var links = await world.DivsAsync([.. Enumerable.Repeat("AB", Limits.IdentityHeadersPerCall + 1)]);
        Assert.Equal(
            VerificationFailure.DivChainTooLong,
            DiversionChain.Find(await world.OriginalAsync(), links, DivertedWorld.CallTo('B')).Failure.Reason);
    }

    [Fact]
    public async Task Unwrap_NestedDivO_GivesTheChainInside()
    {
        var world = await DivertedWorld.NewAsync();
        var original = await world.OriginalAsync();
        var inner = await world.DivOAsync("AB", original.Source.Compact);
        var outer = await world.DivOAsync("BC", inner.Source.Compact);
        var chain = DiversionChain.Unwrap(outer, DivertedWorld.CallTo('C')).Value;
        Assert.Equal([inner.Identity, outer.Identity], chain.Links.Select(link => link.Identity));
        Assert.Equal(original.Identity, chain.Original.Identity);
    }

    [Theory]
    [InlineData("BC", VerificationFailure.DivChainBroken)]
    [InlineData("AA", VerificationFailure.DivChainLoops)]
    public async Task Unwrap_DivOWithAWrongLink_SaysWhatIsWrong(string letters, VerificationFailure reason)
    {
        var world = await DivertedWorld.NewAsync();
        var outer = await world.DivOAsync(letters, (await world.OriginalAsync()).Source.Compact);
        Assert.Equal(reason, DiversionChain.Unwrap(outer, DivertedWorld.CallTo(letters[1])).Failure.Reason);
    }

    [Fact]
    public async Task Unwrap_TargetReachedBeforeTheEnd_IsBroken()
    {
        var world = await DivertedWorld.NewAsync();
        var inner = await world.DivOAsync("AB", (await world.OriginalAsync()).Source.Compact);
        var outer = await world.DivOAsync("BC", inner.Source.Compact);
        Assert.Equal(VerificationFailure.DivChainBroken, DiversionChain.Unwrap(outer, DivertedWorld.CallTo('B')).Failure.Reason);
    }

    [Theory]
    [InlineData("..AAAA", VerificationFailure.CompactForm)]
    [InlineData("x", VerificationFailure.PassportMalformed)]
    public async Task Unwrap_OptThatIsNoPassport_SaysSo(string opt, VerificationFailure reason)
    {
        var world = await DivertedWorld.NewAsync();
        Assert.Equal(reason, DiversionChain.Unwrap(await world.DivOAsync("AB", opt), DivertedWorld.CallTo('B')).Failure.Reason);
    }

    [Fact]
    public void Extensions_OfADiversion_ShowNoNumber()
    {
        var diversion = new Diversion(new NumberParty(CallWorld.Called), HistoryIndex: null);
        Assert.DoesNotContain("5550", diversion.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a.b.c", new EmbeddedDiversion(diversion, "a.b.c").ToString(), StringComparison.Ordinal);
    }
}
