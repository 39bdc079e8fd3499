using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Shaken.Core.Principals;

namespace Shaken.Web.Operators.SigningIn;

/// <summary>Passwords as ASP.NET Core Identity hashes them: PBKDF2 with HMAC-SHA-512, a random salt, and parameters in the hash.</summary>
internal sealed class IdentityPasswords : IPasswords
{
    // What OWASP advises for PBKDF2 with SHA-512 (2023).
    private const int Iterations = 210_000;

    private readonly PasswordHasher<IdentityPasswords> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    public string Hash(string password) => _hasher.HashPassword(this, password);

    public PasswordMatch Match(string hash, string password) => _hasher.VerifyHashedPassword(this, hash, password) switch
    {
        PasswordVerificationResult.Failed => PasswordMatch.Different,
        PasswordVerificationResult.Success => PasswordMatch.Same,
        PasswordVerificationResult.SuccessRehashNeeded => PasswordMatch.SameWithOldHash,
    };
}
