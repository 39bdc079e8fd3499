using System.Text;
using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>Bodies of ACME requests: what is believed was signed by the account's key, octet for octet.</summary>
public sealed class AcmeMutationTests
{
    private static readonly AcmeUrls Urls = new("https://ca.example/acme");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_OfMutatedRequests_BelievesOnlyWhatWasSigned()
    {
        var server = await Server.NewAsync();
        var tokens = await server.SignAsync();
        var signed = tokens.Select(TokenEdits.SignedPartOf).ToHashSet();
        await MutationRun.RunAsync(MutateAsync, mutant => JudgeAsync(server, signed, mutant), mutant => mutant.Body);

        async ValueTask<Mutant> MutateAsync(Xorshift random)
        {
            var token = await TokenEdits.MutateAsync(tokens, server.Key, random);
            var parts = token.Text.Split('.');
            if (parts.Length != 3) return new Mutant(token.Text, token.SignedAnew);
            var body = Encoding.UTF8.GetBytes($$"""{"protected":{{Quote(parts[0])}},"payload":{{Quote(parts[1])}},"signature":{{Quote(parts[2])}}}""");
            return new Mutant(Encoding.UTF8.GetString(random.OneIn(4) ? JsonEdits.Apply(body, body, random) : body), token.SignedAnew);
        }
    }

    private static async ValueTask<Fate> JudgeAsync(Server server, HashSet<string> signed, Mutant mutant)
    {
        var body = Encoding.UTF8.GetBytes(mutant.Body);
        if (!AcmeMessage.TryParse(body, out var message, out var malformed))
        {
            Assert.NotEmpty(malformed.Detail);
            return Fate.Unread;
        }

        var fate = Fate.Refused;
        foreach (var (url, signer) in Server.Resources)
        {
            // One request id for all: a nonce that another mutant of the same request used must not hide this one.
            var outcome = await server.Requests.VerifyAsync(body, Urls, url, signer, "request", CancellationToken.None);
            if (!outcome.TryGet(out var request, out var problem))
            {
                Assert.NotEmpty(problem.Detail);
                continue;
            }

            var octets = Encoding.ASCII.GetString(message.SigningInput);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Body);
            Assert.Equal((url, message.Header.Url), (request.Url, url));
            Assert.True(signer != AcmeSigner.Account || request.Account.Key == request.Key);
            await server.HandleAsync(request);
            fate = Fate.Verified;
        }

        return fate;
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private sealed record Mutant(string Body, string? SignedAnew);

    /// <summary>The part of the server that reads what strangers wrote. What the handlers store does not touch the account that signs.</summary>
    private sealed class Server
    {
        private readonly AcmeNonces _nonces;
        private readonly RegisterAccount _register;
        private readonly UpdateAccount _update;
        private readonly ChangeKey _changeKey;
        private readonly PlaceOrder _placeOrder;
        private readonly ExternalAccountKeys _externalKeys;

        private Server(MemoryRecords records, MemoryRecords others)
        {
            var (time, random) = (new ManualTime(), SystemRandom.Instance);
            var secrets = new DeploymentSecrets(DeploymentSecret.New("test", random), Other: null);
            var options =
                new AcmeOptions { OrdersPerMinute = 1_000_000_000, NewAccountsPerAddressPerHour = 1_000_000_000,
                NewAccountsPerHour = 1_000_000_000, AllowsDelegation = true, Quirks = new AcmeQuirks(true, false, true) };
            var (accounts, elsewhere) = (new AcmeAccounts(records), new AcmeAccounts(others));
            _nonces = new AcmeNonces(records, secrets, options, time, random);
            _externalKeys = new ExternalAccountKeys(others, secrets, random);
            _register = new RegisterAccount(elsewhere, _externalKeys, new NewAccountRate(options, time), options, time, random);
            (_update, _changeKey, _placeOrder) = (new UpdateAccount(elsewhere), new ChangeKey(elsewhere), new PlaceOrder(new AcmeOrders(new MemoryRecords()), options, time, random));
            Requests = new AcmeRequests(accounts, _nonces, options);
            Accounts = accounts;
        }

