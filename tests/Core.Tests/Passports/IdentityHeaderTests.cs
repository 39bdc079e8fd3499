using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports;

public sealed class IdentityHeaderTests
{
    private const string X5u = "https://certificates.clearip.com/4a871c06-e0b5-4cb9-8347-43126bd86c85/646b1be373f16eaf8753799e3499032a.crt";

    private static readonly string Token = Vectors.Text("passport/oob-shaken-token.txt").Trim();

    public static TheoryData<string> Forms =>
    [
        "{token};info=<{url}>;alg=ES256;ppt=\"shaken\"",
        "{token};info=<{url}>;alg=ES256;ppt=shaken",
        "{token};ppt=shaken;alg=ES256;info=<{url}>",
        "{token};alg=\"ES256\";info=\"<{url}>\";ppt=\"shaken\"",
        "{token};info=\"{url}\"",
        "{token};info={url}",
        "{token};info=<{url}>",
        "{token} ; info = < {url} > ; alg = ES256 ; ppt = \"shaken\" ",
        "{token};INFO=<{url}>;ALG=ES256;PPT=\"shaken\"",
        "{token};info=<{url}>;x=y;later;z=\"a;b\\\"c;info=d\"",
        "Identity: {token};info=<{url}>;alg=ES256;ppt=shaken",
        "Identity:{token};info=<{url}>",
        "IDENTITY : {token};info=<{url}>",
        "y: {token};info=<{url}>",
        "Y:{token};info=<{url}>\r\n",
        "Identity: {token};\r\n info=<{url}>;\r\n\talg=ES256;\r\n\tppt=\"shaken\"",
        "Identity:\n {token} \n ;info=<{url}>",
        "{token};info=<{url}>;ppt=\"sh\\aken\";alg=\"\\E\\S256\"",
        "{token};info=<{url}>;city=\"Zürich 京都 \U0001F4DE\"",
        "{token};info=<{url}>;x=\"\\\u0000\\\u007f\\;\\,\"",
    ];

    public static TheoryData<string> Unreadable =>
    [
        "", " ", "\r\n", ";", ";;;;", ",", "=", ":", "Identity:", "y:", "Identity: ;info=<https://a.example/b>", ";info=<https://a.example/b>", ";info=;alg=;ppt=",
        "a;info=<https://a.example/b", "a;info=\"<https://a.example/b>", "a;info=\"https://a.example/b\\\"", "a;info=\"https://a.example/b\\", "a;ppt=\"shaken;info=<https://a.example/b>",
        "a;info=<https://a.example/b>;info=<https://a.example/c>", "a;info=<https://a.example/b>;INFO=<https://a.example/b>", "a;info=<https://a.example/b>;=x", "a;info=<https://a.example/b>;",
        "a;;info=<https://a.example/b>", "a;info=<https://a.example/b>\r\nX-Evil: 1;b=c", "a\n\r\nb;info=<https://a.example/b>", "a;info=<https://a.example/\0b>", "a\0;info=<https://a.example/b>",
        "a;info=<https://a.example/é>", "a;info=<https://a.example/b>;x=\u007f", "\ud800;info=<https://a.example/b>",
        "a;info=<https://a.example/b>;city=Zürich", "a;info=<https://a.example/b>;x=\"\u0001\"", "a;info=<https://a.example/b>;x=\"\\\r\nb\"", "a;info=<https://a.example/b>;x=\"\\é\"",
    ];

