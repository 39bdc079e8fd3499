using System.Text;
using Shaken.Core.Principals.SigningIn;

namespace Shaken.Core.Tests.Principals;

public sealed class TotpTests
{
    // RFC 6238 appendix B, SHA-1; its codes have eight digits, of which the last six are ours.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void CodeOf_VectorsOfRfc6238_IsTheirs(long seconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));
        Assert.Equal(code, Totp.CodeOf("12345678901234567890"u8, step));
    }

    // RFC 4648 section 10, without the padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_VectorsOfRfc4648_AreTheirs(string text, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.True(Base32.TryDecode(encoded, out var octets));
        Assert.Equal(text, Encoding.ASCII.GetString(octets));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("MZ")]
    [InlineData("my")]
    [InlineData("M1")]
    [InlineData("MY======")]
    public void Base32_TextThatIsNone_IsRefused(string text)
    {
        Assert.False(Base32.TryDecode(text, out _));
        Assert.False(Totp.TryCodeOf(text, DateTimeOffset.UnixEpoch, out _));
    }

    [Fact]
    public void TryCodeOf_SecretAsAnOperatorIsGivenIt_IsTheCodeOfTheMoment()
    {
        var secret = Base32.Encode("12345678901234567890"u8);
        Assert.True(Totp.TryCodeOf(secret, DateTimeOffset.FromUnixTimeSeconds(59), out var code));
        Assert.Equal("287082", code);
    }
}
