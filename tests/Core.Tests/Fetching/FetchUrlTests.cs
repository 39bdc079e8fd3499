using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Fetching;

public sealed class FetchUrlTests
{
    private static readonly HashSet<WebOrigin> NoExemption = [];

    [Theory]
    [InlineData("https://cr.example.com/cert.pem")]
    [InlineData("https://cr.example.com/")]
    [InlineData("https://cr.example.com:443/cert.pem")]
    [InlineData("https://cr.example.com:8443/a/b.pem?x=1&y=/?")]
    [InlineData("HTTPS://CR.Example.COM/Cert.pem")]
    [InlineData("https://cr.example.com/%7Euser/../a//./b;c=d,e@f:g")]
    [InlineData("https://xn--bcher-kva.example/cert.pem")]
    [InlineData("https://a_b.example.com/cert.pem")]
    [InlineData("https://8.8.8.8/cert.pem")]
    [InlineData("https://[2606:4700::1111]:8443/cert.pem")]
    public void TryParse_OfAPublicHttpsUrl_KeepsItsTextAndAsksForItAsWritten(string text)
    {
        Assert.True(FetchUrl.TryParse(text, NoExemption, out var url, out _));
        Assert.Equal(text, url.Text);
        Assert.EndsWith(url.Uri.PathAndQuery, text, StringComparison.Ordinal);
        Assert.False(url.IsExempt);
    }

    [Theory]
    [InlineData("http://cr.example.com/cert.pem", FetchFailure.NotHttps)]
    [InlineData("ftp://cr.example.com/cert.pem", FetchFailure.NotHttps)]
    [InlineData("file:///etc/passwd", FetchFailure.NotHttps)]
    [InlineData("gopher://cr.example.com:443/_x", FetchFailure.NotHttps)]
    [InlineData("https://user:secret@cr.example.com/cert.pem", FetchFailure.UrlWithCredentials)]
    [InlineData("https://@cr.example.com/cert.pem", FetchFailure.UrlWithCredentials)]
    [InlineData("https://cr.example.com:443@127.0.0.1/cert.pem", FetchFailure.UrlWithCredentials)]
    [InlineData("https://cr.example.com\\@127.0.0.1/cert.pem", FetchFailure.UrlWithCredentials)]
    [InlineData("https://cr.example.com/cert.pem#top", FetchFailure.UrlWithFragment)]
    [InlineData("https://cr.example.com/cert.pem#", FetchFailure.UrlWithFragment)]
    [InlineData("https://cr.example.com#/cert.pem", FetchFailure.UrlWithFragment)]
    [InlineData("https://cr.example.com:8080/cert.pem", FetchFailure.PortNotAllowed)]
    [InlineData("https://cr.example.com:80/cert.pem", FetchFailure.PortNotAllowed)]
    [InlineData("https://cr.example.com:22/cert.pem", FetchFailure.PortNotAllowed)]
    [InlineData("https://127.0.0.1/cert.pem", FetchFailure.AddressNotAllowed)]
    [InlineData("https://10.1.2.3/cert.pem", FetchFailure.AddressNotAllowed)]
    [InlineData("https://169.254.169.254/metadata/instance", FetchFailure.AddressNotAllowed)]
    [InlineData("https://168.63.129.16/machine", FetchFailure.AddressNotAllowed)]
    [InlineData("https://[::1]/cert.pem", FetchFailure.AddressNotAllowed)]
    [InlineData("https://[::ffff:127.0.0.1]/cert.pem", FetchFailure.AddressNotAllowed)]
    [InlineData("https://[::ffff:8.8.8.8]/cert.pem", FetchFailure.AddressNotAllowed)]
    [InlineData("https://[fe80::1]/cert.pem", FetchFailure.AddressNotAllowed)]
    [InlineData("https://localhost/cert.pem", FetchFailure.AddressNotAllowed)]
    [InlineData("https://vault/cert.pem", FetchFailure.AddressNotAllowed)]
    public void TryParse_OfAUrlNobodyMayAskFor_SaysWhy(string text, FetchFailure reason) => Assert.Equal(reason, RefusalOf(text).Reason);

    [Theory]
    [InlineData("cid:1@example.com")]
    [InlineData("sip:cr.example")]
    [InlineData("sip://cr.example/1.pem")]
    public void TryParse_OfTheOtherSchemesOfRfc8224_IsRefused(string text) =>
        Assert.True(RefusalOf(text).Reason is FetchFailure.UrlMalformed or FetchFailure.NotHttps);

