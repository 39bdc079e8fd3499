using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.EndToEnd.Tests.Crash;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary><c>shaken pa account</c>, <c>ca</c>, <c>trust-list</c> and <c>token</c> against a running STI-PA.</summary>
public sealed class RegistryCommandTests : IAsyncLifetime
{
    private const string Profile = """
        {"name":"Example Telephone","country":"US","providers":["US/1234"],
        "contacts":[{"role":"technical","name":"Ann Example","email":"ann@example.com"}]}
        """;

    private readonly TemporaryFolder _folder = new();
    private ServerProgram _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority = await LocalAuthority.NewAsync(country, "Test", Time, SystemRandom.Instance, Token);
        var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await WriteAsync("op.key", secret);
        await WriteAsync("profile.json", Profile);
        var settings = new Dictionary<string, string>
        {
            ["Shaken__Roles"] = "pa",
            ["Shaken__Storage"] = "Disk",
            ["Shaken__DataFolder"] = _folder.File("store"),
            ["Pa__Url"] = "https://sti-pa.example",
            ["Pa__Crl__Url"] = "https://sti-pa.example/download/v1/crl",
            ["Operator__Keys"] = $"alice:{hash}:administrator+registrar+governance",
        };
        foreach (var (section, kind) in ((string, SignedDocumentKind)[])[
            ("Pa__Crl", SignedDocumentKind.Crl), ("Pa__Tokens", SignedDocumentKind.SpcToken),
            ("Pa__List", SignedDocumentKind.TrustedCaList)])
        {
            var signer = authority.Administrator.SignerOf(kind);
            await WriteAsync($"{kind}.pem", signer.Certificate.ToPem());
            await WriteAsync($"{kind}.key", ((SoftwareKey)signer.Key).ToPem());
            settings[$"{section}__Certificate"] = _folder.File($"{kind}.pem");
            settings[$"{section}__Key"] = _folder.File($"{kind}.key");
        }

        _server = await ServerProgram.StartAsync(_folder.Path, settings, Time);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Account_AppliedAmendedAndMoved_HasItsHistory()
    {
        var applied = await AsOperatorAsync(0, "pa", "account", "apply", "one", "--profile", "profile.json", "--reason", "asked");
        Assert.Equal("applied", applied.GetProperty("state").GetString());
        var taken = await AsOperatorAsync(1, "pa", "account", "apply", "one", "--profile", "profile.json", "--reason", "asked");
        Assert.Equal("id-taken", taken.GetProperty("reason").GetString());

        await WriteAsync("amended.json", Profile.Replace("Example Telephone", "Example Wireless", StringComparison.Ordinal));
        await AsOperatorAsync(0, "pa", "account", "amend", "one", "--profile", "amended.json", "--reason", "renamed");
        await AsOperatorAsync(0, "pa", "account", "move", "one", "open", "--reason", "decided");
        var stale = await AsOperatorAsync(1, "pa", "account", "move", "one", "suspended", "--reason", "decided", "--revision", "1");
        Assert.Equal("revision-differs", stale.GetProperty("reason").GetString());

        var shown = await AsOperatorAsync(0, "pa", "account", "show", "one");
        Assert.Equal(("open", "Example Wireless"),
            (shown.GetProperty("state").GetString(), shown.GetProperty("profile").GetProperty("name").GetString()));
        var listed = Assert.Single((await AsOperatorAsync(0, "pa", "account", "list")).EnumerateArray());
        Assert.Equal("one", listed.GetProperty("id").GetString());
        var history = await AsOperatorAsync(0, "pa", "account", "history", "one");
        Assert.Equal(["asked", "renamed", "decided"],
            history.GetProperty("acts").EnumerateArray().Select(act => act.GetProperty("reason").GetString()));
        await AsOperatorAsync(2, "pa", "account", "show", "no/account");
        await AsOperatorAsync(1, "pa", "account", "show", "two");
    }

