using System.Text.Json;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Paths;

public sealed class RealChainTests
{
    private static readonly IReadOnlyList<ChainCase> Cases = [.. File.ReadLines(RealCertificates.ChainsPath).Select(ChainCase.Parse)];

    public static TheoryData<string> Names => [.. Cases.Select(chain => chain.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Validate_OfARealChain_GivesItsExpectedVerdict(string name)
    {
        var expected = Assert.Single(Cases, chain => chain.Name == name);
        var all = RealCertificates.PickedSet.Select(real => real.Certificate).ToList();
        var leaf = Assert.Single(all, certificate => certificate.Fingerprint == expected.Leaf);
        var outcome = new ChainValidator(Roots(all)).Validate(
            [leaf, .. all.Where(ca => ca.IsCa && !ca.IsSelfIssued)], expected.At, LeafPurpose.StiEndEntity);

        if (outcome.TryGet(out var chain, out var refusal))
        {
            Assert.Equal(expected.Root, chain.Root.Certificate.Fingerprint);
            Assert.Equal(expected.Findings, chain.Findings.Select(finding => finding.Kind.ToString()).Distinct());
        }

        Assert.Equal(expected.Verdict, refusal?.Failure.ToString() ?? "Valid");
    }

    [Fact]
    public void Cases_CoverManyIssuersAndBothOutcomes()
    {
        Assert.InRange(Cases.Where(chain => chain.Verdict == "Valid").Select(chain => chain.Root).Distinct().Count(), 15, 19);
        Assert.Equal(5, Cases.Where(chain => chain.Verdict != "Valid").Select(chain => chain.Verdict).Distinct().Count());
    }

    private static List<TrustedRoot> Roots(IReadOnlyList<StiCertificate> all)
    {
        var roots = new List<TrustedRoot>();
        foreach (var certificate in all.Where(ca => ca.IsCa && ca.IsSelfIssued))
        {
            if (TrustedRoot.TryCreate(certificate, out var root, out var failure)) roots.Add(root);
            else Assert.Equal("the root names no ISO 3166-1 country in its subject", failure);
        }

        return roots;
    }

    private sealed record ChainCase(
        string Name, string Leaf, DateTimeOffset At, string Verdict, string? Root, IReadOnlyList<string> Findings)
    {
        public static ChainCase Parse(string line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            return new ChainCase(
                root.GetProperty("case").GetString()!,
                root.GetProperty("leaf").GetString()!,
                root.GetProperty("at").GetDateTimeOffset(),
                root.GetProperty("verdict").GetString()!,
                root.GetProperty("root").GetString(),
                [.. root.GetProperty("findings").EnumerateArray().Select(kind => kind.GetString()!)]);
        }
    }
}