        public static (string Url, AcmeSigner Signer)[] Resources { get; } =
        [
            (Urls.NewAccount, AcmeSigner.NewKey), (Urls.NewOrder, AcmeSigner.Account), (Urls.KeyChange, AcmeSigner.Account), (Urls.RevokeCertificate, AcmeSigner.Either),
            (Urls.Account("AAAAAAAAAAAAAAAAAAAAAA"), AcmeSigner.Account),
        ];

        public SoftwareKey Key { get; } = SoftwareKey.New();

        public AcmeRequests Requests { get; }

        private AcmeAccounts Accounts { get; }

        public static async Task<Server> NewAsync()
        {
            var server = new Server(new MemoryRecords(), new MemoryRecords());
            var account = new AcmeAccount("AAAAAAAAAAAAAAAAAAAAAA", JsonWebKey.From(server.Key.PublicKey), AcmeAccountStatus.Valid, [], true, null, null, null, default);
            Assert.Equal(account.Id, await server.Accounts.ReserveAsync(account.Key, account.Id, keptUntil: null, Token));
            Assert.True(await server.Accounts.TryAddAsync(account, Token));
            return server;
        }

        /// <summary>A request for each resource, in compact form for the engine's edits.</summary>
        public async Task<IReadOnlyList<string>> SignAsync()
        {
            var account = Urls.Account("AAAAAAAAAAAAAAAAAAAAAA");
            var (newKey, jwk) = (SoftwareKey.New(), JsonWebKey.From(Key.PublicKey).ToCanonicalJson());
            var binding = AcmeSigning.Bind(Key, await _externalKeys.NewAsync("Example Telephone", Token), Urls.NewAccount);
            var change = Encoding.UTF8.GetBytes($$"""{"account":"{{account}}","oldKey":{{jwk}}}""");
            var inner = Encoding.ASCII.GetString(await AcmeSigning.SignAsync(newKey, keyId: null, Urls.KeyChange, nonce: null, change, Token));
            return
            [
                await CompactAsync(null, Urls.NewAccount, $$"""{"termsOfServiceAgreed":true,"contact":["mailto:a@example.com"],"externalAccountBinding":{{binding}}}"""),
                await CompactAsync(account, Urls.NewOrder, """{"identifiers":[{"type":"TNAuthList","value":"MAigBhYEMTIzNA"}],"notAfter":"2027-01-01T00:00:00Z"}"""),
                await CompactAsync(account, Urls.NewOrder, """{"identifiers":[{"type":"TNAuthList","value":"MA-iDRYLMTIwMjU1NTAxMDA="},{"type":"dns","value":"example.com"}]}"""),
                await CompactAsync(account, Urls.KeyChange, inner),
                await CompactAsync(account, account, """{"contact":["mailto:b@example.com"],"status":"deactivated"}"""),
                await CompactAsync(account, account, ""),
                await CompactAsync(null, Urls.RevokeCertificate, """{"certificate":"MAA","reason":1}"""),
            ];
        }

        public async Task HandleAsync(AcmeRequest request)
        {
            var none = CancellationToken.None;
            var problem = request.Url == Urls.NewAccount ? ProblemIn(await _register.RegisterAsync(request, "192.0.2.1", none))
                : request.Url == Urls.NewOrder ? ProblemIn(await _placeOrder.PlaceAsync(request, none))
                : request.Url == Urls.KeyChange ? ProblemIn(await _changeKey.ChangeAsync(request, Urls, none))
                : request.Stored is not null ? ProblemIn(await _update.UpdateAsync(request, none))
                : null;
            Assert.NotEqual("", problem?.Detail);
        }

        private static AcmeProblem? ProblemIn<T>(Outcome<T, AcmeProblem> outcome)
            where T : notnull => outcome.TryGet(out _, out var problem) ? null : problem;

        private async Task<string> CompactAsync(string? account, string url, string payload)
        {
            using var json = JsonDocument.Parse(await AcmeSigning.SignAsync(Key, account, url, _nonces.New(), Encoding.UTF8.GetBytes(payload), Token));
            return string.Join('.', ((string[])["protected", "payload", "signature"]).Select(name => json.RootElement.GetProperty(name).GetString()));
        }
    }
}
