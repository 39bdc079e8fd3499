using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Storage;
using Shaken.Local.Keys;

namespace Shaken.Local.Tests;

public sealed class KeyFolderTests : IDisposable
{
    private const string Name = "ca-issuing";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-keys-");

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private string Folder => Path.Combine(_folder.FullName, "keys");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Versions_LiveAtOnce_AndCurrentNamesOne()
    {
        var (first, second) = (await NewAsync(), await NewAsync());
        var keys = KeyFolder.Open(Folder);
        Assert.Equal(1, keys.Save(Name, first.Key, first.Chain));
        Assert.Null(keys.FindCurrent(Name));
        keys.MakeCurrent(Name, 1);
        Assert.Equal(2, keys.Save(Name, second.Key, second.Chain));
        Assert.Equal(first.Certificate.Fingerprint, keys.FindCurrent(Name)!.Certificate.Fingerprint);
        keys.MakeCurrent(Name, 2);

        var reopened = KeyFolder.Open(Folder);
        Assert.Equal([Name], reopened.Names);
        Assert.Equal([1, 2], reopened.Versions(Name));
        Assert.Equal((2, second.Certificate.Fingerprint), (reopened.FindCurrent(Name)!.Version, reopened.FindCurrent(Name)!.Certificate.Fingerprint));
        Assert.Equal(first.Key.PublicKey.Q.X, reopened.Get(Name, 1).Key.PublicKey.Q.X);
    }

