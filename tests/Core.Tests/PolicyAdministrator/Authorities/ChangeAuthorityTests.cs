using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Authorities;

public sealed class ChangeAuthorityTests
{
    private const string Administrator = "https://pa.example";

    private readonly ManualTime _time = new();
    private IRecords _records = new MemoryRecords();
    private int _requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApprovedAuthorities Authorities => new(_records, _time);

    private AuditLog Audit => new(_records, _time);

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task Approve_RootWithProof_IsListedAndAudited()
    {
        var authority = (await ApproveAsync(await ApplicationAsync(SoftwareKey.New()))).Value;
        Assert.Equal((AuthorityState.Approved, 2L), (authority.State, authority.Revision));
        Assert.Equal(authority.Id, Assert.Single(await Authorities.GetAsync(Token)).Certificate.Fingerprint);
        var entry = (await Audit.FindAsync(1, Token))!;
        Assert.Equal(("authority-applied", $"authority:{authority.Id}"), (entry.Act.Action, entry.Act.Subject.ToString()));
        Assert.Contains(new AuditChange("state", null, "applied"), entry.Act.Changes);
        entry = (await Audit.FindAsync(2, Token))!;
        Assert.Equal("authority-approved", entry.Act.Action);
        Assert.Contains(new AuditChange("state", "applied", "approved"), entry.Act.Changes);
        _time.Advance(authority.Root.Certificate.NotAfter - _time.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.Empty(await Authorities.GetAsync(Token));
    }

    [Fact]
    public async Task Move_ThroughALife_TakesTheRootOffTheListAndPutsItBack()
    {
        var key = SoftwareKey.New();
        var authority = (await ApproveAsync(await ApplicationAsync(key))).Value;
        authority = await MoveAsync(authority, AuthorityState.Suspended);
        Assert.Empty(await Authorities.GetAsync(Token));
        authority = await MoveAsync(authority, AuthorityState.Approved);
        Assert.Single(await Authorities.GetAsync(Token));
        authority = await MoveAsync(authority, AuthorityState.Removed);
        Assert.Empty(await Authorities.GetAsync(Token));
        Assert.Equal(
            AuthorityFailure.MoveNotLegal,
            (await Change().MoveAsync(authority.Id, 5, AuthorityState.Approved, Act(), Token)).Failure.Failure);
        Assert.Equal(
            AuthorityFailure.RevisionDiffers,
            (await Change().MoveAsync(authority.Id, 3, AuthorityState.Approved, Act(), Token)).Failure.Failure);
        Assert.Equal(
            AuthorityFailure.NotFound,
            (await Change().MoveAsync(new string('0', 64), 1, AuthorityState.Removed, Act(), Token)).Failure.Failure);
        Assert.Equal(
            AuthorityFailure.NotFound, (await Change().MoveAsync("../x", 1, AuthorityState.Removed, Act(), Token)).Failure.Failure);
        Assert.Equal(5, (await Audit.VerifyAsync(anchor: null, Token)).Last!.Number);
    }

    [Fact]
    public async Task Approve_RootThatIsThere_IsRefusedUntilItIsRemoved()
    {
        var application = await ApplicationAsync(SoftwareKey.New());
        var act = Act();
        var authority = (await Change().ApplyAsync(application, act, Token)).Value;
        Assert.Equal(1, (await Change().ApplyAsync(application, act, Token)).Value.Revision);
        Assert.Empty(await Authorities.GetAsync(Token));
        Assert.Equal(AuthorityFailure.IsThere, (await ApproveAsync(application)).Failure.Failure);
        await MoveAsync(authority, AuthorityState.Removed);
        var again = (await ApproveAsync(application)).Value;
        Assert.Equal((AuthorityState.Approved, 4L), (again.State, again.Revision));
    }

    [Fact]
    public async Task Move_SameOperatorWhereTwoAreNeeded_IsRefused()
    {
        var change = Change(needsTwo: true);
        var applied = (await change.ApplyAsync(await ApplicationAsync(SoftwareKey.New()), Act(), Token)).Value;
        var refused = await change.MoveAsync(applied.Id, 1, AuthorityState.Approved, Act(), Token);
        Assert.Equal(AuthorityFailure.AnotherOperatorNeeded, refused.Failure.Failure);
        Assert.Empty(await Authorities.GetAsync(Token));
        Assert.True((await change.MoveAsync(applied.Id, 1, AuthorityState.Approved, Act("bob"), Token)).IsSuccess);

        // One is enough to take it off the list, and again two to put it back.
        Assert.True((await change.MoveAsync(applied.Id, 2, AuthorityState.Suspended, Act("bob"), Token)).IsSuccess);
        refused = await change.MoveAsync(applied.Id, 3, AuthorityState.Approved, Act("bob"), Token);
        Assert.Equal(AuthorityFailure.AnotherOperatorNeeded, refused.Failure.Failure);
        Assert.True((await change.MoveAsync(applied.Id, 3, AuthorityState.Approved, Act(), Token)).IsSuccess);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-31, true)]
    [InlineData(1, true)]
    [InlineData(-32, false)]
    [InlineData(2, false)]
    public async Task Approve_ProofOfAnotherDay_IsTakenForAMonth(int days, bool isTaken) =>
        Assert.Equal(isTaken, (await ApproveAsync(await ApplicationAsync(SoftwareKey.New(), day: Today.AddDays(days)))).IsSuccess);

