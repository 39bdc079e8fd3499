using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Principals.SigningIn;

/// <summary>Second factors: made, and their codes redeemed, each once. A secret is sealed under the deployment's.</summary>
public sealed class SecondFactors
{
    /// <summary>The table of codes that were used.</summary>
    public const string UsedTable = "used-codes";

    // The step before and the one after: clocks differ, and a code takes time to type (RFC 6238 section 5.2).
    private const int StepsAround = 1;

    private readonly Sealing[] _sealings;
    private readonly OneTimeStore _used;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    public SecondFactors(IRecords records, DeploymentSecrets secrets, TimeProvider time, IRandom random)
    {
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, "second-factor", random))];
        (_used, _time, _random) = (new OneTimeStore(records, UsedTable), time, random);
    }

    internal (byte[] Secret, SealedSecret Sealed) New(string userId)
    {
        var secret = new byte[Totp.SecretOctets];
        _random.Fill(secret);
        return (secret, new SealedSecret(_sealings[0].SecretId, _sealings[0].Seal(secret, userId)));
    }

    /// <summary>Whether the code is the principal's, now, and was not used before.</summary>
    /// <param name="redeemer">The request: the same one again succeeds again.</param>
    /// <exception cref="StorageException">The deployment's secret that seals the second factor is not configured any more.</exception>
    public async ValueTask<bool> TryRedeemAsync(Principal principal, string code, string redeemer, CancellationToken cancellationToken)
    {
        if (principal.Credentials.SecondFactor is not { } closed || code.Length != Totp.Digits) return false;
        var sealing = Array.Find(_sealings, candidate => candidate.SecretId == closed.SecretId);
        if (sealing is null || !sealing.TryOpen(closed.Octets, principal.UserId, out var secret))
            throw new StorageException(
                $"The second factor of {principal.UserId} is sealed under another deployment secret; an administrator must set it again.");
        var now = Totp.StepAt(_time.GetUtcNow());
        for (var step = now - StepsAround; step <= now + StepsAround; step++)
        {
            if (!IsSame(Totp.CodeOf(secret, step), code)) continue;
            var expiresAt = DateTimeOffset.FromUnixTimeSeconds((step + StepsAround + 1) * (long)Totp.Step.TotalSeconds);
            var identifier = step.ToString(CultureInfo.InvariantCulture);
            return await _used.TryRedeemAsync(principal.UserId, identifier, redeemer, expiresAt, cancellationToken);
        }

        return false;
    }

    private static bool IsSame(string expected, string code) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(code));
}
