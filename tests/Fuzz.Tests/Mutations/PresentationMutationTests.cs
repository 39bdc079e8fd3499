using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;
using Shaken.Local.Authorities;
using Shaken.Local.Records;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>Presentations of a delegate certificate: what is taken was signed by its key, octet for octet.</summary>
public sealed class PresentationMutationTests
{
    private const string Audience = "https://as.example";
    private const string X5u = "https://cr.example/delegate.pem";

    private static readonly DeploymentSecrets Secrets = new(DeploymentSecret.New("one", SystemRandom.Instance), Other: null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Present_OfMutatedTokens_TakesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var pbx = await LendAsync(world);
        world.Certificates.Publish(X5u, pbx.Chain);
        var tokens = await SignAsync(world, pbx);
        var signed = tokens.Select(TokenEdits.SignedPartOf).ToHashSet();
        await MutationRun.RunAsync(random => TokenEdits.MutateAsync(tokens, pbx.Key, random), JudgeAsync, mutant => mutant.Text);

        async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
        {
            // A store of its own: a nonce that another mutant used must not hide this one.
            var outcome = await NewPresent(world).PresentAsync(mutant.Text, client: default, address: null, CancellationToken.None);
            if (!outcome.TryGet(out var taken, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return refusal.Failure == PresentationFailure.Malformed ? Fate.Unread : Fate.Refused;
            }

            Assert.Equal(pbx.Certificate.Fingerprint, taken.Fingerprint);
            var octets = TokenEdits.SignedPartOf(mutant.Text);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Text);
            return Fate.Verified;
        }
    }

    private static PresentNumbers NewPresent(CallWorld world)
    {
        var records = new MemoryRecords();
        var taken = new TakenPresentations(
            world.Verdicts, new AuditLog(records, world.Time), records, world.Time, SystemRandom.Instance,
            NullLogger<TakenPresentations>.Instance);
        return new PresentNumbers(
            taken, AllCustomers.Instance, world.Verdicts, NoncesIn(records, world), new PresentationOptions([Audience]), world.Time);
    }

    private static StatelessNonces NoncesIn(IRecords records, CallWorld world) => new(
        records, Secrets, PresentationOptions.NoncePurpose, PresentationOptions.UsedNonces, PresentationOptions.NonceLife, world.Time,
        SystemRandom.Instance);

    private static async Task<LocalDelegate> LendAsync(CallWorld world)
    {
        var lender = await LocalLender.NewAsync(
            world.Authority, world.Provider.Id, "Example Telephone", world.Time, SystemRandom.Instance, Token);
        return await lender.LendAsync("PBX", NumbersOf("12155550100-12155550199"), TimeSpan.FromDays(30), Token);
    }

    private static async Task<IReadOnlyList<string>> SignAsync(CallWorld world, LocalDelegate pbx)
    {
        var nonces = NoncesIn(new MemoryRecords(), world);
        var customer = CustomerRef.Of("north", "pbx")!;
        var all = new PresentationClaims(Audience, nonces.New(), customer, Numbers: null);
        var some = new PresentationClaims(Audience, nonces.New(), customer, NumbersOf("12155550110-12155550119"));
        return
        [
            await PresentationSigner.SignAsync(all, pbx.Chain, pbx.Key, Token),
            await PresentationSigner.SignAsync(some, X5u, pbx.Key, Token),
        ];
    }

    private static NumberSet NumbersOf(string text) =>
        NumberTexts.TryParse([text], out var numbers, out var failure) ? numbers : throw new InvalidOperationException(failure);

    private sealed class AllCustomers : IPresentationCustomers
    {
        public static readonly AllCustomers Instance = new();

        public ValueTask<bool> TakesAsync(CustomerRef customer, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }
}
