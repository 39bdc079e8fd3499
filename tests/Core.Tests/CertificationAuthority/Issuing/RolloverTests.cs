using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>A CA's key is replaced while orders are under way, and what every draft has whatever CA signs it.</summary>
public sealed class RolloverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OrderBegunUnderTheOldCa_FinishesUnderIt_AndTheNextBeginsUnderTheNew()
    {
        var (world, next) = (await IssuanceWorld.NewAsync(), await Hierarchy.NewAsync());
        var order = world.Order(id: "begun");
        await BeginAsync(world, order);

        var both = Issuance(world, AuthorityOf(next), AuthorityOf(world.Hierarchy));
        var old = (await both.IssueAsync(order, Token)).Value;
        Assert.True(LeadsTo(world.Hierarchy, old, world) && !LeadsTo(next, old, world));
        var fresh = (await both.IssueAsync(world.Order(id: "fresh"), Token)).Value;
        Assert.True(LeadsTo(next, fresh, world) && !LeadsTo(world.Hierarchy, fresh, world));
    }

    [Fact]
    public async Task OrderBegunUnderACaThatIsGone_BeginsAnew_AndStaysOneCertificate()
    {
        var (world, next) = (await IssuanceWorld.NewAsync(), await Hierarchy.NewAsync());
        var order = world.Order(id: "begun");
        await BeginAsync(world, order);
        var issued = (await Issuance(world, AuthorityOf(next)).IssueAsync(order, Token)).Value;
        Assert.True(LeadsTo(next, issued, world));
        Assert.Equal(issued.Certificate.Fingerprint, (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate.Fingerprint);
        Assert.Single(await world.PublishedAsync());
    }

    [Fact]
    public async Task CertificateOfTheOldCa_StaysTheOrders_WhenTheOldCaIsGone()
    {
        var (world, next) = (await IssuanceWorld.NewAsync(), await Hierarchy.NewAsync());
        var order = world.Order();
        var old = (await world.NewIssuance().IssueAsync(order, Token)).Value;
        Assert.Equal(old.Certificate.Fingerprint, (await Issuance(world, AuthorityOf(next)).IssueAsync(order, Token)).Value.Certificate.Fingerprint);
    }

    [Fact]
    public async Task Draft_HasWhatTheProfileWants_AndNothingIsStoredForIt()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = world.Order();
        var draft = (await world.NewIssuance().PreviewAsync(order, Token)).Value.Draft;
        Assert.Equal("C=US, O=Example Telephone, CN=SHAKEN 1234", draft.Subject.ToString());
        Assert.Equal((Hierarchy.Policy.PolicyOid, false, KeyUsages.DigitalSignature, Hierarchy.Policy.Crl), (draft.PolicyOid, draft.IsCa, draft.KeyUsage, draft.Crl));
        Assert.Equal(world.Authority.Certificate.Extensions.SubjectKeyIdentifier!.Value.ToArray(), draft.AuthorityKeyIdentifier.ToArray());
        Assert.Equal(order.Request.PublicKey.Q.X, draft.PublicKey.Q.X);
        Assert.Null(await world.Issued.FindAsync(order.OrderId, Token));
        Assert.Empty(await world.PublishedAsync());
    }

    [Fact]
    public async Task Subject_HasARandomSerialNumber_WhereTheProfileWantsOne()
    {
        var world = await IssuanceWorld.NewAsync();
        world.Options = world.Options with { HasSubjectSerialNumber = true };
        var issuance = world.NewIssuance();
        var numbers = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            var subject = (await issuance.IssueAsync(world.Order(id: $"order-{count}"), Token)).Value.Certificate.Subject;
            numbers.Add(subject.Values(Oids.NameSerialNumber).Single());
        }

        Assert.All(numbers, number => Assert.Matches("^[0-9A-F]{16}$", number));
        Assert.Equal(3, numbers.Distinct().Count());
    }

    [Fact]
    public async Task SerialNumbers_ArePositive_Random_AndOf20OctetsAtMost()
    {
        var world = await IssuanceWorld.NewAsync();
        var issuance = world.NewIssuance();
        var serials = new List<string>();
        for (var count = 0; count < 30; count++)
        {
            var certificate = (await issuance.IssueAsync(world.Order(id: $"order-{count}"), Token)).Value.Certificate;

            // 159 random bits: fewer than 16 octets would take 32 zeros at the front.
            Assert.InRange(certificate.SerialNumber.Length, 16, 20);
            Assert.InRange(certificate.SerialNumber.Span[0], 0, 0x7F);
            serials.Add(certificate.SerialNumberText);
        }

        Assert.Equal(30, serials.Distinct().Count());
    }

    private static IssuingAuthority AuthorityOf(Hierarchy hierarchy) => new(hierarchy.Intermediate, [hierarchy.Intermediate.Certificate]);

    private static CertificateIssuance Issuance(IssuanceWorld world, params IReadOnlyList<IssuingAuthority> authorities) =>
        new(world.Options, authorities, world.Issued, world.Compromised, world.Revoke, world, world.Repository, world.Store, world.Time,
            world, world.Log);

    // Serial number and validity are written down, and the old CA's key answers no more.
    private static async Task BeginAsync(IssuanceWorld world, IssuanceOrder order)
    {
        var silent = new CertificateAuthority(world.Hierarchy.Intermediate.Certificate, new SilentKey(world.Hierarchy.Intermediate.Certificate));
        var issuance = Issuance(world, new IssuingAuthority(silent, [world.Hierarchy.Intermediate.Certificate]));
        await Assert.ThrowsAsync<TimeoutException>(() => issuance.IssueAsync(order, Token).AsTask());
        Assert.NotNull(await world.Issued.FindAsync(order.OrderId, Token));
        Assert.Null(await world.Issued.FindByOrderAsync(order.OrderId, Token));
    }

    private static bool LeadsTo(Hierarchy hierarchy, IssuedCertificate issued, IssuanceWorld world) =>
        TrustedRoot.TryCreate(hierarchy.Root.Certificate, out var root, out _) && new ChainValidator([root]).Validate(issued.Chain, world.Time.GetUtcNow(), LeafPurpose.StiEndEntity).IsSuccess;

    private sealed class SilentKey(StiCertificate certificate) : ISigningKey
    {
        public System.Security.Cryptography.ECParameters PublicKey { get; } =
            certificate.PublicKey.TryToP256(out var key) ? key.Parameters : throw new ArgumentException("Not on P-256.", nameof(certificate));

        public ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) => throw new TimeoutException("The vault does not answer.");
    }
}
