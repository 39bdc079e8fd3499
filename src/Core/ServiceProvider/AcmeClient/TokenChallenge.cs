using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>An authorization and its tkauth-01 challenge (RFC 9447 section 3) as the CA shows them.</summary>
/// <param name="ChallengeUrl">Where the token goes.</param>
/// <param name="IsOpen">The challenge waits for a token.</param>
/// <param name="Problem">Why the challenge failed; null unless it did.</param>
internal sealed record TokenChallenge(string Status, string ChallengeUrl, bool IsOpen, string? Problem)
{
    public static Outcome<TokenChallenge, AcmeFailure> Read(AcmeAnswer answer)
    {
        if (!answer.TryReadJson("the authorization", out var json, out var failure)) return failure;
        using (json)
        {
            var root = json.RootElement;
            if (!root.TryGetString("status"u8, out var status)) return AcmeFailure.NotUnderstood("the authorization has no status");
            if (root.TryGetProperty("challenges"u8, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (var challenge in list.EnumerateArray().Where(IsByToken))
                {
                    if (!challenge.TryGetString("url"u8, out var url) || !challenge.TryGetString("status"u8, out var state)) continue;
                    string? problem = null;
                    if (challenge.TryGetProperty("error"u8, out var error) && AcmeProblemText.TryRead(error, out _, out var words))
                        problem = words;
                    return new TokenChallenge(status, url, status == "pending" && state == "pending", problem);
                }
            }

            return AcmeFailure.NotUnderstood("the authorization offers no tkauth-01 challenge");
        }
    }

    private static bool IsByToken(JsonElement challenge) =>
        challenge.ValueKind == JsonValueKind.Object && challenge.TryGetString("type"u8, out var type) && type == "tkauth-01"
        && (!challenge.TryGetString("tkauth-type"u8, out var kind) || kind == "atc");
}
