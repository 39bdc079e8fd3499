using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Der;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Storage;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Tokens;
using Shaken.Core.Tokens;

namespace Shaken.Core.Tests.PolicyAdministrator.Tokens;

/// <summary>A policy administrator that issues tokens to accounts, over one store, and a number directory that a test fills.</summary>
internal sealed class SpcTokenWorld : INumberDirectory
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(2);

    private SpcTokenWorld(TokenWorld tokens, IRecords? records) => (Keys, World) = (tokens, new AccountWorld(records, tokens.Time));

    /// <summary>Its keys, and a verifier that pins its root.</summary>
    public TokenWorld Keys { get; }

    public AccountWorld World { get; }

    /// <summary>Codes by number.</summary>
    public Dictionary<string, string> Numbers { get; } = [];

    public TokenLedger Ledger => new(World.Records);

    public RevokeToken Revoke => new(Ledger, World.Audit, World.Notices, World.Records, World.Time, SystemRandom.Instance);

    public static AuditParty Asker { get; } = new("api-user", "acme");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SpcTokenWorld> NewAsync(IRecords? records = null) => new(await TokenWorld.NewAsync(), records);

    public static string Base64Of(params TnAuthListEntry[] entries) => Convert.ToBase64String(TnAuthListDer.Write(TnAuthList.Of(entries)));

    public static Outcome<TokenRequest, TokenRefusal> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return TokenRequest.Read(document.RootElement);
    }

    public TokenRequest Request(string? value = null, bool ca = false) => Read($$"""
        {"atc":{"tktype":"TNAuthList","tkvalue":"{{value ?? TokenWorld.Spc1234}}","ca":{{(ca ? "true" : "false")}},"fingerprint":"{{KeyFingerprint.Of(Keys.AccountKey)}}"} }
        """).Value;

    public IssueToken Issue(IRecords? records = null)
    {
        var issuer = new SpcTokenIssuer(Keys.TokenKey, TokenWorld.X5u, TkvalueForm.Base64, Keys.Time, SystemRandom.Instance);
        var store = records ?? World.Records;
        return new IssueToken(
            new ProviderAccounts(store), new TokenLedger(store), this, issuer, new TokenPolicy(Hierarchy.UnitedStates, Life), Keys.Time,
            SystemRandom.Instance);
    }

    public async Task<Outcome<IssuedToken, TokenRefusal>> IssueAsync(TokenRequest request, string account = "acme") =>
        await Issue().IssueAsync(account, request, Asker, "192.0.2.7", Token);

    /// <summary>An account that is open and has a code.</summary>
    public Task<ProviderAccount> OpenAsync(string id = "acme", string code = "1234") => World.AccountAsync(id, code, AccountState.Open);

    public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        if (!Numbers.TryGetValue(number.Value, out var code)) return new((NumberAssignment?)null);
        return NumberPattern.TryParse(number.Value, out var pattern)
            ? new(new NumberAssignment(AccountWorld.Provider(code), pattern))
            : throw new InvalidOperationException("No pattern.");
    }
}
