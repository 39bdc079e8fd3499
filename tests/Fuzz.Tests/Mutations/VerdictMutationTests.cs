using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>Signalling and proofs of verdicts, mutated: nothing throws, and a proof makes nobody believe what no key signed.</summary>
public sealed class VerdictMutationTests
{
    private static readonly string[] Parties =
    [
        "\"Alice <x>\" <sip:+12155550121;npdi;rn=1@example.com;user=phone>;tag=1", "tel:+1-215-555-0121;isub=1", "+1 (215) 555-0121",
        "sip:alice:secret@[2001:db8::1]:5060;transport=tcp?x=y", "sip:%2B12155550121@example.com", "tel:7042;phone-context=example.com",
        "<sip:anonymous@anonymous.invalid>;tag=2", "anonymous", "urn:service:sos",
    ];

    [Fact]
    public Task TryParse_MutatedParty_NeverThrows() => MutationRun.RunAsync(
        random => ValueTask.FromResult(Edit(random.Pick(Parties), random.Pick(Parties), random)), JudgePartyAsync, text => text);

    [Fact]
    public async Task Replay_MutatedProof_BelievesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var proofs = await ProofsAsync(world);
        var signed = proofs.Signed;
        await MutationRun.RunAsync(
            random => ValueTask.FromResult(MutateProof(proofs.Documents, random)), JudgeAsync, Encoding.UTF8.GetString);

        async ValueTask<Fate> JudgeAsync(byte[] mutant)
        {
            if (!VerdictProof.Read(mutant).TryGet(out var proof, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return Fate.Unread;
            }

            if (!(await ProofReplay.ReplayAsync(proof, trusted: null, CancellationToken.None)).TryGet(out var verdict, out refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return Fate.Refused;
            }

            if (verdict.Caller is not { } caller) return Fate.Refused;
            return signed.Contains(TokenEdits.SignedPartOf(caller.Compact))
                ? Fate.Verified
                : throw new FalseAcceptanceException(caller.Compact);
        }
    }

    private static ValueTask<Fate> JudgePartyAsync(string text)
    {
        var isRead = SignalledParty.TryParse(text, out var party);
        if (party?.Party is NumberParty { Number: var number })
            Assert.True(TelephoneNumber.TryParseCanonical(number.Value, out _), number.Value);
        var call = new CallSignalling(text) { From = text, AssertedIdentities = [text], RequestUri = text, Date = text, Privacy = text };
        Assert.NotEmpty(call.Parse().Match(_ => "read", refusal => refusal.Detail));
        return ValueTask.FromResult(!isRead ? Fate.Unread : party!.Party is null ? Fate.Refused : Fate.Verified);
    }

    private static string Edit(string text, string other, Xorshift random)
    {
        var octets = Encoding.Latin1.GetBytes(text);
        for (var edits = random.Below(3); edits >= 0; edits--) octets = OctetEdits.Apply(octets, Encoding.Latin1.GetBytes(other), random);
        return Encoding.Latin1.GetString(octets);
    }

    private static async Task<(IReadOnlyList<byte[]> Documents, HashSet<string> Signed)> ProofsAsync(CallWorld world)
    {
        var verifier = new CallVerifier(
            world.Verdicts, world.Time, CallFreshness.Default,
            evidence: new ProofEvidence(world.Certificates, TrustDomains.Of(world.Domain, world.Time)));
        var tokens = new[] { await world.SignAsync(), await world.SignAsync(world.Claims() with { Shaken = null }) };
        var call = new CallToVerify(new NumberParty(CallWorld.Caller), new NumberParty(CallWorld.Called));
        CallToVerify[] calls =
        [
            call with { Identities = [.. tokens.Select(token => $"{token};info=<{world.X5u}>")], Time = world.Time.GetUtcNow() },
            call with { Held = [tokens[0]], Target = call.Dest },
            call with { Orig = null, IsAnonymous = true, Identities = [$"{tokens[0]};info=<{world.X5u}>"] },
        ];
        var documents = new List<byte[]>();
        foreach (var one in calls)
        {
            var verdict = await verifier.VerifyAsync(
                one, VerificationRules.Default with { WantsProof = true }, client: default, TestContext.Current.CancellationToken);
            documents.Add(verdict.Proof!.Utf8.ToArray());
        }

        return (documents, tokens.Select(TokenEdits.SignedPartOf).ToHashSet(StringComparer.Ordinal));
    }

    // Most mutants get the digest that they should have: without it no other rule would be reached.
    private static byte[] MutateProof(IReadOnlyList<byte[]> documents, Xorshift random)
    {
        var document = random.Pick(documents);
        if (random.OneIn(8)) return document;
        var mutant = JsonEdits.Apply(document, random.Pick(documents), random);
        if (random.OneIn(8) || !StrictJson.TryParseObject(mutant, Limits.VerdictProofOctets, out var json, out _)) return mutant;
        using (json)
        {
            var plain = Without(json.RootElement, "digest");
            using var rest = JsonDocument.Parse(plain);
            var digest = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(rest.RootElement)));
            return plain.Length <= 2
                ? mutant
                : [.. plain.AsSpan(0, plain.Length - 1), .. Encoding.ASCII.GetBytes($",\"digest\":\"{digest}\"}}")];
        }
    }

    private static byte[] Without(JsonElement json, string name)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            foreach (var member in json.EnumerateObject().Where(member => member.Name != name)) member.WriteTo(writer);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
