using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;
using Shaken.Core.Trust;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

public sealed class CountryJudgementTests
{
    private const string Canadian = "14165550100";
    private const string American = "12015550100";
    private const string OrigId = "123e4567-e89b-12d3-a456-426655440000";

    [Theory]
    [InlineData(AttestationCeiling.A, Attestation.A, Attestation.A, null)]
    [InlineData(AttestationCeiling.A, Attestation.B, Attestation.B, null)]
    [InlineData(AttestationCeiling.A, Attestation.C, Attestation.C, null)]
    [InlineData(AttestationCeiling.B, Attestation.A, Attestation.B, FindingKind.AttestationLowered)]
    [InlineData(AttestationCeiling.B, Attestation.B, Attestation.B, null)]
    [InlineData(AttestationCeiling.B, Attestation.C, Attestation.C, null)]
    [InlineData(AttestationCeiling.C, Attestation.A, Attestation.C, FindingKind.AttestationLowered)]
    [InlineData(AttestationCeiling.C, Attestation.B, Attestation.C, FindingKind.AttestationLowered)]
    [InlineData(AttestationCeiling.C, Attestation.C, Attestation.C, null)]
    public void Of_UnderCeiling_LowersAttestation(
        AttestationCeiling ceiling, Attestation claimed, Attestation believed, FindingKind? finding)
    {
        var judgement = Judge(new CountryTrust(TrustMechanism.Merge, ceiling), Canadian, claimed);
        Assert.Equal((believed, finding, true), (judgement.Believed, judgement.Finding?.Kind, judgement.Vouches));
    }

    [Theory]
    [InlineData(TrustMechanism.Merge, AttestationCeiling.None, false, "country-policy/CA/ceiling-none")]
    [InlineData(TrustMechanism.None, AttestationCeiling.A, false, "country-policy/CA/not-trusted")]
    [InlineData(TrustMechanism.Merge, AttestationCeiling.A, true, "country-policy/CA/excluded")]
    public void Of_CountryNotTrusted_BelievesNoAttestation(
        TrustMechanism mechanism, AttestationCeiling ceiling, bool isExcluded, string decidedBy)
    {
        foreach (var claimed in Enum.GetValues<Attestation>())
        {
            var judgement = Judge(new CountryTrust(mechanism, ceiling, isExcluded), Canadian, claimed);
            Assert.Equal(
                (null, decidedBy, FindingKind.CountryNotTrusted, false),
                (judgement.Believed, judgement.DecidedBy, judgement.Finding?.Kind, judgement.Vouches));
        }
    }

    [Theory]
    [InlineData(Attestation.A)]
    [InlineData(Attestation.B)]
    public void Of_NumberOfAnotherCountry_DoesNotBelieveAOrB(Attestation claimed)
    {
        var judgement = Judge(CountryTrust.OfListed, American, claimed);
        Assert.Equal(
            (null, FindingKind.NumberOfAnotherCountry, "country-policy/CA/prefixes", false),
            (judgement.Believed, judgement.Finding?.Kind, judgement.DecidedBy, judgement.Vouches));
        Assert.DoesNotContain(American, judgement.Finding!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_GatewayForNumberOfAnotherCountry_BelievesC()
    {
        var judgement = Judge(CountryTrust.OfListed, American, Attestation.C);
        Assert.Equal((Attestation.C, null, true), (judgement.Believed, judgement.Finding, judgement.Vouches));
    }

    [Fact]
    public void Of_NumberWithinPrefixesOfPolicy_BelievesA()
    {
        Assert.True(CallingPrefixes.TryParse(["1201", "33"], out var prefixes, out var failure), failure);
        var policy = CountryTrust.OfListed with { Prefixes = prefixes };
        Assert.Equal(Attestation.A, Judge(policy, American, Attestation.A).Believed);
        Assert.Null(Judge(policy, Canadian, Attestation.A).Believed);
    }

    [Theory]
    [InlineData(AttestationCeiling.A, Canadian, true)]
    [InlineData(AttestationCeiling.A, American, false)]
    [InlineData(AttestationCeiling.B, Canadian, false)]
    [InlineData(AttestationCeiling.C, Canadian, false)]
    [InlineData(AttestationCeiling.None, Canadian, false)]
    public void Of_PassportWithoutAttestation_CountsUnderCeilingOfAOnly(AttestationCeiling ceiling, string number, bool vouches)
    {
        var judgement = Judge(new CountryTrust(TrustMechanism.Merge, ceiling), number, claimed: null);
        Assert.Equal((null, vouches, vouches), (judgement.Believed, judgement.Vouches, judgement.Finding is null));
    }

    [Fact]
    public void Of_CallerWithoutNumber_IsBoundByNoPrefix()
    {
        var claims = new PassportClaims(
            new UriParty("sip:alice@example.ca"), [Party(American)], DateTimeOffset.UnixEpoch, new ShakenClaims(Attestation.A, OrigId));
        Assert.Equal(Attestation.A, CountryJudgement.Of(claims, Country("CA"), CountryTrust.OfListed).Believed);
    }

    private static CountryJudgement Judge(CountryTrust policy, string number, Attestation? claimed) => CountryJudgement.Of(
        new PassportClaims(
            Party(number), [Party("12025550100")], DateTimeOffset.UnixEpoch,
            claimed is { } attest ? new ShakenClaims(attest, OrigId) : null),
        Country("CA"),
        policy);

    private static NumberParty Party(string text) =>
        new(TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("no number", nameof(text)));

    private static CountryCode Country(string text) =>
        CountryCode.TryParse(text, out var country) ? country : throw new ArgumentException("no country", nameof(text));
}
