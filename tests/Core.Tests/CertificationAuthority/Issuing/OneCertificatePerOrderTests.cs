using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>One certificate for an order, under concurrent requests and faults at every step.</summary>
public sealed class OneCertificatePerOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_GivesAPublishedChainThatKeepsEveryRule()
    {
        var world = await IssuanceWorld.NewAsync();
        var issued = (await world.NewIssuance().IssueAsync(world.Order(), Token)).Value;
        var leaf = issued.Certificate;

        Assert.Equal("C=US, O=Example Telephone, CN=SHAKEN 1234", leaf.Subject.ToString());
        Assert.Empty(CertificateLinter.Lint(leaf, LintProfile.UnitedStates));
        Assert.InRange(leaf.SerialNumber.Length, 18, 20);
        Assert.Equal(world.Time.GetUtcNow().AddMinutes(-5), leaf.NotBefore);
        Assert.Equal(world.Options.Life - TimeSpan.FromSeconds(1), leaf.NotAfter - leaf.NotBefore);
        Assert.Equal($"https://cr.example/certificates/{leaf.Fingerprint}.pem", issued.Url);
        Assert.True(TrustedRoot.TryCreate(world.Hierarchy.Root.Certificate, out var root, out _));
        Assert.NotNull(await world.Repository.FindAsync(leaf.Fingerprint, Token));
        Assert.True(new ChainValidator([root]).Validate(issued.Chain, world.Time.GetUtcNow(), LeafPurpose.StiEndEntity).IsSuccess);
        await SameEverywhereAsync(world, issued);
    }

    [Fact]
    public async Task Issue_SixteenTimesAtOnce_OnTwoInstances_GivesOneCertificate()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = world.Order();
        CertificateIssuance[] instances = [world.NewIssuance(), world.NewIssuance()];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => instances[number % 2].IssueAsync(order, Token).AsTask()));

        Assert.Single(outcomes.Select(outcome => outcome.Value.Certificate.Fingerprint).Distinct());
        Assert.Single(await world.PublishedAsync());
        await SameEverywhereAsync(world, outcomes[0].Value);

        // Issuance is logged once, by the request whose signature counts.
        var serial = outcomes[0].Value.Certificate.SerialNumberText;
        var line = Assert.Single(world.Log.All);
        Assert.Equal((LogLevel.Information, 3001), (line.Level, line.Id));
        Assert.All((string[])[serial, "US/1234", "account-1", "order-1"], text => Assert.Contains(text, line.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Issue_AfterAFaultAtAnyCallOfTheStore_GivesTheOneCertificate(FaultMoment moment)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var world = await IssuanceWorld.NewAsync();
            var order = world.Order();
            world.Store.FailAt(call, moment);
            try
            {
                await world.NewIssuance().IssueAsync(order, Token);
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            world.Store.Heal();
            var seen = await world.PublishedAsync();
            var reserved = (await world.Issued.FindAsync(order.OrderId, Token))?.Document;
            var issued = (await world.NewIssuance().IssueAsync(order, Token)).Value;

            // What anybody could see before is what there is now, and a serial number that was settled is the one that is used.
            Assert.All(seen, id => Assert.Equal(issued.Certificate.Fingerprint, id));
            if (reserved is not null) Assert.Equal(CertificateSerial.From(reserved.Serial).ToString(), issued.Certificate.SerialNumberText);
            Assert.Equal([issued.Certificate.Fingerprint], await world.PublishedAsync());
            await SameEverywhereAsync(world, issued);
        }

        Assert.InRange(faults, 8, 100);
    }

    [Fact]
    public async Task Issue_WhenTheKeyFails_IsTakenUpAgain_WithTheSameSerial()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = world.Order();
        await StopAtTheKeyAsync(world, order);
        var settled = (await world.Issued.FindAsync(order.OrderId, Token))!.Value.Document;
        Assert.Null(await world.Issued.FindByOrderAsync(order.OrderId, Token));
        Assert.Empty(await world.PublishedAsync());

        world.Time.Advance(TimeSpan.FromHours(1));
        var leaf = (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate;
        Assert.Equal(CertificateSerial.From(settled.Serial).ToString(), leaf.SerialNumberText);
        Assert.Equal((settled.NotBefore, settled.NotAfter), (leaf.NotBefore, leaf.NotAfter));
    }

    [Fact]
    public async Task Issue_OfAnOrderWhoseTimeIsOver_BeginsAnew()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = world.Order();
        await StopAtTheKeyAsync(world, order);
        world.Time.Advance(world.Options.Life + TimeSpan.FromDays(1));
        var leaf = (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate;
        Assert.True(leaf.IsValidAt(world.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Issue_WithAGeneratorThatRepeatsItself_SignsNothing()
    {
        var world = await IssuanceWorld.NewAsync();
        world.IsStuck = true;
        var issuance = world.NewIssuance();
        Assert.True((await issuance.IssueAsync(world.Order(), Token)).IsSuccess);
        await Assert.ThrowsAsync<CryptographicException>(() => issuance.IssueAsync(world.Order(id: "order-2"), Token).AsTask());
        Assert.Single(await world.PublishedAsync());
    }

    [Fact]
    public async Task Issue_WhileTheClockIsBehindTheIssuer_BeginsWithTheIssuer()
    {
        var world = await IssuanceWorld.NewAsync(now: Hierarchy.Start.AddDays(-3));
        var leaf = (await world.NewIssuance().IssueAsync(world.Order(), Token)).Value.Certificate;
        Assert.Equal(Hierarchy.Start, leaf.NotBefore);
        Assert.True(leaf.NotAfter > leaf.NotBefore);
    }

    [Fact]
    public async Task TheListOfAnAccount_HasItsCertificatesAlone()
    {
        var world = await IssuanceWorld.NewAsync();
        var issuance = world.NewIssuance();
        Assert.True((await issuance.IssueAsync(world.Order(id: "order-1", account: "account-1"), Token)).IsSuccess);
        Assert.True((await issuance.IssueAsync(world.Order(id: "order-2", account: "account-2"), Token)).IsSuccess);
        var page = await world.Issued.ListByAccountAsync("account-2", continuation: null, 10, Token);
        Assert.Equal(["order-2"], page.Certificates.Select(issued => issued.OrderId));
        Assert.Null(await world.Issued.FindByFingerprintAsync(new string('0', 64), Token));
    }

    private static async Task StopAtTheKeyAsync(IssuanceWorld world, IssuanceOrder order)
    {
        var works = world.Authority;
        world.Authority = new CertificateAuthority(works.Certificate, new DeadKey(works.Certificate));
        await Assert.ThrowsAsync<CryptographicException>(() => world.NewIssuance().IssueAsync(order, Token).AsTask());
        world.Authority = works;
    }

    private static async Task SameEverywhereAsync(IssuanceWorld world, IssuedCertificate issued)
    {
        var fingerprint = issued.Certificate.Fingerprint;
        Assert.Equal(fingerprint, (await world.Issued.FindByOrderAsync(issued.OrderId, Token))?.Certificate.Fingerprint);
        Assert.Equal(issued.OrderId, (await world.Issued.FindByFingerprintAsync(fingerprint, Token))?.OrderId);
        Assert.Equal([fingerprint], (await world.Issued.ListByAccountAsync(issued.AccountId, continuation: null, 10, Token)).Certificates.Select(one => one.Certificate.Fingerprint));
    }

    /// <summary>A vault that is down.</summary>
    private sealed class DeadKey(StiCertificate certificate) : ISigningKey
    {
        public ECParameters PublicKey { get; } = certificate.PublicKey.TryToP256(out var key) ? key.Parameters : throw new ArgumentException("No key.", nameof(certificate));

        public ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) => throw new CryptographicException("The vault does not answer.");
    }
}
