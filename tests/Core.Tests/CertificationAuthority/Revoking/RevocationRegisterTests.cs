using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CertificationAuthority.Revoking;

public sealed class RevocationRegisterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoke_Twice_LeavesTheFirstOne()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync();
        var first = await world.RevokeAsync(leaf);
        var again = await world.Register.RevokeAsync(RevocationNotice.Of(leaf, RevocationReason.Superseded, "another"), Token);
        Assert.Equal(RevocationFailure.AlreadyRevoked, again.Failure.Reason);
        var found = await world.Register.FindAsync(leaf.Issuer, leaf.SerialNumber, Token);
        Assert.NotNull(found);
        Assert.Equal((RevocationReason.KeyCompromise, "test", first.RevokedAt, leaf.NotAfter), (found.Reason, found.RevokedBy, found.RevokedAt, found.NotAfter));
        Assert.True(found.Issuer.Der.Span.SequenceEqual(leaf.Issuer.Der.Span));
        Assert.Null(await world.Register.FindAsync(leaf.Subject, leaf.SerialNumber, Token));
    }

    [Fact]
    public async Task ListPage_ToTheEnd_HasEachEntryOnceAndNoReleasedHold()
    {
        var world = await CrlWorld.NewAsync();
        var revoked = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 7; i++) revoked.Add((await world.RevokeAsync(await world.LeafAsync())).Id);
        var held = await world.LeafAsync();
        await world.RevokeAsync(held, RevocationReason.CertificateHold);
        await world.Register.ReleaseAsync(held.Issuer, held.SerialNumber, Token);

        var (found, cursor, pages) = (new List<string>(), (string?)null, 0);
        do
        {
            var page = await world.Register.ListPageAsync(cursor, 3, Token);
            Assert.NotNull(page);
            Assert.InRange(page.Entries.Count, 0, 3);
            found.AddRange(page.Entries.Select(entry => entry.Id));
            cursor = page.Cursor;
            Assert.InRange(++pages, 1, 20);
        }
        while (cursor is not null);
        Assert.Equal(revoked.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        foreach (var malformed in (string[])["", "x", "256.", "1"]) Assert.Null(await world.Register.ListPageAsync(malformed, 3, Token));
    }

    [Fact]
    public async Task Release_HeldCertificate_IsGoodUntilItIsRevoked()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync();
        Assert.False(await world.Register.ReleaseAsync(leaf.Issuer, leaf.SerialNumber, Token));
        await world.RevokeAsync(leaf, RevocationReason.CertificateHold);
        var held = await world.PublishAsync();
        Assert.Equal(RevocationReason.CertificateHold, CrlWorld.Index(held.Der).Find(leaf)!.Value.Reason);
        Assert.True(await world.Register.ReleaseAsync(leaf.Issuer, leaf.SerialNumber, Token));
        Assert.True(await world.Register.ReleaseAsync(leaf.Issuer, leaf.SerialNumber, Token));
        Assert.Null(await world.Register.FindAsync(leaf.Issuer, leaf.SerialNumber, Token));
        Assert.Null(CrlWorld.Index((await world.PublishAsync()).Der).Find(leaf));

        // A list of before the release, found after a restore, does not bring the hold back.
        Assert.Equal(0, await world.Register.TakeOverAsync(CrlWorld.Read(held.Der), Token));
        Assert.Null(await world.Register.FindAsync(leaf.Issuer, leaf.SerialNumber, Token));
        await world.RevokeAsync(leaf);
        Assert.False(await world.Register.ReleaseAsync(leaf.Issuer, leaf.SerialNumber, Token));
    }

    [Fact]
    public async Task Revoke_HeldCertificate_TakesTheHoldsPlace()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync();
        await world.RevokeAsync(leaf, RevocationReason.CertificateHold);
        var again = RevocationNotice.Of(leaf, RevocationReason.CertificateHold, "another");
        Assert.Equal(RevocationFailure.AlreadyRevoked, (await world.Register.RevokeAsync(again, Token)).Failure.Reason);
        await world.RevokeAsync(leaf);
        var found = await world.Register.FindAsync(leaf.Issuer, leaf.SerialNumber, Token);
        Assert.Equal((RevocationReason.KeyCompromise, false), (found!.Reason, found.IsHeld));
        Assert.Equal(RevocationFailure.AlreadyRevoked, (await world.Register.RevokeAsync(again, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Revoke_ByManyAtOnce_SucceedsOnce()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(number =>
            Task.Run(() => world.Register.RevokeAsync(RevocationNotice.Of(leaf, RevocationReason.KeyCompromise, $"{number}"), Token).AsTask())));
        Assert.Single(outcomes, outcome => outcome.IsSuccess);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("80")]
    [InlineData("000102030405060708090A0B0C0D0E0F1011121314150102")]
    public async Task Revoke_OfNoSerialNumber_IsRefused(string serial)
    {
        var world = await CrlWorld.NewAsync();
        var notice = new RevocationNotice(Hierarchy.Policy.Crl.Issuer, Convert.FromHexString(serial), Hierarchy.End, RevocationReason.Unspecified, "test");
        Assert.Equal(RevocationFailure.SerialNotAllowed, (await world.Register.RevokeAsync(notice, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Revoke_TakesNothingBackAndNothingFromTheFuture()
    {
        var world = await CrlWorld.NewAsync();
        var notice = new RevocationNotice(Hierarchy.Policy.Crl.Issuer, new byte[] { 1 }, Hierarchy.End, RevocationReason.RemoveFromCrl, "test");
        Assert.Equal(RevocationFailure.ReasonNotAllowed, (await world.Register.RevokeAsync(notice, Token)).Failure.Reason);
        var early = notice with { Reason = RevocationReason.Unspecified, RevokedAt = world.Time.GetUtcNow().AddHours(1) };
        Assert.Equal(RevocationFailure.MomentNotAllowed, (await world.Register.RevokeAsync(early, Token)).Failure.Reason);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", false)]
    [InlineData("1949-12-31T23:59:59Z", false)]
    [InlineData("1950-01-01T00:00:00Z", true)]
    [InlineData("1970-01-01T00:00:00Z", true)]
    public async Task Revoke_AtAMomentThatNoListCanSay_IsRefused(string revokedAt, bool isTaken)
    {
        var world = await CrlWorld.NewAsync();
        var json = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"issuer":"{{Convert.ToBase64String(Hierarchy.Policy.Crl.Issuer.Der.Span)}}","serial":"01","reason":"superseded","revokedAt":"{{revokedAt}}","notAfter":"2027-01-01T00:00:00Z"}""");
        Assert.True(RevocationReport.TryRead(json, out var notice, out var failure), failure);
        var outcome = await world.Register.RevokeAsync(notice, Token);
        Assert.Equal((isTaken, isTaken ? null : RevocationFailure.MomentNotAllowed), (outcome.IsSuccess, outcome.IsSuccess ? null : (RevocationFailure?)outcome.Failure.Reason));
        Assert.True((await world.Publisher().PublishAsync(isForced: true, Token)).IsSuccess);
    }

    [Fact]
    public async Task Revoke_OfACertificateThatNeverExpires_IsTaken()
    {
        var world = await CrlWorld.NewAsync();
        var never = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        var notice = new RevocationNotice(Hierarchy.Policy.Crl.Issuer, new byte[] { 1 }, never, RevocationReason.Superseded, "test");
        Assert.True((await world.Register.RevokeAsync(notice, Token)).IsSuccess);
        for (var round = 0; round < 2; round++) Assert.Equal(1, CrlWorld.Index((await world.PublishAsync()).Der).Count);
    }

    [Theory]
    [InlineData("2027-01-01T00:00:00Z", true)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    public async Task Report_OfACertificateThatNeverExpires_IsKeptForFortyYears_AndNotForGood(string notAfter, bool isKept)
    {
        var world = await CrlWorld.NewAsync();
        var reports = new TakeRevocationReports(ApiKeys<RevocationReporter>.None, world.Register, world.Time);
        var reporter = new RevocationReporter("ca-1", [Hierarchy.Policy.Crl.Issuer]);
        var json = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"issuer":"{{Convert.ToBase64String(Hierarchy.Policy.Crl.Issuer.Der.Span)}}","serial":"01","reason":"superseded","revokedAt":"2020-01-01T00:00:00Z","notAfter":"{{notAfter}}"}""");
        Assert.Equal(ReportResult.Registered, (await reports.TakeAsync(reporter, json, Token)).Result);
        var entry = await world.Register.FindAsync(Hierarchy.Policy.Crl.Issuer, new byte[] { 1 }, Token);
        Assert.NotNull(entry);
        var latest = world.Time.GetUtcNow().AddDays(40 * 366);
        Assert.Equal(isKept ? DateTimeOffset.Parse(notAfter, System.Globalization.CultureInfo.InvariantCulture) : latest, entry.NotAfter);
        Assert.Equal(1, await world.Records.RemoveExpiredAsync(RevocationRegister.Table, latest.AddDays(401), 10, Token));
    }

    [Fact]
    public async Task Find_OfASerialNumberWithSuperfluousZeros_IsTheSame()
    {
        var world = await CrlWorld.NewAsync();
        var notice = new RevocationNotice(Hierarchy.Policy.Crl.Issuer, new byte[] { 0, 0, 0x81 }, Hierarchy.End, RevocationReason.Unspecified, "test");
        Assert.Equal("0081", (await world.Register.RevokeAsync(notice, Token)).Value.SerialText);
        Assert.NotNull(await world.Register.FindAsync(notice.Issuer, new byte[] { 0, 0x81 }, Token));
    }

    [Fact]
    public async Task List_GivesEachEntryOnce_FromManyPartitions()
    {
        var world = await CrlWorld.NewAsync();
        for (var number = 0; number < 3000; number++)
        {
            var entry = world.Entry(number);
            Assert.True((await world.Register.RevokeAsync(new RevocationNotice(entry.Issuer, entry.Serial, entry.NotAfter, entry.Reason, "test"), Token)).IsSuccess);
        }

        var serials = new HashSet<string>();
        var issuers = new HashSet<DistinguishedName>(ReferenceEqualityComparer.Instance);
        await foreach (var entry in world.Register.ListAsync(Token))
        {
            Assert.True(serials.Add(entry.SerialText));
            issuers.Add(entry.Issuer);
        }

        Assert.Equal(3000, serials.Count);
        Assert.Single(issuers);
    }

    [Fact]
    public async Task Outbox_KeepsAReportUntilItIsAcknowledged()
    {
        var world = await CrlWorld.NewAsync();
        var outbox = new RevocationOutbox(world.Records);
        var register = new RevocationRegister(world.Records, world.Time, outbox);
        var leaf = await world.LeafAsync();
        var notice = RevocationNotice.Of(leaf, RevocationReason.CessationOfOperation, "operator");
        Assert.True((await register.RevokeAsync(notice, Token)).IsSuccess);
        Assert.False((await register.RevokeAsync(notice, Token)).IsSuccess);

        var administrator = new Reports();
        foreach (var answer in (ReportAnswer[])[ReportAnswer.Unreachable, ReportAnswer.Refused, ReportAnswer.Acknowledged, ReportAnswer.Acknowledged])
        {
            administrator.Answer = answer;
            await outbox.SendAsync(administrator, Token);
        }

        Assert.Equal(3, administrator.Sent.Count);
        Assert.True(RevocationReport.TryRead(administrator.Sent[^1], out var report, out var failure), failure);
        Assert.Equal((RevocationReason.CessationOfOperation, leaf.NotAfter, Convert.ToHexString(leaf.SerialNumber.Span)), (report.Reason, report.CertificateNotAfter, Convert.ToHexString(report.Serial.Span)));
        Assert.True(report.Issuer.Der.Span.SequenceEqual(leaf.Issuer.Der.Span));
    }

    private sealed class Reports : IRevocationReports
    {
        public ReportAnswer Answer { get; set; }

        public List<ReadOnlyMemory<byte>> Sent { get; } = [];

        public ValueTask<ReportAnswer> SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        {
            Sent.Add(json);
            return new(Answer);
        }
    }
}
