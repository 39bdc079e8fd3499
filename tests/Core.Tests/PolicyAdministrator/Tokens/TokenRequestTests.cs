using Shaken.Core.PolicyAdministrator.Tokens;

namespace Shaken.Core.Tests.PolicyAdministrator.Tokens;

public sealed class TokenRequestTests
{
    private const string Fingerprint =
        "SHA256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

    [Theory]
    [InlineData("""{}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":[]}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":"TNAuthList"}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tkvalue":"V","ca":false,"fingerprint":"F"}}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tktype":1,"tkvalue":"V","ca":false,"fingerprint":"F"}}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":1234,"ca":false,"fingerprint":"F"}}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":null,"ca":false,"fingerprint":"F"}}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"V","ca":"false","fingerprint":"F"}}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"V","ca":0,"fingerprint":"F"}}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"V","ca":false}}""", TokenFailure.RequestMalformed)]
    [InlineData("""{"atc":{"tktype":"SPC","tkvalue":"V","ca":false,"fingerprint":"F"}}""", TokenFailure.KindNotKnown)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"","ca":false,"fingerprint":"F"}}""", TokenFailure.AuthorityUnreadable)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"1234","ca":false,"fingerprint":"F"}}""", TokenFailure.AuthorityUnreadable)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"MAig BhYEMTIzNA==","ca":false,"fingerprint":"F"}}""", TokenFailure.AuthorityUnreadable)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"MAYWBDEyMzQ=","ca":false,"fingerprint":"F"}}""", TokenFailure.AuthorityUnreadable)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"V","ca":false,"fingerprint":"SHA1 00"}}""", TokenFailure.FingerprintMalformed)]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"V","ca":false,"fingerprint":""}}""", TokenFailure.FingerprintMalformed)]
    public void Read_BadRequest_NamesTheRule(string json, TokenFailure failure)
    {
        var refusal = SpcTokenWorld.Read(Filled(json)).Failure;
        Assert.Equal(failure, refusal.Failure);
        Assert.Contains("atc", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"V","fingerprint":"F"}}""", false)]
    [InlineData("""{"atc":{"tktype":"TnAuthList","tkvalue":"V","ca":true,"fingerprint":"F"},"other":1}""", true)]
    public void Read_GoodRequest_KeepsItsText(string json, bool isCa)
    {
        var request = SpcTokenWorld.Read(Filled(json)).Value;
        Assert.Equal(("MAigBhYEMTIzNA==", Fingerprint, isCa), (request.Value, request.Fingerprint, request.IsCa));
        Assert.Equal("1234", Assert.Single(request.Authority.Codes).Value);
    }

    private static string Filled(string json) => json
        .Replace(
            "\"V\"", "\"MAigBhYEMTIzNA==\"", StringComparison.Ordinal).Replace("\"F\"", $"\"{Fingerprint}\"", StringComparison.Ordinal);
}
