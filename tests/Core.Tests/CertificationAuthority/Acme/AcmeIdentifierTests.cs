using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CertificationAuthority.Acme;

public sealed class AcmeIdentifierTests
{
    private const string Der = "3008A006160431323334";

    [Theory]
    [InlineData("MAigBhYEMTIzNA", false, true)]
    [InlineData("MAigBhYEMTIzNA==", false, false)]
    [InlineData("MAigBhYEMTIzNA==", true, true)]
    [InlineData("MAigBhYEMTIzNA=", true, false)]
    [InlineData("MAigBhYEMTIzNB", true, false)]
    [InlineData("MAigBhYEMTIz!A", true, false)]
    [InlineData("é", true, false)]
    public void Decode_TakesBase64Url_AndPaddingBehindTheSwitchOnly(string value, bool allowPadding, bool isRead)
    {
        Assert.Equal(isRead, new AcmeIdentifier(AcmeIdentifier.TnAuthListType, value).TryDecode(allowPadding, out var der));
        Assert.Equal(isRead ? Der : null, der is null ? null : Convert.ToHexString(der));
    }

    [Theory]
    [InlineData("-_-_", "+/+/")]
    public void Decode_OfTheOtherAlphabet_NeedsTheSwitch(string url, string standard)
    {
        Assert.True(new AcmeIdentifier("TNAuthList", url).TryDecode(allowPadding: false, out var plain));
        Assert.False(new AcmeIdentifier("TNAuthList", standard).TryDecode(allowPadding: false, out _));
        Assert.True(new AcmeIdentifier("TNAuthList", standard).TryDecode(allowPadding: true, out var tolerated));
        Assert.Equal(plain, tolerated);
    }

    [Fact]
    public void Of_AList_IsItsDerInBase64Url() =>
        Assert.Equal(new AcmeIdentifier("TNAuthList", "MAigBhYEMTIzNA"), AcmeIdentifier.Of(TnAuthList.Of(new SpcEntry(Hierarchy.Provider.Code))));

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA/", false)]
    [InlineData("../AAAAAAAAAAAAAAAAAAA", false)]
    [InlineData(null, false)]
    public void Id_IsWellFormed_AsWeMakeThem(string? text, bool isWellFormed)
    {
        Assert.Equal(isWellFormed, AcmeId.IsWellFormed(text));
        Assert.True(AcmeId.IsWellFormed(AcmeId.New(SystemRandom.Instance)));
    }
}