    [Fact]
    public async Task Approve_ProofByAnotherKeyOrForAnother_IsRefused()
    {
        var key = SoftwareKey.New();
        var good = await ApplicationAsync(key);
        AuthorityApplication[] bad =
        [
            await ApplicationAsync(key, prover: SoftwareKey.New()),
            await ApplicationAsync(key, administrator: "https://another.example"),
            good with { SignedOn = Today.AddDays(-1) },
            good with { Proof = default },
            good with { Proof = new byte[4096] },
            good with { Certificate = (await ApplicationAsync(SoftwareKey.New())).Certificate },
        ];
        foreach (var application in bad) Assert.Equal(AuthorityFailure.ProofNotValid, (await ApproveAsync(application)).Failure.Failure);
        Assert.Null(await Audit.FindAsync(1, Token));
    }

    [Fact]
    public async Task Approve_CertificateThatIsNoRootOfThisCountry_IsRefusedWithTheReason()
    {
        var good = await ApplicationAsync(SoftwareKey.New());
        var hierarchy = await Hierarchy.NewAsync();
        await RefusesAsync(good with { Certificate = "x"u8.ToArray() }, "");
        await RefusesAsync(good with { Certificate = new byte[Limits.CertificateOctets + 1] }, "longer");
        await RefusesAsync(good with { Certificate = hierarchy.Intermediate.Certificate.Der }, "self-issued");
        await RefusesAsync(await ApplicationAsync(SoftwareKey.New(), country: Hierarchy.Country("CA")), "CA");
        await RefusesAsync(await ApplicationAsync(SoftwareKey.New(), notAfter: _time.GetUtcNow().AddDays(-1)), "good from");
        Assert.Equal(AuthorityFailure.TermsNotAllowed, (await ApproveAsync(good with { Name = "two\nlines" })).Failure.Failure);
        Assert.Equal(AuthorityFailure.TermsNotAllowed, (await ApproveAsync(good with { PracticeStatement = "" })).Failure.Failure);
    }

