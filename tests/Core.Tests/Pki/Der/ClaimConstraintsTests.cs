using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Der;

public sealed class ClaimConstraintsTests
{
    // The extension of the sample certificate in RFC 9118 section 5.
    private const string Sample =
        "3040A00E300C160A636F6E666964656E6365A120301E301C160A636F6E666964656E6365"
        + "300E0C04686967680C066D656469756DA20C300A16087072696F72697479";

    [Fact]
    public void TryRead_OfTheStandardsSample_GivesItsConstraints()
    {
        var constraints = Read(Oids.EnhancedJwtClaimConstraints, Sample).ClaimConstraints;
        Assert.NotNull(constraints);
        Assert.Equal(["confidence"], constraints.MustInclude);
        var permitted = Assert.Single(constraints.PermittedValues);
        Assert.Equal(("confidence", "high,medium"), (permitted.Claim, string.Join(',', permitted.Values)));
        Assert.Equal(["priority"], constraints.MustExclude);
    }

    [Fact]
    public async Task Issue_WithTheStandardsSample_WritesItsOctets()
    {
        var hierarchy = await Hierarchy.NewAsync();
        using var key = SoftwareKey.New();
        var sample = Read(Oids.EnhancedJwtClaimConstraints, Sample).ClaimConstraints!;
        var draft = CertificateDraft.DelegateLeaf(
            hierarchy.Intermediate.Certificate, Hierarchy.Policy, "E", "Customer", Hierarchy.Numbers("300FA20D160B3132303235353530313030"),
            Hierarchy.Terms(), key.PublicKey);
        var wider = sample with { MustExclude = ["attest", "origid", .. sample.MustExclude] };
        var leaf = (
            await hierarchy.Intermediate.IssueAsync(
                Hierarchy.Linted(draft with { ClaimConstraints = wider }), TestContext.Current.CancellationToken)).Value;

        // The sample's octets up to mustExclude, which the profile widens, and its lengths accordingly.
        var written = Convert.ToHexString(leaf.Extensions.Find(Oids.EnhancedJwtClaimConstraints)!.Value.Span);
        Assert.Equal("3050" + Sample[4..104] + "A21C301A" + "160661747465737416066F7269676964" + Sample[112..], written);
        Assert.False(leaf.Extensions.Find(Oids.EnhancedJwtClaimConstraints)!.IsCritical);
    }

    [Theory]
    [InlineData("3000", "no constraint at all")]
    [InlineData("3004A0023000", "an empty list of claims")]
    [InlineData("300CA20A3008160661747465737400", "octets behind the sequence")]
    [InlineData("300CA20A30080C06617474657374", "a name that is no IA5String")]
    [InlineData("300EA00C300A160661747465737416", "a length that does not add up")]
    public void TryRead_OfAFalseEncoding_IsMalformed(string hex, string fault)
    {
        var extensions = Read(Oids.EnhancedJwtClaimConstraints, hex);
        Assert.NotEmpty(fault);
        Assert.Null(extensions.ClaimConstraints);
        Assert.Equal([Oids.EnhancedJwtClaimConstraints], extensions.Malformed);
    }

    [Fact]
    public void TryRead_WithABaseClaimExcluded_TreatsTheExtensionAsAbsent()
    {
        // mustExclude iat (RFC 9118 section 3).
        var extensions = Read(Oids.EnhancedJwtClaimConstraints, "3009A20730051603696174");
        Assert.Null(extensions.ClaimConstraints);
        Assert.Empty(extensions.Malformed);
    }

    [Fact]
    public void TryRead_OfTheOlderExtension_KnowsNoMustExclude() =>
        Assert.Equal([Oids.JwtClaimConstraints], Read(Oids.JwtClaimConstraints, "300CA20A30081606617474657374").Malformed);

    [Fact]
    public void TryRead_OfBothExtensions_IsMalformed() =>
        Assert.Equal(
            [Oids.EnhancedJwtClaimConstraints],
            CertificateForm.Leaf()
                .With(Oids.JwtClaimConstraints, "300CA00A30081606617474657374")
                .With(Oids.EnhancedJwtClaimConstraints, Sample)
                .Sign()
                .Extensions.Malformed);

    [Theory]
    [InlineData("confidence=high", null)]
    [InlineData("confidence=medium", null)]
    [InlineData("confidence=low", "does not permit")]
    [InlineData("confidence={\"level\":5}", "does not permit")]
    [InlineData("other=high", "demands")]
    [InlineData("confidence=high,priority=1", "excludes")]
    public void FindViolation_OfClaims_NamesTheRuleThatTheyBreak(string claims, string? breach)
    {
        var constraints = Read(Oids.EnhancedJwtClaimConstraints, Sample).ClaimConstraints!;
        var found = constraints.FindViolation(Claims(claims));
        Assert.Equal(breach is null, found is null);
        Assert.Contains(breach ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void FindViolation_WhereAPermittedClaimIsAbsent_IsNone()
    {
        var permittedOnly = Read(Oids.EnhancedJwtClaimConstraints, Sample).ClaimConstraints! with { MustInclude = [] };
        Assert.Null(permittedOnly.FindViolation(Claims("iat=1")));
    }

    private static Dictionary<string, string> Claims(string text) =>
        text.Split(',').Select(claim => claim.Split('=')).ToDictionary(claim => claim[0], claim => claim[1], StringComparer.Ordinal);

    private static CertificateExtensions Read(string oid, string hex) => CertificateForm.Leaf().With(oid, hex).Sign().Extensions;
}
