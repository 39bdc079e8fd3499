using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Shaken.Core.Principals;
using Shaken.Web.Operators.SigningIn;

namespace Shaken.Web.Tests.Operators;

public sealed class IdentityPasswordTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public void Match_OfItsOwnHash_IsTheSame()
    {
        var passwords = new IdentityPasswords();
        var hash = passwords.Hash(Password);
        Assert.Equal(PasswordMatch.Same, passwords.Match(hash, Password));
        Assert.Equal(PasswordMatch.Different, passwords.Match(hash, Password + "."));
    }

    [Fact]
    public void Match_OfAHashWithFewerIterations_AsksForANewOne()
    {
        var older = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));
        var hash = older.HashPassword("", Password);
        Assert.Equal(PasswordMatch.SameWithOldHash, new IdentityPasswords().Match(hash, Password));
        Assert.Equal(PasswordMatch.Different, new IdentityPasswords().Match(hash, "another"));
    }
}