    [Fact]
    public async Task Authority_ThatProvesItsKeyAndIsApproved_IsOnTheNextList()
    {
        var key = SoftwareKey.New();
        await WriteAsync("root.pem", await RootAsync(key));
        var challenge = await AsOperatorAsync(0, "pa", "ca", "challenge", "root.pem");
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes(challenge.GetProperty("challenge").GetString()!));
        await File.WriteAllBytesAsync(_folder.File("proof.der"), (await key.SignAsync(digest, Token)).ToDer(), Token);
        string[] application =
        [
            "pa", "ca", "apply", "root.pem", "--name", "Example CA", "--practice-statement", "https://ca.example/cps", "--reason", "asked",
            "--signed-on", challenge.GetProperty("signedOn").GetString()!, "--proof",
        ];
        await WriteAsync("wrong.der", "no signature");
        Assert.Equal("proof-not-valid", (await AsOperatorAsync(1, [.. application, "wrong.der"])).GetProperty("reason").GetString());
        var applied = await AsOperatorAsync(0, [.. application, "proof.der"]);
        var id = applied.GetProperty("id").GetString()!;
        Assert.False(applied.GetProperty("isListed").GetBoolean());

        var approved = await AsOperatorAsync(0, "pa", "ca", "move", id, "approved", "--reason", "decided");
        Assert.True(approved.GetProperty("isListed").GetBoolean());
        Assert.Equal(id, (await AsOperatorAsync(0, "pa", "ca", "show", id)).GetProperty("id").GetString());
        Assert.Equal(id, Assert.Single((await AsOperatorAsync(0, "pa", "ca", "list")).EnumerateArray()).GetProperty("id").GetString());

