using System.Text;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;

namespace Shaken.Core.Tests.CertificationAuthority.Notices;

public sealed class NoticeAnswerTests
{
    [Fact]
    public void Write_EveryKind_ReadsAsItWas()
    {
        var issuer = DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "EXAMPLE CA"));
        var answer = new NoticeAnswer(
            [
                NoticeLine.Of(5, new ProviderNotice(AccountWorld.Provider("1234"), IsSuspended: true)),
                NoticeLine.Of(6, new ProviderNotice(AccountWorld.Provider("1234"), IsSuspended: false)),
                NoticeLine.Of(7, new TokenNotice("id-1")),
                NoticeLine.Of(9, new CertificateNotice(issuer, CertificateSerial.From([0x81, 2]), RevocationReason.KeyCompromise)),
            ],
            9);
        var json = Encoding.UTF8.GetString(answer.Write());
        Assert.StartsWith(
            """{"notices":[{"seq":5,"kind":"account-suspended","provider":"US/1234"},{"seq":6,"kind":"account-reinstated","provider":"US/1234"},"""
            + """{"seq":7,"kind":"token-revoked","jti":"id-1"},{"seq":9,"kind":"revoke","issuer":""", json, StringComparison.Ordinal);
        Assert.True(NoticeAnswer.TryRead(answer.Write(), 4, out var read, out _));
        Assert.Equal(answer.Notices, read.Notices);
        Assert.True(read.Notices[3].TryRead(out var last));
        var certificate = Assert.IsType<CertificateNotice>(last);
        Assert.True(certificate.Issuer.Matches(issuer));
        Assert.Equal((CertificateSerial.From([0x81, 2]), RevocationReason.KeyCompromise), (certificate.Serial, certificate.Reason));
        Assert.All(Enum.GetValues<NoticeKind>(), kind => Assert.Contains($"\"{KebabCase.Of(kind)}\"", json, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"notices":null,"next":4}""")]
    [InlineData("""{"notices":[null],"next":5}""")]
    [InlineData("""{"notices":[{"seq":5}],"next":5}""")]
    [InlineData("""{"notices":[{"seq":"5","kind":"token-revoked","jti":"a"}],"next":5}""")]
    [InlineData("""{"notices":[{"seq":4,"kind":"token-revoked","jti":"a"}],"next":4}""")]
    [InlineData("""{"notices":[{"seq":6,"kind":"token-revoked","jti":"a"},{"seq":5,"kind":"token-revoked","jti":"b"}],"next":6}""")]
    [InlineData("""{"notices":[{"seq":6,"kind":"token-revoked","jti":"a"}],"next":5}""")]
    [InlineData("""{"notices":[],"next":3}""")]
    public void TryRead_NoAnswerOrOutOfSequence_IsRefused(string json)
    {
        Assert.False(NoticeAnswer.TryRead(Encoding.UTF8.GetBytes(json), 4, out _, out var failure));
        Assert.NotEmpty(failure);
    }

    [Theory]
    [InlineData("""{"seq":5,"kind":"party"}""")]
    [InlineData("""{"seq":5,"kind":"token-revoked"}""")]
    [InlineData("""{"seq":5,"kind":"account-suspended","provider":"1234"}""")]
    [InlineData("""{"seq":5,"kind":"revoke","issuer":"MAA=","serial":"0G","reason":"superseded"}""")]
    [InlineData("""{"seq":5,"kind":"revoke","issuer":"AAAA","serial":"01","reason":"superseded"}""")]
    [InlineData("""{"seq":5,"kind":"revoke","issuer":"MAA=","serial":"01","reason":"whim"}""")]
    public void TryRead_NoticeThatIsNotUnderstood_IsNone(string line)
    {
        Assert.True(NoticeAnswer.TryRead(Encoding.UTF8.GetBytes($$"""{"notices":[{{line}}],"next":5}"""), 4, out var answer, out _));
        Assert.False(answer.Notices[0].TryRead(out _));
    }
}
