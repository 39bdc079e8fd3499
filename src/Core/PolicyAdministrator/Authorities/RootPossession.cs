using System.Globalization;
using System.Text;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>
/// Proof that the applicant who asks for a root to be listed has its key: a signature over a text that names the administrator, the root
/// and the day. A text and not a protocol, since a root's key is offline: any tool that signs a file with ECDSA and SHA-256 makes one.
/// </summary>
public static class RootPossession
{
    // A ceremony has its date, and its result travels.
    private const int DaysBack = 31;

    /// <summary>The text to be signed: ASCII, four lines, each ended by a line feed.</summary>
    /// <param name="administrator">As the policy administrator names itself, such as its origin.</param>
    /// <param name="fingerprint">SHA-256 of the root in DER, in lower-case hexadecimal.</param>
    /// <param name="day">The day of the signature, in UTC.</param>
    public static string ChallengeOf(string administrator, string fingerprint, DateOnly day) => string.Create(
        CultureInfo.InvariantCulture,
        $"List this STI-CA root as trusted\nadministrator: {administrator}\nroot: {fingerprint}\nday: {day:yyyy-MM-dd}\n");

    /// <summary>Why a signature is no proof; null: it is one.</summary>
    /// <param name="signature">ECDSA-Sig-Value in DER, over the SHA-256 of the challenge.</param>
    internal static string? FindViolation(
        TrustedRoot root, string administrator, DateOnly day, ReadOnlySpan<byte> signature, DateTimeOffset now)
    {
        // A day ahead: the earth turns, and the ceremony's clock is offline too.
        var today = DateOnly.FromDateTime(now.UtcDateTime).DayNumber;
        if (day.DayNumber > today + 1
            || day.DayNumber < today - DaysBack)
            return $"the challenge must be signed on a day of the last {DaysBack}";
        var challenge = Encoding.UTF8.GetBytes(ChallengeOf(administrator, root.Certificate.Fingerprint, day));
        return root.Certificate.PublicKey.Verifies(challenge, signature, Oids.EcdsaWithSha256)
            ? null
            : "the root's key did not sign the challenge of this day";
    }
}
