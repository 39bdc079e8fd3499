using Shaken.Core.Passports;

namespace Shaken.Core.Tests.Passports;

public sealed class VerificationFailuresTests
{
    // Failure, by RFC 8224, by the ATIS API, verstat.
    private static readonly (VerificationFailure Failure, int Rfc8224, int Atis, Verstat Verstat)[] Expected =
    [
        (VerificationFailure.NoIdentityHeader, 428, 428, Verstat.None),
        (VerificationFailure.CallerAnonymous, 433, 433, Verstat.None),
        (VerificationFailure.IdentityHeaderMalformed, 438, 438, Verstat.None),
        (VerificationFailure.IdentityHeaderTooLong, 438, 438, Verstat.None),
        (VerificationFailure.TooManyIdentityHeaders, 438, 438, Verstat.None),
        (VerificationFailure.CompactForm, 438, 438, Verstat.None),
        (VerificationFailure.InfoMissing, 436, 436, Verstat.None),
        (VerificationFailure.InfoNotAllowed, 436, 436, Verstat.None),
        (VerificationFailure.InfoMismatch, 438, 436, Verstat.None),
        (VerificationFailure.PassportMalformed, 438, 438, Verstat.None),
        (VerificationFailure.HeaderMemberMissing, 438, 436, Verstat.None),
        (VerificationFailure.TypeNotPassport, 438, 437, Verstat.None),
        (VerificationFailure.AlgorithmNotEs256, 438, 437, Verstat.None),
        (VerificationFailure.PptNotSupported, 428, 438, Verstat.None),
        (VerificationFailure.ParameterMismatch, 438, 438, Verstat.None),
        (VerificationFailure.CriticalHeader, 438, 438, Verstat.None),
        (VerificationFailure.ClaimMissing, 438, 438, Verstat.None),
        (VerificationFailure.ShakenClaimInvalid, 438, 438, Verstat.None),
        (VerificationFailure.ExtensionClaimInvalid, 438, 438, Verstat.None),
        (VerificationFailure.ContentMismatch, 438, 438, Verstat.None),
        (VerificationFailure.DivChainBroken, 438, 438, Verstat.None),
        (VerificationFailure.DivChainLoops, 438, 438, Verstat.None),
        (VerificationFailure.DivChainTooLong, 438, 438, Verstat.None),
        (VerificationFailure.DivOrigChanged, 438, 438, Verstat.None),
        (VerificationFailure.StaleDate, 403, 403, Verstat.None),
        (VerificationFailure.FutureDate, 403, 403, Verstat.None),
        (VerificationFailure.CertificateUnreachable, 436, 436, Verstat.None),
        (VerificationFailure.NotACertificate, 436, 436, Verstat.None),
        (VerificationFailure.NoTrustList, 437, 437, Verstat.None),
        (VerificationFailure.CertificateUntrusted, 437, 437, Verstat.Failed),
        (VerificationFailure.CertificateOutsideValidity, 437, 437, Verstat.Failed),
        (VerificationFailure.CertificateRevoked, 437, 437, Verstat.Failed),
        (VerificationFailure.RevocationUnknown, 437, 437, Verstat.None),
        (VerificationFailure.CertificateInvalid, 437, 437, Verstat.Failed),
        (VerificationFailure.NotAuthorized, 437, 437, Verstat.Failed),
        (VerificationFailure.ClaimNotPermitted, 437, 437, Verstat.Failed),
        (VerificationFailure.SignatureMismatch, 438, 438, Verstat.Failed),
        (VerificationFailure.NumberMismatch, 438, 438, Verstat.None),
        (VerificationFailure.PriorityNotAuthorized, 438, 438, Verstat.None),
        (VerificationFailure.PassportsDiffer, 438, 438, Verstat.None),
    ];

    private static readonly Dictionary<int, string[]> Phrases = new()
    {
        [403] = ["Stale Date"],
        [428] = ["Use Identity Header", "Use Supported PASSporT Format"],
        [433] = ["Anonymity Disallowed"],
        [436] = ["Bad Identity Info"],
        [437] = ["Unsupported Credential"],
        [438] = ["Invalid Identity Header", "Invalid PASSporT"],
    };

    [Fact]
    public void Codes_OfEveryFailure_AreThoseOfTheStandards()
    {
        Assert.Equal(Enum.GetValues<VerificationFailure>(), Expected.Select(row => row.Failure));
        foreach (var (failure, rfc8224, atis, verstat) in Expected)
        {
            var codes = failure.Codes();
            Assert.Equal((failure, rfc8224, atis, verstat), (failure, codes.Rfc8224.Code, codes.Atis.Code, codes.Verstat));
            Assert.Contains(codes.Rfc8224.Phrase, Phrases[rfc8224]);
            Assert.Equal(Phrases[atis][0], codes.Atis.Phrase);
        }
    }

    [Fact]
    public void Name_OfEveryFailure_IsOfItsOwnAndInKebabCase()
    {
        var names = Enum.GetValues<VerificationFailure>().Select(failure => failure.Name()).ToList();
        Assert.All(names, name => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", name));
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("stale-date", VerificationFailure.StaleDate.Name());
    }

    [Theory]
    [InlineData("STIR")]
    [InlineData("SIP")]
    public void ReasonValue_AnonymousCaller_IsOfProtocolSip(string protocol) => Assert.Equal(
        "SIP;cause=433;text=\"Anonymity Disallowed\"", VerificationFailure.CallerAnonymous.Codes().ReasonValue(protocol));

    [Fact]
    public void ReasonValue_NamesProtocolCauseAndText()
    {
        Assert.Equal("STIR;cause=403;text=\"Stale Date\"", VerificationFailure.StaleDate.Codes().ReasonValue());
        Assert.Equal("SIP;cause=428;text=\"Use Supported PASSporT Format\"", VerificationFailure.PptNotSupported.Codes().ReasonValue("SIP"));
    }

    [Theory]
    [InlineData(Verstat.Passed, "TN-Validation-Passed")]
    [InlineData(Verstat.Failed, "TN-Validation-Failed")]
    [InlineData(Verstat.None, "No-TN-Validation")]
    public void Text_OfAVerstat_IsItsParametersValue(Verstat verstat, string text) => Assert.Equal(text, verstat.Text());
}