        var published = await AsOperatorAsync(0, "pa", "trust-list", "publish", "--reason", "at once");
        Assert.Equal([id], published.GetProperty("roots").EnumerateArray().Select(root => root.GetString()));
        var sequence = published.GetProperty("sequence").GetInt64();
        var newest = (await AsOperatorAsync(0, "pa", "trust-list", "show")).EnumerateArray().First();
        Assert.Equal(sequence, newest.GetProperty("sequence").GetInt64());
        var one = await AsOperatorAsync(0, "pa", "trust-list", "show", $"{sequence}");
        Assert.Equal(published.GetProperty("caList").GetString(), one.GetProperty("caList").GetString());
        await AsOperatorAsync(1, "pa", "trust-list", "show", "9999");
    }

    [Fact]
    public async Task Token_OfAUserOfTheAccount_IsIssuedListedAndRevoked()
    {
        await AsOperatorAsync(0, "pa", "account", "apply", "one", "--profile", "profile.json", "--reason", "asked");
        await AsOperatorAsync(0, "pa", "account", "move", "one", "open", "--reason", "decided");
        await AsOperatorAsync(0, "pa", "user", "create", "ann", "--kind", "account-user", "--account", "one", "--reason", "asked");
        var secret = await AsOperatorAsync(0, "pa", "user", "key", "ann", "--name", "test", "--reason", "asked");
        await WriteAsync("ann.key", secret.GetProperty("secret").GetString()!);
        await WriteAsync("account.pem", SoftwareKey.New().ToPem());

        string[] request = ["pa", "token", "request", "one", "--account-key", "account.pem", "--spc"];
        Assert.Equal("code-not-held", (await RunAsync(1, "ann.key", [.. request, "9999"])).GetProperty("reason").GetString());
        var issued = await RunAsync(0, "ann.key", [.. request, "1234"]);
        Assert.Equal(3, issued.GetProperty("token").GetString()!.Split('.').Length);
        var listed = Assert.Single((await RunAsync(0, "ann.key", "pa", "token", "list", "one")).EnumerateArray());
        var jti = listed.GetProperty("jti").GetString()!;
        Assert.False(listed.TryGetProperty("revokedAt", out _));

        await RunAsync(0, "ann.key", "pa", "token", "revoke", "one", jti, "--reason", "lost");
        var revoked = Assert.Single((await AsOperatorAsync(0, "pa", "token", "list", "one")).EnumerateArray());
        Assert.Equal("lost", revoked.GetProperty("revokedFor").GetString());
        await RunAsync(1, "ann.key", "pa", "token", "list", "two");
        await RunAsync(2, "ann.key", "pa", "token", "request", "one", "--account-key", "account.pem");
    }

    [Fact]
    public async Task Complaint_EnteredAndDismissed_IsListed()
    {
        string[] enter =
        [
            "pa", "complaint", "enter", "2026-17", "--provider", "US/1234", "--received-on", "2026-11-03", "--subject", "calls at night",
            "--reason", "received",
        ];
        Assert.Equal(1, (await AsOperatorAsync(0, enter)).GetProperty("revision").GetInt64());
        var stale = await AsOperatorAsync(1, [.. enter, "--state", "upheld", "--revision", "0"]);
        Assert.Equal("revision-differs", stale.GetProperty("reason").GetString());
        await AsOperatorAsync(0, [.. enter, "--state", "dismissed"]);
        Assert.Equal("dismissed", (await AsOperatorAsync(0, "pa", "complaint", "show", "2026-17")).GetProperty("state").GetString());
        Assert.Single((await AsOperatorAsync(0, "pa", "complaint", "list")).EnumerateArray());
        await AsOperatorAsync(2, "pa", "complaint", "show", "no reference");
    }

    [Fact]
    public async Task Reputation_OfANumberCountryAndProvider_IsAskedAndReported()
    {
        var number = await AsOperatorAsync(0, "reputation", "number", "+1 215 555 0121");
        Assert.Equal(JsonValueKind.Null, number.GetProperty("score").ValueKind);
        Assert.Equal("CA/1234", (await AsOperatorAsync(0, "reputation", "provider", "CA/1234")).GetProperty("provider").GetString());
        Assert.Equal("CA", (await AsOperatorAsync(0, "reputation", "country", "CA")).GetProperty("country").GetString());
        Assert.Empty((await AsOperatorAsync(0, "reputation", "report", "countries")).EnumerateArray());
        await AsOperatorAsync(0, "reputation", "report", "providers", "--out", _folder.File("providers.csv"));
        Assert.StartsWith(
            "\"provider\"", await File.ReadAllTextAsync(_folder.File("providers.csv"), Token), StringComparison.Ordinal);
        await AsOperatorAsync(2, "reputation", "country", "C1");

        // Observations are for reporters.
        await WriteAsync("batch.json", "{}");
        var refused = await AsOperatorAsync(1, "reputation", "post", _folder.File("batch.json"));
        Assert.Equal("caller-not-allowed", refused.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Traceback_EnteredAndEnforced_IsListed()
    {
        string[] enter =
        [
            "reputation", "traceback", "enter", "tb-1", "--country", "CA", "--provider", "CA/1234", "--asked-on", "2020-01-01", "--reason",
            "asked",
        ];
        Assert.Equal(1, (await AsOperatorAsync(0, enter)).GetProperty("revision").GetInt64());
        await AsOperatorAsync(0, [.. enter, "--state", "enforced"]);
        var shown = await AsOperatorAsync(0, "reputation", "traceback", "show", "tb-1");
        Assert.Equal("enforced", shown.GetProperty("state").GetString());
        Assert.Single((await AsOperatorAsync(0, "reputation", "traceback", "list")).EnumerateArray());
    }

    [Fact]
    public async Task Trace_OpenedAnsweredAndClosed_IsListed()
    {
        var call = $$"""
            {"role":"terminating","startedAt":"{{Time.GetUtcNow().AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}}","called":"3456","displayed":"0121"}
            """;
        await WriteAsync("call.json", call);
        var opened = await AsOperatorAsync(
            0, "trace", "open", _folder.File("call.json"), "--author", "US/1234", "--reason", "complaint");
        var id = opened.GetProperty("trace").GetProperty("id").GetString()!;
        Assert.Single((await AsOperatorAsync(0, "trace", "list")).EnumerateArray());
        await AsOperatorAsync(0, "trace", "answer", id, "--finding", "not-ours", "--note", "not seen", "--reason", "looked up");
        await AsOperatorAsync(0, "trace", "close", id, "--reason", "done");
        var shown = await AsOperatorAsync(0, "trace", "show", id);
        Assert.Equal("closed", shown.GetProperty("trace").GetProperty("state").GetString());
        await AsOperatorAsync(2, "trace", "show", "no-id");
    }

    private static async Task<string> RootAsync(SoftwareKey key)
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var now = Time.GetUtcNow();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddDays(-1), now.AddYears(5));
        var draft = CertificateDraft.Root(LintProfile.UnitedStates, country, "Example CA", "SHAKEN ROOT 1", terms, key.PublicKey);
        return (await CertificateAuthority.SelfSignAsync(draft.Lint().Value, key, Token)).Value.ToPem();
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private Task<JsonElement> AsOperatorAsync(int expected, params string[] arguments) => RunAsync(expected, "op.key", arguments);

    private async Task<JsonElement> RunAsync(int expected, string keyFile, params string[] arguments)
    {
        string[] line =
            [.. arguments, "--server", _server.Url.GetLeftPart(UriPartial.Authority), "--key-file", keyFile, "--json"];
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, line);
        Assert.True(code == expected, $"{string.Join(' ', arguments)} ended with {code}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
