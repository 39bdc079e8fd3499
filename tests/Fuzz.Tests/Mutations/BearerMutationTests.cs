using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class BearerMutationTests
{
    private const string Host = "cps.example";

    [Fact]
    public async Task Verify_OfMutatedBearers_BelievesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var call = new CallNumbers(CallWorld.Called, CallWorld.Caller);
        var tokens = await SignAsync(world, call);
        var signed = tokens.Select(TokenEdits.SignedPartOf).ToHashSet();
        var options = new CpsOptions
        {
            Served = [world.Provider.Id],
            HostNames = [Host],
            ReaderKeys = ApiKeys<ProviderId>.None,
            PerCertificatePerSecond = 1_000_000,
        };
        var verifier = new BearerVerifier(options, world.Verdicts, new MemoryRecords(), world.Time);

        await MutationRun.RunAsync(random => TokenEdits.MutateAsync(tokens, world.Provider.Key, random), JudgeAsync, mutant => mutant.Text);

        async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
        {
            var isRead = BearerClaims.TryParse(mutant.Text, BearerForm.Agreed, out var claims, out var malformed);
            if (!isRead) Assert.NotEmpty(malformed!.Detail);
            var fate = isRead ? Fate.Refused : Fate.Unread;
            foreach (var action in (CpsAction[])[CpsAction.Publish, CpsAction.Retrieve])
            {
                // One request id for all: a jti that another mutant of the same token used must not hide this one.
                var context = new BearerContext(BearerForm.Agreed, action, world.Provider.Id.Code, call, "request");
                if (!(await verifier.CheckAsync(mutant.Text, context, CancellationToken.None)).TryGet(out var good, out var refusal)
                    || !(await verifier.RedeemAsync(good, CancellationToken.None)).TryGet(out var verified, out refusal))
                {
                    Assert.NotEmpty(refusal.Detail);
                    continue;
                }

                Assert.Equal((call.Dest, call.Orig), (verified.Claims.Dest, verified.Claims.Orig));
                Assert.True(isRead && verified.Claims.Source.Compact == claims!.Source.Compact);
                var octets = TokenEdits.SignedPartOf(verified.Claims.Source.Compact);
                if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Text);
                fate = Fate.Verified;
            }

            return fate;
        }
    }

    private static async Task<IReadOnlyList<string>> SignAsync(CallWorld world, CallNumbers call)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var signer = new BearerSigner(world.Provider.Key, world.X5u, world.Provider.Id.Code, world.Time, new Xorshift(1, 0));
        var publishing = await signer.ForPublishingAsync(call, [await world.SignAsync()], Host, TimeSpan.FromSeconds(30), cancellationToken);
        var retrieving = await signer.ForRetrievingAsync(call, world.Provider.Id.Code, Host, cancellationToken);
        var chain = CanonicalJson.WriteStrings(world.Provider.Chain.Select(certificate => Convert.ToBase64String(certificate.Der.Span)));
        var carried = await TestTokens.SignAsync(
            world.Provider.Key, $$"""{"alg":"ES256","x5c":{{System.Text.Encoding.ASCII.GetString(chain)}}}""", TestTokens.Decode(retrieving.Split('.')[1]).Replace("\"aud\":\"cps.example\"", "\"aud\":[\"other.example\",\"CPS.example\"]", StringComparison.Ordinal));
        return [publishing, retrieving, carried];
    }
}
