using System.Text;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.Tests.Trust.Countries;

public sealed class TrustProposalFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_WhatWasWritten_SaysTheSame()
    {
        var world = await BorderWorld.NewAsync();
        var terms = BorderWorld.TermsOf(
            BorderWorld.Canada, new CountryTrust(TrustMechanism.Merge, AttestationCeiling.B), world.Other.PolicyAdministratorRoot);
        var octets = TrustProposalFile.Write(new TrustProposal([world.Own.Root, world.Other.Root], terms));
        Assert.True(TrustProposalFile.TryRead(octets, out var read, out var failure), failure);
        Assert.Equal(
            [world.Own.Root.Certificate.Fingerprint, world.Other.Root.Certificate.Fingerprint],
            read.Roots.Select(root => root.Certificate.Fingerprint));
        Assert.True(CountryTermsJson.AreSame(terms[BorderWorld.Canada], read.Countries![BorderWorld.Canada]));
        Assert.Equal(octets, TrustProposalFile.Write(read));
    }

    // Nothing is trusted by it, so that neither signature nor exp matters.
    [Fact]
    public async Task Read_TrustedCaList_IsAProposalOfItsRoots()
    {
        var world = await BorderWorld.NewAsync();
        var list = await world.Own.SignTrustListAsync(1, world.Time.GetUtcNow().AddDays(-1), "https://sti-pa.example/list.crt", Token);
        foreach (var file in new[] { list, $$"""{"status":"success","caList":"{{list}}"}""" })
        {
            Assert.True(TrustProposalFile.TryRead(Encoding.ASCII.GetBytes(file), out var read, out var failure), failure);
            Assert.Equal(world.Own.Root.Certificate.Fingerprint, Assert.Single(read.Roots).Certificate.Fingerprint);
            Assert.Null(read.Countries);
        }
    }

    [Theory]
    [InlineData("", "JWS")]
    [InlineData("<html>", "JWS")]
    [InlineData("{}", "caList")]
    [InlineData("""{"roots":7}""", "roots must be an array")]
    [InlineData("""{"roots":["AAAA"]}""", "root 0")]
    [InlineData("""{"roots":[],"countries":[]}""", "countries must be an object")]
    [InlineData("""{"roots":[],"countries":{"AB":{"mechanism":"merge"}}}""", "no ISO 3166-1")]
    [InlineData("""{"roots":[],"countries":{"CA":{"mechanism":"full"}}}""", "CA: mechanism")]
    public void Read_WrongFile_SaysWhichRuleItBreaks(string file, string rule)
    {
        Assert.False(TrustProposalFile.TryRead(Encoding.UTF8.GetBytes(file), out _, out var failure));
        if (rule != "JWS") Assert.Contains(rule, failure, StringComparison.Ordinal);
    }
}
