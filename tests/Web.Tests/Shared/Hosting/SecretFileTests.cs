using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.Hosting;

public sealed class SecretFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    private string SecretPath => Path.Combine(_folder.FullName, "deployment-secret");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ReadOrMake_Twice_GivesOneSecret_ThatOnlyTheOwnerReads()
    {
        var first = SecretFile.ReadOrMake(_folder.FullName, SystemRandom.Instance);
        Assert.Equal(first.Current.ToText(), SecretFile.ReadOrMake(_folder.FullName, SystemRandom.Instance).Current.ToText());
        Assert.Equal("deployment-secret", Assert.Single(_folder.GetFiles()).Name);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretPath));
    }

    // Under its own name the file is whole or not there: a crash while it is written leaves another name.
    [Fact]
    public void ReadOrMake_AfterACrashWhileWriting_MakesAWholeSecret()
    {
        File.WriteAllText(SecretPath + ".1-1.new", "local:AA");
        Assert.Equal("local", SecretFile.ReadOrMake(_folder.FullName, SystemRandom.Instance).Current.Id);
    }

    [Fact]
    public void ReadOrMake_WhenAnotherProcessIsQuicker_TakesItsSecret()
    {
        var other = DeploymentSecret.New("local", SystemRandom.Instance).ToText();
        var random = new ActingRandom(() => File.WriteAllText(SecretPath, other));
        Assert.Equal(other, SecretFile.ReadOrMake(_folder.FullName, random).Current.ToText());
    }

    [Fact]
    public void ReadOrMake_WithHalfASecret_IsRefused()
    {
        File.WriteAllText(SecretPath, "local:AA");
        Assert.Throws<StorageException>(() => SecretFile.ReadOrMake(_folder.FullName, SystemRandom.Instance));
    }

    /// <summary>Does something at the very moment at which a secret is made.</summary>
    private sealed class ActingRandom(Action act) : IRandom
    {
        public void Fill(Span<byte> octets)
        {
            act();
            SystemRandom.Instance.Fill(octets);
        }
    }
}
