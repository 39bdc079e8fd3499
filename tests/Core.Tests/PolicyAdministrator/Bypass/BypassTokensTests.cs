using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Bypass;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens.Bypass;
using Shaken.Core.Trust;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.PolicyAdministrator.Bypass;

public sealed class BypassTokensTests
{
    private const string X5u = "https://pa.example/bypass-token.crt";

    private readonly AccountWorld _accounts = new();
    private LocalAuthority? _authority;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ManualTime Time => _accounts.Time;

    [Fact]
    public async Task Issue_OpenAccount_VerifiesOfflineAndCountsUntilItExpires()
    {
        var tokens = await TokensAsync();
        var issued = (await IssueAsync(tokens, _accounts.Act())).Value;
        var claims = (await (await VerifierAsync()).VerifyAsync(issued.Jwt, Token)).Value.Claims;
        Assert.Equal(("sti-pa.example", "US/1234", issued.Entry.Claims.Id), (claims.Issuer, claims.Provider.ToString(), claims.Id));
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromHours(24), claims.ExpiresAt);
        Assert.Equal(claims.ExpiresAt, await tokens.FindEndAsync(claims.Id, Token));
        Time.Advance(TimeSpan.FromHours(24));
        Assert.Null(await tokens.FindEndAsync(claims.Id, Token));
        Assert.Equal(BypassTokenFailure.Expired, (await (await VerifierAsync()).VerifyAsync(issued.Jwt, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Issue_SameRequestAgain_IsTheSameToken()
    {
        var tokens = await TokensAsync();
        var act = _accounts.Act();
        var first = (await IssueAsync(tokens, act)).Value;
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(first.Entry.Claims, (await IssueAsync(tokens, act)).Value.Entry.Claims);
        Assert.NotEqual(first.Entry.Claims.Id, (await IssueAsync(tokens, _accounts.Act())).Value.Entry.Claims.Id);
        Assert.Equal(["bypass-token-issued"], await AuditedAsync(first.Entry.Claims.Id));
    }

    [Theory]
    [InlineData("one", "US/5678", 24.0, BypassFailure.CodeNotHeld)]
    [InlineData("one", "CA/1234", 24.0, BypassFailure.CodeNotHeld)]
    [InlineData("two", "US/1234", 24.0, BypassFailure.AccountNotFound)]
    [InlineData("one", "US/1234", 24.1, BypassFailure.LifeNotAllowed)]
    [InlineData("one", "US/1234", 0.0, BypassFailure.LifeNotAllowed)]
    [InlineData("one", "US/1234", -1.0, BypassFailure.LifeNotAllowed)]
    public async Task Issue_NotAllowed_IsRefused(string account, string provider, double hours, BypassFailure expected)
    {
        var tokens = await TokensAsync();
        Assert.True(ProviderId.TryParse(provider, out var parsed));
        var outcome = await tokens.IssueAsync(account, parsed, TimeSpan.FromHours(hours), _accounts.Act(), Token);
        Assert.Equal(expected, outcome.Failure.Failure);
    }

    [Fact]
    public async Task Revoke_OwnToken_CountsNoMoreAndAnothersIsNotFound()
    {
        var tokens = await TokensAsync();
        var act = _accounts.Act();
        var id = (await IssueAsync(tokens, act)).Value.Entry.Claims.Id;
        Assert.Equal(BypassFailure.NotFound, (await tokens.RevokeAsync("two", id, _accounts.Act(), Token)).Failure.Failure);
        Assert.NotNull((await tokens.RevokeAsync("one", id, _accounts.Act(), Token)).Value.RevokedAt);
        Assert.NotNull((await tokens.RevokeAsync("one", id, _accounts.Act(), Token)).Value.RevokedAt);
        Assert.Null(await tokens.FindEndAsync(id, Token));
        Assert.Equal(BypassFailure.Revoked, (await IssueAsync(tokens, act)).Failure.Failure);
        Assert.Equal(["bypass-token-issued", "bypass-token-revoked"], await AuditedAsync(id));
    }

    [Fact]
    public async Task FindEnd_AccountSuspendedSince_IsNull()
    {
        var tokens = await TokensAsync();
        var id = (await IssueAsync(tokens, _accounts.Act())).Value.Entry.Claims.Id;
        await _accounts.MoveAsync((await _accounts.Accounts.FindAsync("one", Token))!, AccountState.Suspended);
        Assert.Null(await tokens.FindEndAsync(id, Token));
        Assert.Equal(BypassFailure.AccountNotOpen, (await IssueAsync(tokens, _accounts.Act())).Failure.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("../../etc/passwd")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task FindEnd_UnknownId_IsNull(string id) => Assert.Null(await (await TokensAsync()).FindEndAsync(id, Token));

    [Theory]
    [InlineData("""{"iss":"x","sub":"US/1234","iat":NOW,"exp":LATE,"jti":"a"}""", null)]
    [InlineData("""{"sub":"US/1234","iat":NOW,"exp":LATE,"jti":"a"}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"1234","iat":NOW,"exp":LATE,"jti":"a"}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"US/1234","exp":LATE,"jti":"a"}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"US/1234","iat":NOW,"exp":LATE}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"US/1234","iat":NOW,"exp":LATE,"jti":"a b"}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"US/1234","iat":1,"exp":LATE,"jti":"a"}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"US/1234","iat":NOW,"exp":LATE,"jti":"a","atc":{}}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"US/1234","iat":NOW,"exp":NOW,"jti":"a"}""", BypassTokenFailure.Malformed)]
    [InlineData("""{"iss":"x","sub":"CA/1234","iat":NOW,"exp":LATE,"jti":"a"}""", BypassTokenFailure.SignerUntrusted)]
    public async Task Verify_Payload_IsTakenOrRefusedForItsReason(string payload, BypassTokenFailure? expected)
    {
        var outcome = await (await VerifierAsync()).VerifyAsync(await SignAsync(payload), Token);
        Assert.Equal(expected, outcome.IsSuccess ? null : outcome.Failure.Reason);
    }

    [Theory]
    [InlineData(SignedDocumentKind.SpcToken)]
    [InlineData(SignedDocumentKind.TrustedCaList)]
    [InlineData(SignedDocumentKind.CpsMapping)]
    public async Task Verify_SignedByTheSignerOfAnotherKind_IsRefused(SignedDocumentKind kind)
    {
        var token = await SignAsync("""{"iss":"x","sub":"US/1234","iat":NOW,"exp":LATE,"jti":"a"}""", kind);
        Assert.Equal(BypassTokenFailure.SignerUntrusted, (await (await VerifierAsync(kind)).VerifyAsync(token, Token)).Failure.Reason);
    }

    private async Task<BypassTokens> TokensAsync()
    {
        if (await _accounts.Accounts.FindAsync("one", Token) is null) await _accounts.AccountAsync("one", "1234", AccountState.Open);
        var key = (await AuthorityAsync()).Administrator.SignerOf(SignedDocumentKind.BypassToken).Key;
        return new BypassTokens(
            "sti-pa.example", new BypassTokenSigner(key, X5u), _accounts.Accounts, _accounts.Audit, _accounts.Records, Time,
            SystemRandom.Instance);
    }

    private static async Task<Outcome<IssuedBypassToken, BypassRefusal>> IssueAsync(BypassTokens tokens, ActRequest act) =>
        await tokens.IssueAsync("one", AccountWorld.Provider("1234"), TimeSpan.FromHours(24), act, Token);

    private async Task<IReadOnlyList<string>> AuditedAsync(string id)
    {
        var page = await _accounts.Audit.ListAsync(new AuditFilter(Subject: new AuditParty("bypass-token", id)), cursor: null, 10, Token);
        return [.. page.Entries.Select(entry => entry.Act.Action)];
    }

    private async Task<string> SignAsync(string payload, SignedDocumentKind kind = SignedDocumentKind.BypassToken)
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        var filled = payload.Replace("NOW", $"{now}", StringComparison.Ordinal).Replace("LATE", $"{now + 3600}", StringComparison.Ordinal);
        return await TestTokens.SignAsync(
            (await AuthorityAsync()).Administrator.SignerOf(kind).Key, $$"""{"alg":"ES256","typ":"JWT","x5u":"{{X5u}}"}""", filled);
    }

    private async Task<BypassTokenVerifier> VerifierAsync(SignedDocumentKind kind = SignedDocumentKind.BypassToken)
    {
        var authority = await AuthorityAsync();
        var certificates = new PublishedCertificates(Time);
        certificates.Publish(X5u, authority.Administrator.SignerOf(kind).Chain);
        return new BypassTokenVerifier(certificates, new TrustDomain([authority.PolicyAdministratorRoot], Time), Time);
    }

    private async Task<LocalAuthority> AuthorityAsync() =>
        _authority ??= await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Test", Time, SystemRandom.Instance, Token);
}