    [Fact]
    public async Task FolderAndFiles_AreTheOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        await SaveAsync(KeyFolder.Open(Folder));
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
#pragma warning disable CA1416 // Skipped above.
        Assert.All(Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories).Append(Folder), path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
        Assert.All(Directory.EnumerateFiles(Folder, "*.pem", SearchOption.AllDirectories), path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
#pragma warning restore CA1416
        Assert.Contains("chmod 700", Assert.Throws<StorageException>(() => KeyFolder.Open(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyOfAnotherCertificate_IsNeitherSavedNorLoaded()
    {
        var (one, other) = (await NewAsync(), await NewAsync());
        var keys = KeyFolder.Open(Folder);
        Assert.Throws<ArgumentException>(() => keys.Save(Name, one.Key, other.Chain));
        Assert.Throws<ArgumentException>(() => keys.Save(Name, one.Key, []));
        keys.Save(Name, one.Key, one.Chain);
        await File.WriteAllTextAsync(Path.Combine(Folder, Name, "1", "chain.pem"), other.Certificate.ToPem(), TestContext.Current.CancellationToken);
        Assert.Contains("is not that of its first certificate", Assert.Throws<KeyFileException>(() => keys.Get(Name, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SealedKeys_OpenWithTheirPassphraseOnly()
    {
        var right = await PassphraseAsync("correct horse battery");
        await SaveAsync(KeyFolder.Open(Folder, right));
        Assert.DoesNotContain("BEGIN PRIVATE KEY", await File.ReadAllTextAsync(Path.Combine(Folder, Name, "1", "key.pem"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(1, KeyFolder.Open(Folder, right).FindCurrent(Name)!.Version);
        var wrong = await PassphraseAsync("incorrect horse battery");
        Assert.Throws<KeyFileException>(() => KeyFolder.Open(Folder, wrong).FindCurrent(Name));
        Assert.Contains("sealed with a passphrase", Assert.Throws<KeyFileException>(() => KeyFolder.Open(Folder).FindCurrent(Name)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", right.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passphrase_ThatIsShortOrNotThere_IsNone()
    {
        var path = Path.Combine(_folder.FullName, "passphrase");
        await File.WriteAllTextAsync(path, "short\n", TestContext.Current.CancellationToken);
        Assert.False(KeyPassphrase.TryFromFile(path, out _, out var failure));
        Assert.DoesNotContain("short", failure, StringComparison.Ordinal);
        Assert.False(KeyPassphrase.TryFromFile(path + "-missing", out _, out _));
        Assert.False(KeyPassphrase.TryFromEnvironment("SHAKEN_NO_SUCH_VARIABLE", out _, out _));
    }

    [Fact]
    public async Task WhatACrashLeft_IsNoVersion_AndGoesWithTheNextSave()
    {
        var keys = KeyFolder.Open(Folder);
        await SaveAsync(keys);
        var half = Directory.CreateDirectory(Path.Combine(Folder, Name, ".new")).FullName;
        await File.WriteAllTextAsync(Path.Combine(half, "key.pem"), "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Folder, Name, ".newcurrent"), "9", TestContext.Current.CancellationToken);
        Assert.Equal([1], keys.Versions(Name));
        Assert.Equal(1, keys.FindCurrentVersion(Name));
        await SaveAsync(keys);
        Assert.Equal([1, 2], keys.Versions(Name));
        Assert.Equal(2, keys.FindCurrent(Name)!.Version);
        Assert.False(Directory.Exists(half));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("Upper")]
    [InlineData(".hidden")]
    public async Task Name_ThatIsNone_IsABugOfTheCaller(string name)
    {
        var made = await NewAsync();
        Assert.Throws<ArgumentException>(() => KeyFolder.Open(Folder).Save(name, made.Key, made.Chain));
        Assert.Throws<ArgumentException>(() => KeyFolder.Open(Folder).FindCurrent(name));
    }

    [Fact]
    public async Task DamagedFiles_AreSaidToBe()
    {
        var keys = KeyFolder.Open(Folder);
        await SaveAsync(keys);
        await File.WriteAllTextAsync(Path.Combine(Folder, Name, "current"), "two", TestContext.Current.CancellationToken);
        Assert.Throws<StorageException>(() => keys.FindCurrent(Name));
        await File.WriteAllTextAsync(Path.Combine(Folder, Name, "current"), "2", TestContext.Current.CancellationToken);
        Assert.Throws<StorageException>(() => keys.FindCurrent(Name));
        await File.WriteAllTextAsync(Path.Combine(Folder, Name, "1", "key.pem"), "no key", TestContext.Current.CancellationToken);
        Assert.Throws<KeyFileException>(() => keys.Get(Name, 1));
        Assert.Throws<ArgumentException>(() => keys.MakeCurrent(Name, 3));
    }

    [Fact]
    public async Task Version_IsRemoved_UnlessItIsInUse()
    {
        var keys = KeyFolder.Open(Folder);
        await SaveAsync(keys);
        await SaveAsync(keys);
        Assert.Throws<ArgumentException>(() => keys.Remove(Name, 2));
        keys.Remove(Name, 1);
        keys.Remove(Name, 1);
        Assert.Equal([2], keys.Versions(Name));

        // A number is not given twice while the one in use is the last.
        await SaveAsync(keys);
        Assert.Equal([2, 3], keys.Versions(Name));
    }

    private static async Task SaveAsync(KeyFolder keys)
    {
        var made = await NewAsync();
        keys.MakeCurrent(Name, keys.Save(Name, made.Key, made.Chain));
    }

    private static async Task<CertifiedKey> NewAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var profile = new CaProfile(country, "Test", Oids.UnitedStatesPolicy14, new CrlReference("https://pa.example/crl", DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "STI-PA CRL"))));
        return (await new KeyCeremony(CeremonyLives.Default, Time, SystemRandom.Instance).FoundCaAsync(profile, TestContext.Current.CancellationToken)).Value;
    }

    private async Task<KeyPassphrase> PassphraseAsync(string text)
    {
        var path = Path.Combine(_folder.FullName, "passphrase");
        await File.WriteAllTextAsync(path, text + "\nsecond line\n", TestContext.Current.CancellationToken);
        return KeyPassphrase.TryFromFile(path, out var passphrase, out var failure) ? passphrase : throw new InvalidOperationException(failure);
    }
}