    public static TheoryData<string> WithoutPassport =>
    [
        "a\r\n b;info=<https://a.example/b>", ".;info=<https://a.example/b>", ".a.;info=<https://a.example/b>", "a..b;info=<https://a.example/b>", "a.b;info=<https://a.example/b>", "a.b.c.d;info=<https://a.example/b>",
        "a.b.c;info=<https://a.example/b>", "e30.e30.;info=<https://a.example/b>", "W10.W10.AA;info=<https://a.example/b>", "x;info=<https://a.example/b>", "x;info=<https://a.example/b>;canon=",
        "x;info=<https://a.example/b>;canon=.", "x;info=<https://a.example/b>;canon=..", "x;info=<https://a.example/b>;canon", "x;canon=y.z;info=<>x<>", "<<>>;info=<https://a.example/b>",
        "\"\";info=<https://a.example/b>", "%s%s%n;info=<%n>", "bnVsbA.bnVsbA.bnVsbA;info=<https://a.example/b>", "eyJhbGciOm51bGx9.e30.AA;info=<https://a.example/b>",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void TryParse_OfTheFullForm_ReadsParametersInAnyOrderAndQuoting(string form)
    {
        var text = form.Replace("{token}", Token, StringComparison.Ordinal).Replace("{url}", X5u, StringComparison.Ordinal);
        Assert.True(IdentityHeader.TryParse(text, out var header, out var refusal), refusal?.Detail);
        Assert.Equal((Token, X5u, IdentityForm.Full), (header.Token, header.Info, header.Form));
        Assert.True(header.Alg is null or "ES256");
        Assert.True(header.Ppt is null or "shaken");
        Assert.True(header.TryReadPassport(out var passport, out refusal), refusal?.Detail);
        Assert.Equal(X5u, passport.X5u);
        Assert.DoesNotContain(passport.Findings, finding => finding.Kind == FindingKind.OlderIdentityForm);
    }

    [Fact]
    public async Task TryParse_OfWhatWeSign_ReadsItsParameters()
    {
        var world = await CallWorld.NewAsync();
        var value = await world.Signer.SignIdentityAsync(world.Claims(), TestContext.Current.CancellationToken);
        Assert.True(IdentityHeader.TryParse(value, out var header, out _));
        Assert.Equal(("ES256", "shaken", world.X5u), (header.Alg, header.Ppt, header.Info));
        Assert.True(header.TryReadPassport(out var passport, out _));
        Assert.True(passport.IsCanonical());
    }

    [Theory]
    [InlineData("..EMfXHyow;info=<https://a.example/b>;alg=ES256;ppt=shaken", VerificationFailure.CompactForm)]
    [InlineData("y: ..EMfXHyow;info=<https://a.example/b>", VerificationFailure.CompactForm)]
    [InlineData("..EMfXHyow", VerificationFailure.CompactForm)]
    [InlineData("a.b.c", VerificationFailure.InfoMissing)]
    [InlineData("a.b.c;alg=ES256;ppt=shaken", VerificationFailure.InfoMissing)]
    [InlineData("a.b.c;info", VerificationFailure.InfoMissing)]
    [InlineData("a.b.c;info=", VerificationFailure.InfoMissing)]
    [InlineData("a.b.c;info=<>", VerificationFailure.InfoMissing)]
    [InlineData("a.b.c;info=\"\"", VerificationFailure.InfoMissing)]
    public void TryParse_OfWhatShakenForbids_IsRefusedWithThatReason(string text, VerificationFailure reason)
    {
        Assert.False(IdentityHeader.TryParse(text, out var header, out var refusal));
        Assert.Null(header);
        Assert.Equal(reason, refusal.Reason);
    }

    [Theory]
    [InlineData(";info=<https://other.example/1.crt>", VerificationFailure.InfoMismatch)]
    [InlineData(";info=<{url}?>", VerificationFailure.InfoMismatch)]
    [InlineData(";info=<HTTPS{rest}>", VerificationFailure.InfoMismatch)]
    [InlineData(";info=<{url}>;ppt=div", VerificationFailure.ParameterMismatch)]
    [InlineData(";info=<{url}>;alg=ES384", VerificationFailure.ParameterMismatch)]
    public void TryReadPassport_WhenAParameterDiffersFromTheHeader_IsRefused(string parameters, VerificationFailure reason)
    {
        var text = Token + parameters.Replace("{url}", X5u, StringComparison.Ordinal).Replace("{rest}", X5u["https".Length..], StringComparison.Ordinal);
        Assert.True(IdentityHeader.TryParse(text, out var header, out _));
        Assert.False(header.TryReadPassport(out var passport, out var refusal));
        Assert.Null(passport);
        Assert.Equal(reason, refusal.Reason);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void TryParse_OfGarbage_IsARefusalAndNeverAnException(string text)
    {
        Assert.False(IdentityHeader.TryParse(text, out var header, out var refusal));
        Assert.Null(header);
        Assert.True(refusal.Reason is VerificationFailure.IdentityHeaderMalformed or VerificationFailure.InfoMissing, refusal.ToString());
    }

    [Theory]
    [MemberData(nameof(WithoutPassport))]
    public void TryReadPassport_OfAHeaderWithoutAPassport_IsARefusalAndNeverAnException(string text)
    {
        Assert.True(IdentityHeader.TryParse(text, out var header, out _));
        Assert.False(header.TryReadPassport(out _, out var refusal));
        Assert.True(refusal.Reason is VerificationFailure.PassportMalformed or VerificationFailure.HeaderMemberMissing or VerificationFailure.CompactForm, refusal.ToString());
    }

    [Theory]
    [InlineData('a')]
    [InlineData(';')]
    [InlineData(',')]
    [InlineData('"')]
    [InlineData('<')]
    [InlineData('.')]
    [InlineData('\\')]
    public void TryParse_OfAMegabyte_IsRefused(char character)
    {
        var text = new string(character, 1 << 20);
        Assert.False(IdentityHeader.TryParse(text, out _, out var refusal));
        Assert.Equal(VerificationFailure.IdentityHeaderTooLong, refusal.Reason);
        Assert.InRange(IdentityHeader.Split([text, text]).Count, 0, 10);
    }

    [Fact]
    public void TryParse_AtEveryCutOfAGoodHeader_AnswersWithoutAnException()
    {
        var good = $"Identity: {Token};info=<{X5u}>;alg=ES256;ppt=\"shaken\"";
        for (var length = 0; length < good.Length; length++)
        {
            if (IdentityHeader.TryParse(good[..length], out var header, out var refusal)) header.TryReadPassport(out _, out refusal);
            Assert.True(length > Token.Length || refusal is not null);
        }
    }

    [Fact]
    public void Split_OfSeveralLinesAndCommaLists_GivesEachValue()
    {
        var values = IdentityHeader.Split(["Identity: a;info=<https://a.example/1,2>, b;info=\"x,y\"", "y: c;info=<z> ,", "d", " ", "Identity:"]);
        Assert.Equal(["a;info=<https://a.example/1,2>", "b;info=\"x,y\"", "c;info=<z>", "d"], values);
    }

    [Fact]
    public void TryParse_HalfASurrogatePairInQuotes_IsRefused()
    {
        // Text that xunit would not hand over unchanged.
        Assert.False(IdentityHeader.TryParse("a;info=<https://a.example/b>;x=\"\ud800\"", out _, out var refusal));
        Assert.Equal(VerificationFailure.IdentityHeaderMalformed, refusal.Reason);
    }

    [Fact]
    public void Split_FoldedLinesInOneText_GivesEachValue()
    {
        var values = IdentityHeader.Split(["Identity: a;info=<z>;\r\n alg=ES256\r\nIdentity: b;\r\n\tinfo=<y>,\r\n c;info=<x>\r\n", "d;info=<w>\ny: e;info=<v>\n"]);
        Assert.Equal(["a;info=<z>; alg=ES256", "b; info=<y>", "c;info=<x>", "d;info=<w>", "e;info=<v>"], values);
    }

    [Theory]
    [InlineData(false, ";ppt=shaken")]
    [InlineData(true, ";ppt=\"shaken\"")]
    public async Task SignIdentity_Ppt_IsATokenUnlessQuotesAreAskedFor(bool quotes, string ending)
    {
        var world = await CallWorld.NewAsync();
        var value = await new PassportSigner(world.Provider.Key, world.X5u) { QuotesPpt = quotes }.SignIdentityAsync(world.Claims(), TestContext.Current.CancellationToken);
        Assert.EndsWith($";info=<{world.X5u}>;alg=ES256{ending}", value, StringComparison.Ordinal);
        Assert.True(IdentityHeader.TryParse(value, out var header, out _) && header.TryReadPassport(out _, out _));
        Assert.Equal("shaken", header.Ppt);
    }

    [Fact]
    public void Split_OfMoreThanTenValues_LeavesTheRestOut() =>
        Assert.Equal(Limits.IdentityHeadersPerCall, IdentityHeader.Split([string.Join(',', Enumerable.Repeat("a", 8)), .. Enumerable.Repeat("b", 8)]).Count);

    [Fact]
    public void Split_OfALineWhoseQuotesDoNotClose_KeepsItAsOneValueForItsRefusal()
    {
        var values = IdentityHeader.Split(["Identity: a;info=\"x, b"]);
        Assert.False(IdentityHeader.TryParse(Assert.Single(values), out _, out var refusal));
        Assert.Equal(VerificationFailure.IdentityHeaderMalformed, refusal.Reason);
    }

    [Fact]
    public void TryReadPassport_OfTheOlderForm_ReadsThePrintedClaimsWithAFinding()
    {
        // The printed example has info end in .crt and x5u in .cert.
        var printed = Vectors.Text("passport/shaken-framework-identity.txt");
        Assert.True(IdentityHeader.TryParse(printed.Replace("example.crt>", "example.cert>", StringComparison.Ordinal), out var header, out _));
        Assert.Equal(IdentityForm.Older, header.Form);
        Assert.True(header.TryReadPassport(out var passport, out var refusal), refusal?.Detail);
        Assert.Contains(passport.Findings, finding => finding.Kind == FindingKind.OlderIdentityForm);
        Assert.Equal(new UriParty("sip:5712223333@siptest.comcast.net"), passport.Claims.Orig);
        Assert.Equal(new UriParty("sip:1000@siptest.comcast.net"), Assert.Single(passport.Claims.Dest));
        Assert.Equal(1471375418, passport.Claims.IssuedAt.ToUnixTimeSeconds());
        Assert.Null(passport.Claims.Shaken);
    }

    [Fact]
    public void TryReadPassport_OfTheOlderFormAsPrinted_SaysThatItsInfoAndX5uDiffer()
    {
        Assert.True(IdentityHeader.TryParse(Vectors.Text("passport/shaken-framework-identity.txt"), out var header, out _));
        Assert.Equal("https://cert-auth.poc.sys.comcast.net/example.crt", header.Info);
        Assert.False(header.TryReadPassport(out _, out var refusal));
        Assert.Equal(VerificationFailure.InfoMismatch, refusal.Reason);
    }
}
