using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>Country policies: whatever is done to them, only what the administrator signed is believed.</summary>
public sealed class CountryPolicyMutationTests
{
    private const string Url = "https://sti-pa.example/signer.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfMutatedPolicies_BelievesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var signer = world.Authority.Administrator.SignerOf(SignedDocumentKind.CountryPolicy);
        var certificates = new PublishedCertificates(world.Time);
        certificates.Publish(Url, signer.Chain);
        var root = world.Authority.PolicyAdministratorRoot;
        var reader = new CountryPolicyReader(certificates, new TrustDomain([root], world.Time), world.Time);
        Assert.True(CallingPrefixes.TryParse(["1416", "1514"], out var prefixes, out _));
        var lowered = new CountryTrust(TrustMechanism.Registry, AttestationCeiling.C, IsExcluded: true) { Prefixes = prefixes };
        CountryTerms[] terms =
        [
            new(CountryTrust.OfListed, [new string('a', 64)], [root], ["https://sti-pa.example/crl"]),
            new(lowered, [], [], []),
        ];
        var expiresAt = world.Time.GetUtcNow().AddDays(7);
        var policies = new List<string>();
        for (var index = 0; index < terms.Length; index++)
        {
            policies.Add(await CountryPolicySigner.SignAsync(
                new Dictionary<CountryCode, CountryTerms> { [Hierarchy.Country("CA")] = terms[index] }, 5 + index, expiresAt, signer.Key,
                Url, Token));
        }

        var signed = policies.Select(TokenEdits.SignedPartOf).ToHashSet();
        var last = (await reader.ReadAsync(policies[0], last: null, Token)).Value;
        await MutationRun.RunAsync(random => TokenEdits.MutateAsync(policies, signer.Key, random), JudgeAsync, mutant => mutant.Text);

        async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
        {
            if (mutant.Text.Length > Limits.TrustListOctets) return Fate.Unread;
            if (!(await reader.ReadAsync(mutant.Text, last, CancellationToken.None)).TryGet(out var policy, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return refusal.Reason is DocumentFailure.Malformed or DocumentFailure.HeaderNotAllowed ? Fate.Unread : Fate.Refused;
            }

            var octets = TokenEdits.SignedPartOf(policy.Kept.Compact);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Text);
            Assert.True(policy.Sequence >= last.Sequence);
            return Fate.Verified;
        }
    }
}