    [Theory]
    [InlineData("")]
    [InlineData("cert.pem")]
    [InlineData("/cert.pem")]
    [InlineData("//cr.example.com/cert.pem")]
    [InlineData("https:/cr.example.com/cert.pem")]
    [InlineData("https:cr.example.com/cert.pem")]
    [InlineData("https:///cert.pem")]
    [InlineData("https:////cr.example.com/cert.pem")]
    [InlineData("https://cr.example.com")]
    [InlineData("https://cr.example.com?x=/")]
    [InlineData("https://:443/cert.pem")]
    [InlineData("https://cr.example.com:/cert.pem")]
    [InlineData("https://cr.example.com:0443/cert.pem")]
    [InlineData("https://cr.example.com:+443/cert.pem")]
    [InlineData("https://cr.example.com:65979/cert.pem")]
    [InlineData("https://cr.example.com:443:443/cert.pem")]
    [InlineData("https://cr.example.com./cert.pem")]
    [InlineData("https://cr..example.com/cert.pem")]
    [InlineData("https://.example.com/cert.pem")]
    [InlineData("https://-cr.example.com/cert.pem")]
    [InlineData("https://cr%2eexample.com/cert.pem")]
    [InlineData("https://127.0.0.1%2f.example.com/cert.pem")]
    [InlineData("https://cr.example.com\\.example.org/cert.pem")]
    [InlineData("https://cr.example.com/a\\b")]
    [InlineData("https://cr.example.com/a b")]
    [InlineData(" https://cr.example.com/cert.pem")]
    [InlineData("https://cr.example.com/cert.pem\r\nX: y")]
    [InlineData("https://cr.example.com/cert.pem\t")]
    [InlineData("https://cr.example.com/\0")]
    [InlineData("https://cr.example.com/<x>")]
    [InlineData("https://cr.example.com/%")]
    [InlineData("https://cr.example.com/%4")]
    [InlineData("https://cr.example.com/%41%zz")]
    [InlineData("https://bücher.example/cert.pem")]
    [InlineData("https://cr。example/cert.pem")]
    [InlineData("https://2130706433/cert.pem")]
    [InlineData("https://0x7f000001/cert.pem")]
    [InlineData("https://0x7f.0.0.1/cert.pem")]
    [InlineData("https://017700000001/cert.pem")]
    [InlineData("https://0177.0.0.1/cert.pem")]
    [InlineData("https://127.1/cert.pem")]
    [InlineData("https://127.0.1/cert.pem")]
    [InlineData("https://8.8.8.0x8/cert.pem")]
    [InlineData("https://8.8.8.256/cert.pem")]
    [InlineData("https://8.8.8.8.8/cert.pem")]
    [InlineData("https://08.8.8.8/cert.pem")]
    [InlineData("https://[::1/cert.pem")]
    [InlineData("https://[2606:4700::1111%25eth0]/cert.pem")]
    [InlineData("https://[2606:4700::1111%eth0]/cert.pem")]
    [InlineData("https://[8.8.8.8]/cert.pem")]
    [InlineData("https://[cr.example.com]/cert.pem")]
    [InlineData("https://[2606:4700::1111]x/cert.pem")]
    [InlineData("https://2606:4700::1111/cert.pem")]
    public void TryParse_OfWhatTwoParsersCouldReadDifferently_IsMalformed(string text) => Assert.Equal(FetchFailure.UrlMalformed, RefusalOf(text).Reason);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void TryParse_AtTheLongestLength_DecidesByOneCharacter(int excess, bool isParsed)
    {
        var text = "https://cr.example.com/".PadRight(Limits.UriLength + excess, 'a');
        Assert.Equal(isParsed, FetchUrl.TryParse(text, NoExemption, out _, out _));
    }

    [Fact]
    public void TryParse_OfALabelOrNameTooLong_IsMalformed()
    {
        Assert.Equal(FetchFailure.UrlMalformed, RefusalOf($"https://{new string('a', 64)}.example/x").Reason);
        Assert.Equal(FetchFailure.UrlMalformed, RefusalOf($"https://{string.Concat(Enumerable.Repeat("abcdefg.", 32))}example/x").Reason);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080/cert.pem", true)]
    [InlineData("http://LOCALHOST:7000/cert.pem", true)]
    [InlineData("https://cr.test:444/cert.pem", true)]
    [InlineData("http://127.0.0.1:5081/cert.pem", false)]
    [InlineData("https://127.0.0.1:5080/cert.pem", false)]
    [InlineData("http://localhost/cert.pem", false)]
    [InlineData("http://cr.test:444/cert.pem", false)]
    [InlineData("http://127.0.0.1:5080.example.com/cert.pem", false)]
    [InlineData("http://user@127.0.0.1:5080/cert.pem", false)]
    [InlineData("http://127.0.0.1:5080/cert.pem#x", false)]
    [InlineData("http://127.0.0.1:5080", false)]
    public void TryParse_WithExemptOrigins_AllowsExactlyThose(string text, bool isAllowed)
    {
        var exempt = new[] { "http://127.0.0.1:5080", "http://localhost:7000/", "https://cr.test:444" }
            .Select(origin => WebOrigin.TryParse(origin, out var parsed) ? parsed : throw new InvalidOperationException())
            .ToHashSet();
        Assert.Equal(isAllowed, FetchUrl.TryParse(text, exempt, out var url, out _));
        Assert.Equal(isAllowed, url?.IsExempt ?? false);
    }

    private static FetchRefusal RefusalOf(string text)
    {
        Assert.False(FetchUrl.TryParse(text, NoExemption, out _, out var refusal));
        return refusal;
    }
}
