using Shaken.Core.Reputation.Folding;
using Shaken.Core.Reputation.Scoring;

namespace Shaken.Core.Tests.Reputation.Folding;

/// <summary>Pages of evidence as octets: one form, bounded, and nothing else is read.</summary>
public sealed class EvidencePageTests
{
    private const int Today = 739_000;
    private const double HalfLife = 14;

    private static readonly UInt128 One = UInt128.One;

    [Fact]
    public void Write_OfWhatIsRead_IsTheSame()
    {
        var page = EvidencePage.New();
        foreach (var (subject, reporter) in ((int, ulong)[])[(3, 9), (1, 7), (3, 2)])
            page.Add((UInt128)subject, Said(reporter, 2, 1), HalfLife);
        var octets = page.Write(Today, HalfLife);
        Assert.True(EvidencePage.TryRead(octets, out var again));
        Assert.Equal(octets, again.Write(Today, HalfLife));
        Assert.Equal([Said(2, 2, 1), Said(9, 2, 1)], again.Find((UInt128)3));
        Assert.Empty(again.Find((UInt128)2));
        Assert.Equal(octets.Length, again.Weight);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(37)]
    public void TryRead_OfACutPage_IsRefused(int length)
    {
        var page = EvidencePage.New();
        page.Add(One, Said(1, 1, 1), HalfLife);
        Assert.False(EvidencePage.TryRead(page.Write(Today, HalfLife).AsSpan(0, length), out _));
    }

    [Fact]
    public void Write_OfAFloodOfSubjects_KeepsThoseThatMoreReportersKnow()
    {
        var page = EvidencePage.New();
        const int Subjects = 20_000;
        page.Add(One, Said(2, 1, 0), HalfLife);
        page.Add(One, Said(3, 1, 0), HalfLife);
        for (var subject = 2; subject <= Subjects; subject++) page.Add((UInt128)subject, Said(1, subject / 1000f, 0), HalfLife);
        var octets = page.Write(Today, HalfLife);
        Assert.InRange(octets.Length, 1, EvidencePage.MaxOctets);
        Assert.True(EvidencePage.TryRead(octets, out var again));
        Assert.Equal(2, again.Find(One).Count);
        Assert.Single(again.Find((UInt128)9_999));
        Assert.Empty(again.Find((UInt128)11));
    }

    [Fact]
    public void Write_OfAFloodOfHeavySubjects_KeepsALightOneOfAnother()
    {
        var page = EvidencePage.New();
        page.Add(One, Said(2, 0.25f, 0), HalfLife);
        for (var subject = 2; subject <= 20_000; subject++) page.Add((UInt128)subject, Said(1, 0, 10), HalfLife);
        Assert.True(EvidencePage.TryRead(page.Write(Today, HalfLife), out var again));
        Assert.Single(again.Find(One));
    }

    [Fact]
    public void Write_OfTooManyReporters_KeepsTheHeaviest()
    {
        var page = EvidencePage.New();
        for (var reporter = 1; reporter <= EvidencePage.MaxReporters + 1; reporter++)
            page.Add(One, Said((ulong)reporter, reporter, 0), HalfLife);
        Assert.True(EvidencePage.TryRead(page.Write(Today, HalfLife), out var again));
        Assert.Equal(EvidencePage.MaxReporters, again.Find(One).Count);
        Assert.DoesNotContain(again.Find(One), one => one.Reporter.Value == 1);
    }

    [Fact]
    public void Write_OfWhatHasFaded_LeavesItOut()
    {
        var page = EvidencePage.New();
        page.Add(One, Said(1, 1, 0), HalfLife);
        Assert.Empty(page.Write(Today + 200, HalfLife));
    }

    private static ReporterEvidence Said(ulong reporter, float good, float bad) => new(new ReporterId(reporter), good, bad, Today);
}
