using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Tests.Keys;

public sealed class HeaderMemoTests
{
    private static readonly JwsHeader Header = new("ES256", "passport", "shaken", "https://a.example/b", null, HasCritical: false);

    [Fact]
    public void TryGet_KeptText_ReturnsItsHeader()
    {
        var memo = new HeaderMemo();
        Assert.False(memo.TryGet("text", out _));
        memo.Keep("text", Header);
        Assert.True(memo.TryGet("text", out var header));
        Assert.Same(Header, header);
    }

    [Fact]
    public void TryGet_AnyOtherText_ReturnsNothing()
    {
        var memo = new HeaderMemo();
        memo.Keep("text", Header);

        // More texts than places, so that many fall on the place of the kept one.
        Assert.All(Enumerable.Range(0, 20_000), number => Assert.False(memo.TryGet($"text{number}", out _)));
    }

    [Fact]
    public void Keep_TooLongText_IsNotKept()
    {
        var memo = new HeaderMemo();
        memo.Keep(new string('a', HeaderMemo.MaxLength), Header);
        memo.Keep(new string('b', HeaderMemo.MaxLength + 1), Header);
        Assert.True(memo.TryGet(new string('a', HeaderMemo.MaxLength), out _));
        Assert.False(memo.TryGet(new string('b', HeaderMemo.MaxLength + 1), out _));
    }

    [Fact]
    public void TryParse_SameHeaderTwice_SharesIt()
    {
        var encoded = StrictBase64Url.Encode(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","x5u":"https://a.example/{{nameof(HeaderMemoTests)}}"}"""));
        Assert.True(Jws.TryParse($"{encoded}.AAAA.AAAA", 8192, out var first, out _));
        Assert.True(Jws.TryParse($"{encoded}.BBBB.BBBB", 8192, out var second, out _));
        Assert.Same(first.Header, second.Header);
    }

    [Fact]
    public void TryParse_RefusedHeaderTwice_IsRefusedTwice()
    {
        var token = $"{StrictBase64Url.Encode("""{"alg":5}"""u8)}.AAAA.AAAA";
        Assert.False(Jws.TryParse(token, 8192, out _, out var first));
        Assert.False(Jws.TryParse(token, 8192, out _, out var second));
        Assert.Equal(first, second);
    }
}
