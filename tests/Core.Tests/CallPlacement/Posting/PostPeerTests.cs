using Shaken.Core.CallPlacement.Posting;

namespace Shaken.Core.Tests.CallPlacement.Posting;

public sealed class PostPeerTests
{
    [Theory]
    [InlineData("US/1234 Open https://cps.example/cps/company/1234", CpsForm.Open, "https://cps.example/cps/company/1234", "cps.example")]
    [InlineData("US/1234 agreed https://cps.example:8443", CpsForm.Agreed, "https://cps.example:8443/", "cps.example")]
    [InlineData("US/1234  Shared  https://10.1.2.3 cps.example", CpsForm.Shared, "https://10.1.2.3/", "cps.example")]
    [InlineData("US/1234 ByNumber https://cps.example/oob", CpsForm.ByNumber, "https://cps.example/oob", "cps.example")]
    public void TryParse_EachForm_IsRead(string text, CpsForm form, string url, string audience)
    {
        Assert.True(PostPeer.TryParse(text, out var peer));
        Assert.Equal(("US/1234", form, url, audience), (peer.Provider.ToString(), peer.Form, peer.Url.AbsoluteUri, peer.Audience));
    }

    [Theory]
    [InlineData("")]
    [InlineData("US/1234 Agreed")]
    [InlineData("1234 Agreed https://cps.example")]
    [InlineData("US/1234 Other https://cps.example")]
    [InlineData("US/1234 1 https://cps.example")]
    [InlineData("US/1234 Agreed http://cps.example")]
    [InlineData("US/1234 Agreed https://user@cps.example")]
    [InlineData("US/1234 Agreed https://cps.example?x=1")]
    [InlineData("US/1234 Agreed https://cps.example not/a/name")]
    [InlineData("US/1234 Agreed https://cps.example one two")]
    public void TryParse_OfNoForm_IsRefused(string text) => Assert.False(PostPeer.TryParse(text, out _));
}
