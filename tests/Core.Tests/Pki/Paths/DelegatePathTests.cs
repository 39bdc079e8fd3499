using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Paths;

/// <summary>Paths of delegates (RFC 9060): each list lies within the one above it, and one is above the leaf.</summary>
public sealed class DelegatePathTests
{
    private const string Block = "12155550100+100";

    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Block, Block, true)]
    [InlineData(Block, "12155550100", true)]
    [InlineData(Block, "12155550199", true)]
    [InlineData(Block, "12155550099", false)]
    [InlineData(Block, "12155550200", false)]
    [InlineData("12155550101+99", Block, false)]
    [InlineData("12155550100+99", Block, false)]
    [InlineData("12155550100+50 12155550150+50", Block, true)]
    [InlineData("12155550100+60 12155550150+50", Block, true)]
    [InlineData("12155550100+99 12155550199", Block, true)]
    [InlineData("12155550100+50 12155550151+49", Block, false)]
    [InlineData(Block, "12155550100+60 12155550150+50", true)]
    [InlineData("0100+100", "0100+100", true)]
    [InlineData("0100+100", "100+100", false)]
    [InlineData("100+100", "0100+100", false)]
    [InlineData("9900+100", "9999", true)]
    [InlineData("9900+99", "9900+100", false)]
    [InlineData("0100+100 9900+100", "0100+100 9900+100", true)]
    [InlineData("000000000000000+1000000000000000", "121555501000000+1000", true)]
    [InlineData("000000000000000+1000000000000000", Block, false)]
    [InlineData("*67#", "*67#", true)]
    [InlineData("*67#", "*68#", false)]
    [InlineData(Block, "spc:1234 12155550100", false)]
    [InlineData("spc:1234 " + Block, "spc:1234 12155550100", true)]
    [InlineData("spc:1234", "spc:5678 12155550100", false)]
    public void Validate_ListOfTheLeaf_LiesWithinTheListAbove(string above, string list, bool isWithin) =>
        Assert.Equal(
            isWithin ? null : ChainFailure.TnAuthListExceeded, FailureOf(DelegateForms.Leaf(list), DelegateForms.ProviderCa(above)));

    [Theory]
    [InlineData("12155550100+0")]
    [InlineData("12155550100+1")]
    [InlineData("000000000000000+1000000000000001")]
    [InlineData("9900+101")]
    [InlineData("*100+2")]
    public void Validate_BlockThatIsNone_GivesNoAuthority(string list)
    {
        Assert.Equal(ChainFailure.NoTnAuthList, FailureOf(DelegateForms.Leaf(list), DelegateForms.ProviderCa("spc:1234")));
        Assert.Equal(
            ChainFailure.ExtensionNotUnderstood, FailureOf(DelegateForms.Leaf("12155550100"), DelegateForms.ProviderCa(list)));
    }

    [Theory]
    [InlineData("9900+100", true)]
    [InlineData("000000000000000+1000000000000000", true)]
    [InlineData("0100+100", false)]
    public void Validate_BlockThatEndsOnAllNines_IsAcceptedWithAFinding(string list, bool isFound)
    {
        var chain = Judge(DelegateForms.Leaf(list), DelegateForms.ProviderCa("spc:1234 " + list)).Value;
        Assert.Equal(isFound, chain.Findings.Any(finding => finding.Kind == FindingKind.RangeEndsOnTheLastNumber));
    }

    [Fact]
    public void Validate_ParentWithoutATnAuthList_IsRefused()
    {
        var plain = DelegateForms.ProviderCa("spc:1234").Without(Oids.TnAuthList);
        Assert.Equal(ChainFailure.IssuerWithoutTnAuthList, FailureOf(DelegateForms.Leaf("12155550100"), plain));
        Assert.Equal(ChainFailure.IssuerWithoutTnAuthList, FailureOf(DelegateForms.Leaf("spc:1234 12155550100"), plain));
        Assert.Null(FailureOf(DelegateForms.Leaf("spc:1234"), plain));
    }

    [Fact]
    public void Validate_ParentOutsideItsValidity_IsRefused()
    {
        var parent = DelegateForms.ProviderCa("spc:1234");
        Assert.Equal(
            ChainFailure.Expired, FailureOf(DelegateForms.Leaf("12155550100"), parent with { NotAfter = At.AddSeconds(-1) }));
        Assert.Equal(
            ChainFailure.NotYetValid, FailureOf(DelegateForms.Leaf("12155550100"), parent with { NotBefore = At.AddSeconds(1) }));
    }

    [Fact]
    public void Validate_MissingKeyIdentifier_IsRefusedForDelegatesAtEveryLevel()
    {
        var (leaf, parent, sti) = (DelegateForms.Leaf("12155550100"), DelegateForms.ProviderCa("spc:1234"), DelegateForms.StiCa());
        CertificateForm[][] chains =
        [
            [leaf.Without(Oids.AuthorityKeyIdentifier), parent, sti],
            [leaf, parent.Without(Oids.SubjectKeyIdentifier), sti],
            [leaf, parent.Without(Oids.AuthorityKeyIdentifier), sti],
            [leaf, parent, sti.Without(Oids.SubjectKeyIdentifier)],
            [leaf, parent, sti.Without(Oids.AuthorityKeyIdentifier)],
        ];
        Assert.All(chains, chain => Assert.Equal(ChainFailure.KeyIdentifierMissing, FailureOf(chain)));
        var provider = DelegateForms.Leaf("spc:1234").Without(Oids.AuthorityKeyIdentifier);
        Assert.Null(FailureOf(provider, parent));
    }

    [Fact]
    public void Validate_KeyIdentifierOfAnotherIssuer_IsRefused() => Assert.Equal(
        ChainFailure.Untrusted,
        FailureOf(
            DelegateForms.Leaf("12155550100").With(Oids.AuthorityKeyIdentifier, $"30168014{9:X40}"), DelegateForms.ProviderCa("spc:1234")));

    [Theory]
    [InlineData("spc:1234", "12155550100", "1234", "12155550100")]
    [InlineData("spc:1234 spc:5678", "12155550100", "1234 5678", "12155550100")]
    [InlineData("spc:1234 12155550100+10", "12155550100+10", "1234", "")]
    [InlineData("spc:1234 12155550100+10", "12155550105+10", "1234", "12155550110+5")]
    [InlineData("12155550100+10", "12155550100", "", "")]
    [InlineData("spc:1234", "spc:1234", "", "")]
    public void Validate_NumbersBelowACode_TellsWhoLentThem(string above, string list, string lenders, string byCode)
    {
        var authority = Judge(DelegateForms.Leaf(list), DelegateForms.ProviderCa(above)).Value.Authority!;
        Assert.Equal(lenders, string.Join(' ', authority.Lenders.Select(code => code.Value)));
        var expected = Convert.FromHexString(DelegateForms.ListHex(byCode));
        Assert.Equal(
            TnAuthListDer.TryRead(expected, out var numbers) ? numbers.ToNumberSet() : NumberSet.Empty,
            authority.ByCode.Aggregate(NumberSet.Empty, (set, step) => set.Union(step.Numbers)));
        Assert.Equal(byCode.Length > 0, authority.Findings.Any(finding => finding.Kind == FindingKind.DelegationByCodeNotChecked));
    }

    [Fact]
    public void Validate_LeafWithItsListAtAUrl_IsRefusedWithoutTheList()
    {
        var leaf = DelegateForms.Leaf("12155550100").ByReference("https://a.example/list");
        Assert.Equal(ChainFailure.NoTnAuthList, FailureOf(leaf, DelegateForms.ProviderCa("spc:1234")));
        var issuer = DelegateForms.ProviderCa("spc:1234").ByReference("https://a.example/list");
        var chain = Judge(DelegateForms.Leaf("12155550100"), issuer).Value;
        Assert.Equal(["https://a.example/list"], chain.Authority!.ListUrls);
        Assert.Contains(chain.Findings, finding => finding.Kind == FindingKind.ListByReferenceNotChecked);
    }

    private static ChainFailure? FailureOf(params CertificateForm[] forms) =>
        Judge(forms).TryGet(out _, out var refusal) ? null : refusal.Failure;

    private static Outcome<CertificateChain, ChainRefusal> Judge(params CertificateForm[] forms)
    {
        CertificateForm[] whole = forms.Length == 2 ? [.. forms, DelegateForms.StiCa()] : forms;
        return new ChainValidator([DelegateForms.Root()]).Validate(
            [.. whole.Select(form => form.Sign())], At, LeafPurpose.StiEndEntity);
    }
}