    // The profile is configured apart from the country: here one that wants another country in the subject.
    [Fact]
    public async Task Approve_RootThatBreaksItsProfile_IsRefusedWithTheRule()
    {
        var (key, canada) = (SoftwareKey.New(), Hierarchy.Country("CA"));
        var application = await ApplicationAsync(key, country: canada);
        Assert.True((await Change(LintProfile.National(["1.2.3"], canada), canada).ApplyAsync(application, Act(), Token)).IsSuccess);
        _records = new MemoryRecords();
        var refusal =
            (await Change(LintProfile.National(["1.2.3"], Hierarchy.UnitedStates), canada).ApplyAsync(application, Act(), Token)).Failure;
        Assert.Equal(AuthorityFailure.RootNotAllowed, refusal.Failure);
        Assert.Contains("e_national_subject_c", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultMoment.Before, true)]
    [InlineData(FaultMoment.After, true)]
    [InlineData(FaultMoment.After, false)]
    public async Task Approve_CutOffAtAnyCall_IsAuditedOnceOrNotDone(FaultMoment moment, bool isRetried)
    {
        var application = await ApplicationAsync(SoftwareKey.New());
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            _records = store;
            var act = Act();
            store.FailAt(call, moment);
            try
            {
                await Change().ApplyAsync(application, act, Token);
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            store.Heal();
            if (isRetried) Assert.Equal(1, (await Change().ApplyAsync(application, act, Token)).Value.Revision);
            _time.Advance(TimeSpan.FromHours(2));
            await Change().SweepAsync(Token);
            Assert.Equal(
                await Authorities.ListAsync(Token).CountAsync(Token),
                (await Audit.ListAsync(new AuditFilter(), cursor: null, 10, Token)).Entries.Count);
            Assert.Empty((await store.ListAsync("pa-authority-changes", "under-way", continuation: null, 10, Token)).Records);
        }

        Assert.InRange(faults, 8, 60);
    }

    private async Task RefusesAsync(AuthorityApplication application, string word)
    {
        var refusal = (await ApproveAsync(application)).Failure;
        Assert.Equal(AuthorityFailure.RootNotAllowed, refusal.Failure);
        Assert.Contains(word, refusal.Detail, StringComparison.Ordinal);
    }

    private ChangeAuthority Change(LintProfile? profile = null, CountryCode? country = null, bool needsTwo = false) => new(
        new AuthorityRules(Administrator, country ?? Hierarchy.UnitedStates, profile ?? LintProfile.UnitedStates, needsTwo), Authorities,
        Audit, _records, _time, SystemRandom.Instance);

    private async ValueTask<Outcome<ApprovedAuthority, AuthorityRefusal>> ApproveAsync(AuthorityApplication application) =>
        (await Change().ApplyAsync(application, Act(), Token)).TryGet(out var applied, out var refusal)
            ? await Change().MoveAsync(applied.Id, applied.Revision, AuthorityState.Approved, Act(), Token)
            : refusal;

    private async Task<ApprovedAuthority> MoveAsync(ApprovedAuthority authority, AuthorityState state) =>
        (await Change().MoveAsync(authority.Id, authority.Revision, state, Act(), Token)).Value;

    private ActRequest Act(string name = "alice") =>
        ActRequest.TryCreate(
            new AuditParty("operator", name), "192.0.2.1", "as decided", $"request-{++_requests}", out var act, out var failure)
            ? act
            : throw new InvalidOperationException(failure);

    // Signed as an operator signs it: a text, SHA-256, ECDSA, DER.
    private async Task<AuthorityApplication> ApplicationAsync(
        SoftwareKey key, SoftwareKey? prover = null, string administrator = Administrator, DateOnly? day = null,
        CountryCode? country = null, DateTimeOffset? notAfter = null)
    {
        var nation = country ?? Hierarchy.UnitedStates;
        var profile = nation == Hierarchy.UnitedStates ? LintProfile.UnitedStates : LintProfile.National(["1.2.3"], nation);
        var draft = CertificateDraft.Root(profile, nation, "Example CA", "SHAKEN ROOT 1", Hierarchy.Terms(notAfter), key.PublicKey);
        var root = (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), key, Token)).Value;
        var challenge = RootPossession.ChallengeOf(administrator, root.Fingerprint, day ?? Today);
        var proof = await (prover ?? key).SignAsync(SHA256.HashData(Encoding.UTF8.GetBytes(challenge)), Token);
        return new AuthorityApplication(root.Der, "Example CA", "https://ca.example/cps", day ?? Today, proof.ToDer());
    }
}
