using Shaken.Core.Pki.Der;

namespace Shaken.Core.Tests.Pki.Der;

/// <summary>Serial numbers as people copy them from tools.</summary>
public sealed class CertificateSerialTests
{
    [Theory]
    [InlineData("01", "01")]
    [InlineData("1", "01")]
    [InlineData("0A:bc", "0ABC")]
    [InlineData("00ff", "00FF")]
    [InlineData("FF", "00FF")]
    [InlineData("7fffffffffffffffffffffffffffffffffffffff", "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void TryParse_HexadecimalDigits_GivesThePositiveNumber(string text, string expected)
    {
        Assert.True(CertificateSerial.TryParse(text, out var serial));
        Assert.Equal(expected, serial.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("0")]
    [InlineData("0000")]
    [InlineData("xyz")]
    [InlineData("-1")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("017fffffffffffffffffffffffffffffffffffffff")]
    public void TryParse_NoSerialNumberOfACertificate_IsFalse(string text) => Assert.False(CertificateSerial.TryParse(text, out _));
}
