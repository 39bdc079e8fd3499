using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Fuzz.Tests.Engine;
using Shaken.Web.Tests.Support;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>
/// Bodies of signing and verification requests in every dialect, mutated and posted to the running service: each is answered in the form
/// of its dialect, never by a crash, and only what a real key signed is passed.
/// </summary>
public sealed partial class CallServiceMutationTests(SigningCountry country) : IClassFixture<SigningCountry>
{
    private const string Json = "application/json";

    [Fact]
    public async Task Sign_MutatedRequest_IsSignedCanonicallyOrRefusedInForm()
    {
        var bodies = SigningBodies();
        await RunAsync(bodies, "stir/v1/signing", (_, status, answer) =>
        {
            if (status != 200) return RefusalIn(status, answer);
            var signed = answer.GetProperty("signingResponse");
            foreach (var member in (string[])["identity", "identityHeader"])
            {
                var value = signed.GetProperty(member).GetString()!;
                Assert.True(IdentityHeader.TryParse(value, out var header, out var refusal), refusal?.Detail);
                Assert.True(header.TryReadPassport(out var passport, out refusal), refusal?.Detail);
                Assert.True(passport.IsCanonical());
            }

            return Fate.Verified;
        });
    }

    [Fact]
    public async Task Verify_MutatedRequest_IsPassedOnlyForWhatWasSigned()
    {
        var identities = new List<string>();
        for (var each = 0; each < 3; each++) identities.Add(await country.SignAsync(SigningCountry.Caller, SigningCountry.Called));
        var signed = identities.Select(identity => TokenEdits.SignedPartOf(identity.Split(';')[0])).ToList();
        await RunAsync(VerificationBodies(identities), "stir/v1/verification", (body, status, answer) =>
        {
            if (status != 200) return RefusalIn(status, answer);
            var verdict = answer.GetProperty("verificationResponse");
            var verstat = verdict.GetProperty("verstat").GetString();
            Assert.Contains(verstat, (string[])["TN-Validation-Passed", "TN-Validation-Failed", "No-TN-Validation"]);
            if (verstat != "TN-Validation-Passed") return Fate.Refused;
            using var request = JsonDocument.Parse(body);
            var texts = TextsIn(request.RootElement).ToList();
            return signed.Any(part => texts.Any(text => text.Contains(part, StringComparison.Ordinal)))
                ? Fate.Verified
                : throw new FalseAcceptanceException(Encoding.UTF8.GetString(body));
        });
    }

    private Task RunAsync(List<byte[]> bodies, string path, Func<byte[], int, JsonElement, Fate> judge) => MutationRun.RunAsync(
        random => ValueTask.FromResult(Mutate(bodies, random)),
        async body =>
        {
            var (status, mediaType, octets) = await country.PostAsync(path, body);
            Assert.Equal(Json, mediaType);
            using var answer = JsonDocument.Parse(octets);
            return judge(body, status, answer.RootElement);
        },
        Encoding.UTF8.GetString);

    private static byte[] Mutate(List<byte[]> bodies, Xorshift random)
    {
        var body = random.Pick(bodies);
        for (var edits = random.Below(3); edits > 0; edits--) body = JsonEdits.Apply(body, random.Pick(bodies), random);
        return body;
    }

    // The form of ATIS-1000082, and the flat one of 3GPP beside it.
    private static Fate RefusalIn(int status, JsonElement answer)
    {
        Assert.Contains(status, (int[])[400, 403, 413]);
        var error = answer.GetProperty("requestError");
        var exception = error.TryGetProperty("serviceException", out var service) ? service : error.GetProperty("policyException");
        var id = exception.GetProperty("messageId").GetString()!;
        Assert.Matches(MessageIds(), id);
        Assert.NotEqual("", exception.GetProperty("text").GetString());
        Assert.NotEqual("", answer.GetProperty("error").GetString());
        return status == 403 || id == "SVC4005" ? Fate.Refused : Fate.Unread;
    }

    private static IEnumerable<string> TextsIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsIn),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => TextsIn(member.Value)),
        _ => [],
    };

    private static List<byte[]> SigningBodies()
    {
        var iat = SigningCountry.Time.GetUtcNow().ToUnixTimeSeconds();
        var orig = new { tn = SigningCountry.Caller };
        var dest = new { tn = (string[])[SigningCountry.Called] };
        object[] requests =
        [
            new { attest = "A", orig, dest, iat, origid = "8b3b6a05-6a3a-4d4a-9f4e-1f1c3e5f7a90", ppt = "shaken" },
            new
            {
                attest = "B", orig = new { uri = "sip:a@example.com" }, dest = new { uri = (string[])["sip:b@example.com"] }, iat,
                requestId = "1",
            },
            new { ppt = "base", orig, dest, iat, mky = new[] { new { alg = "sha-256", dig = "02AB" } } },
            new { ppt = "div", orig, dest, iat, div = new { tn = "12155550139", hi = "1.1" } },
            new { ppt = "rph", orig, dest, iat, rph = new { auth = (string[])["ets.0", "wps.0"] } },
            new { ppt = "rcd", orig, dest, iat, rcd = new { nam = "Q Branch" }, crn = "a delivery" },
            new { ppt = "msg", orig, dest, iat, msgi = ContentDigest.Of("hello"u8).ToString() },
        ];
        return [.. requests.Select(signingRequest => JsonSerializer.SerializeToUtf8Bytes(new { signingRequest }))];
    }

    private static List<byte[]> VerificationBodies(List<string> identities)
    {
        var now = SigningCountry.Time.GetUtcNow().ToUnixTimeSeconds();
        var (caller, called) = (SigningCountry.Caller, SigningCountry.Called);
        object[] requests =
        [
            new { from = new { tn = caller }, to = new { tn = (string[])[called] }, time = now, identity = identities[0] },
            new { from = new { tn = caller }, to = new { tn = (string[])[called] }, time = now, identity = identities },
            new { orig = new { tn = caller }, dest = new { tn = (string[])[called] }, iat = now, identity = identities[1] },
            new
            {
                from = new { uri = $"sip:+{caller}@example.com" },
                to = new { tn = called },
                dest = new { tn = called },
                time = now,
                identityHeader = identities[2],
                identityHeaders = (string[])[identities[1]],
                protectedHeaders = (string[])["Resource-Priority: ets.0", $"P-Asserted-Identity: <tel:+{caller}>"],
                requestId = "1",
            },
            new { from = new { tn = caller }, to = new { tn = (string[])[called] }, time = now },
        ];
        return [.. requests.Select(verificationRequest => JsonSerializer.SerializeToUtf8Bytes(new { verificationRequest }))];
    }

    [GeneratedRegex("^(?:SVC|POL)[0-9]{4}$", RegexOptions.None, 1000)]
    private static partial Regex MessageIds();
}
