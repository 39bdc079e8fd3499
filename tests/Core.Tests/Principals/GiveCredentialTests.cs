using System.Text;
using Shaken.Contracts;
using Shaken.Core.Principals;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Principals;

/// <summary>API keys, passwords, second factors and certificates: found, removed, shown once, stored nowhere.</summary>
public sealed class GiveCredentialTests
{
    private static readonly string Fingerprint = new('a', 64);

    private readonly PrincipalWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_IsFoundUntilItIsRemoved()
    {
        await _world.AddAsync("ann");
        var shown = (await _world.Giving.AddKeyAsync("ann", "renewal", _world.Request(), Token)).Value;
        var key = shown.Secret.Reveal();
        Assert.StartsWith("ak_", key, StringComparison.Ordinal);
        Assert.Equal("ann", (await _world.Principals.FindByKeyAsync(key, Token))?.UserId);
        Assert.Null(await _world.Principals.FindByKeyAsync(key[..^1] + (key[^1] == 'A' ? 'B' : 'A'), Token));
        Assert.Null(await _world.Principals.FindByKeyAsync(new string('x', 300), Token));
        Assert.True((await _world.Giving.RemoveKeyAsync("ann", shown.Id, _world.Request(), Token)).IsSuccess);
        Assert.Null(await _world.Principals.FindByKeyAsync(key, Token));
        Assert.Equal(
            ["principal-created", "principal-password-set", "principal-key-added", "principal-key-removed"],
            await _world.AuditedAsync("ann"));
    }

    [Fact]
    public async Task Key_SameRequestAgain_ShowsNothingAndMakesNone()
    {
        await _world.AddAsync("ann");
        var request = _world.Request();
        Assert.True((await _world.Giving.AddKeyAsync("ann", "renewal", request, Token)).IsSuccess);
        var again = await _world.Giving.AddKeyAsync("ann", "renewal", request, Token);
        Assert.Equal(PrincipalFailure.SecretShownBefore, again.Failure.Failure);
        Assert.Single((await _world.Principals.FindAsync("ann", Token))!.Credentials.Keys);
    }

    [Fact]
    public async Task Key_TheEleventh_IsRefused()
    {
        await _world.AddAsync("ann");
        for (var number = 1; number <= 10; number++)
            Assert.True((await _world.Giving.AddKeyAsync("ann", $"key {number}", _world.Request(), Token)).IsSuccess);
        var eleventh = await _world.Giving.AddKeyAsync("ann", "key 11", _world.Request(), Token);
        Assert.Equal(PrincipalFailure.TooManyCredentials, eleventh.Failure.Failure);
    }

    [Fact]
    public async Task Certificate_OfAnotherPrincipal_IsRefusedUntilItIsRemovedThere()
    {
        await _world.AddAsync("ann");
        await _world.AddAsync("bob");
        Assert.True(
            (await _world.Giving.AddCertificateAsync("ann", Fingerprint.ToUpperInvariant(), "tls", _world.Request(), Token)).IsSuccess);
        Assert.Equal("ann", (await _world.Principals.FindByCertificateAsync(Fingerprint, Token))?.UserId);
        var taken = await _world.Giving.AddCertificateAsync("bob", Fingerprint, "tls", _world.Request(), Token);
        Assert.Equal(PrincipalFailure.CertificateTaken, taken.Failure.Failure);
        Assert.True((await _world.Giving.RemoveCertificateAsync("ann", Fingerprint, _world.Request(), Token)).IsSuccess);
        Assert.Null(await _world.Principals.FindByCertificateAsync(Fingerprint, Token));
        Assert.True((await _world.Giving.AddCertificateAsync("bob", Fingerprint, "tls", _world.Request(), Token)).IsSuccess);
        Assert.Equal("bob", (await _world.Principals.FindByCertificateAsync(Fingerprint, Token))?.UserId);
    }

    [Fact]
    public async Task Certificate_SameRequestAgain_Succeeds()
    {
        await _world.AddAsync("ann");
        var request = _world.Request();
        for (var time = 0; time < 2; time++)
            Assert.True((await _world.Giving.AddCertificateAsync("ann", Fingerprint, "tls", request, Token)).IsSuccess);
        Assert.Single((await _world.Principals.FindAsync("ann", Token))!.Credentials.Certificates);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("elevenchars")]
    public async Task Password_TooShort_IsRefused(string password) => Assert.Equal(
        PrincipalFailure.ProfileNotAllowed,
        (await _world.Giving.SetPasswordAsync("ann", password, _world.Request(), Token)).Failure.Failure);

    [Fact]
    public async Task Password_OfAMegabyte_IsRefusedWithoutHashing()
    {
        await _world.AddAsync("ann");
        var before = _world.Passwords.Count;
        var refused = await _world.Giving.SetPasswordAsync("ann", new string('x', 1024 * 1024), _world.Request(), Token);
        Assert.Equal(PrincipalFailure.ProfileNotAllowed, refused.Failure.Failure);
        Assert.Equal(before, _world.Passwords.Count);
    }

    [Fact]
    public async Task Secrets_AreNeverWrittenToTheStore()
    {
        var written = new StringBuilder();
        var world = new PrincipalWorld(new InterceptedRecords(new MemoryRecords())
        {
            Hook = (call, next) =>
            {
                foreach (var record in call.Written)
                    written.AppendLine($"{record.Key.Partition} {record.Key.Row} {Encoding.UTF8.GetString(record.Document.Span)}");
                return next();
            },
        });
        await world.AddAsync("ann");
        List<string> secrets =
        [
            PrincipalWorld.Password,
            (await world.Giving.AddKeyAsync("ann", "renewal", world.Request(), Token)).Value.Secret.Reveal(),
            (await world.Giving.SetPasswordAsync("ann", null, world.Request(), Token)).Value.Secret.Reveal(),
            (await world.Giving.SetSecondFactorAsync("ann", world.Request(), Token)).Value.Secret.Reveal(),
        ];
        var tokens = await world.SessionAsync("ann");
        secrets.AddRange([tokens.Access.Reveal(), tokens.Refresh.Reveal()]);
        Assert.Contains("principal-second-factor-set", written.ToString(), StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, written.ToString(), StringComparison.Ordinal));
    }
}
