using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;

namespace Shaken.Core.Tests.Tokens;

public sealed class SpcTokenIssuerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1234", TkvalueForm.Base64, "MAigBhYEMTIzNA==")]
    [InlineData("818H", TkvalueForm.Base64, "MAigBhYEODE4SA==")]
    [InlineData("1234", TkvalueForm.Base64Url, "MAigBhYEMTIzNA")]
    public async Task Token_HasTheMembersOfTheField_InTheirOrder(string spc, TkvalueForm form, string tkvalue)
    {
        var world = await TokenWorld.NewAsync();
        var fingerprint = KeyFingerprint.Of(world.AccountKey);
        var token = await Issuer(world, form).IssueAsync(ListOf(spc), fingerprint, ca: false, TimeSpan.FromHours(1), Token);
        var parts = token.Split('.');
        Assert.Equal($$"""{"alg":"ES256","typ":"JWT","x5u":"{{TokenWorld.X5u}}"}""", TestTokens.Decode(parts[0]));
        Assert.True(AuthorityToken.TryParse(token, out var parsed, out _));
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $$$"""{"exp":{{{world.Soon}}},"jti":"{{{parsed.Id}}}","atc":{"tktype":"TNAuthList","tkvalue":"{{{tkvalue}}}","ca":false,"fingerprint":"{{{fingerprint}}}"}}"""),
            TestTokens.Decode(parts[1]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_VerifiesForItsAccountAndList(bool ca)
    {
        var world = await TokenWorld.NewAsync();
        var token = await Issuer(world).IssueAsync(ListOf("1234"), KeyFingerprint.Of(world.AccountKey), ca, TimeSpan.FromHours(1), Token);
        Assert.Equal(ca, (await world.VerifyAsync(token, ca)).Value.IsCa);
    }

    [Fact]
    public async Task Token_ForNumbersAndRanges_Verifies()
    {
        var world = await TokenWorld.NewAsync();
        Assert.True(TelephoneNumberRange.TryCreate(CallWorld.Number("12155550100"), 10, out var range));
        var list = TnAuthList.Of(new NumberEntry(CallWorld.Caller), new RangeEntry(range));
        var token = await Issuer(world).IssueAsync(list, KeyFingerprint.Of(world.AccountKey), ca: false, TimeSpan.FromHours(1), Token);
        Assert.True((await world.VerifyAsync(token, identifier: TnAuthListDer.Write(list))).IsSuccess);
    }

    [Fact]
    public async Task Tokens_HaveIdsOfTheirOwn()
    {
        var world = await TokenWorld.NewAsync();
        var ids = new HashSet<string>();
        for (var count = 0; count < 20; count++)
        {
            Assert.True(AuthorityToken.TryParse(await Issuer(world).IssueAsync(ListOf("1234"), KeyFingerprint.Of(world.AccountKey), ca: false, TimeSpan.FromHours(1), Token), out var token, out _));
            Assert.True(ids.Add(token.Id));
        }
    }

    [Fact]
    public async Task FingerprintOfNoForm_AndALifeOfNothing_AreBugsOfTheCaller()
    {
        var world = await TokenWorld.NewAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await Issuer(world).IssueAsync(ListOf("1234"), "SHA256 \"", ca: false, TimeSpan.FromHours(1), Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Issuer(world).IssueAsync(ListOf("1234"), KeyFingerprint.Of(world.AccountKey), ca: false, TimeSpan.Zero, Token));
        Assert.Throws<ArgumentException>(() => new SpcTokenIssuer(world.TokenKey, "http://sti-pa.example/1.pem", TkvalueForm.Base64, world.Time, SystemRandom.Instance));
    }

    private static SpcTokenIssuer Issuer(TokenWorld world, TkvalueForm form = TkvalueForm.Base64) => new(world.TokenKey, TokenWorld.X5u, form, world.Time, SystemRandom.Instance);

    private static TnAuthList ListOf(string spc) => ServiceProviderCode.TryParse(spc, out var code) ? TnAuthList.Of(new SpcEntry(code)) : throw new ArgumentException("No code.", nameof(spc));
}
