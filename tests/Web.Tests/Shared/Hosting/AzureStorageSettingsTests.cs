using Microsoft.Extensions.Configuration;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Hosting;

public sealed class AzureStorageSettingsTests
{
    private const string Secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
    private const string ByKey = "AccountName=shaken1;AccountKey=" + Secret;
    private const string Blobs = "https://shaken1.blob.core.windows.net";
    private const string Tables = "https://shaken1.table.core.windows.net";

    private static readonly string Deployment = $"one:{Convert.ToBase64String(new byte[32])}";

    [Fact]
    public void ConnectionString_IsAnAccountWithItsKey()
    {
        var settings = Good(new() { ["Azure:Storage:ConnectionString"] = ByKey });
        Assert.Equal(
            (StorageKind.Azure, "shaken1", "shaken"), (settings.Kind, settings.Account!.Connection.Key!.Account, settings.Account.Prefix));
        Assert.Equal($"{Tables}/", settings.Account.Connection.Tables.AbsoluteUri);
    }

    [Fact]
    public void Endpoints_AreAnAccountForAnIdentity()
    {
        var settings = Good(new()
        {
            ["Azure:Storage:BlobEndpoint"] = Blobs, ["Azure:Storage:TableEndpoint"] = Tables, ["Azure:Storage:Prefix"] = "prod", ["Azure:ClientId"] = "72f988bf-86f1-41af-91ab-2d7cd011db47",
        });
        Assert.Null(settings.Account!.Connection.Key);
        Assert.Equal(("prod", "72f988bf-86f1-41af-91ab-2d7cd011db47"), (settings.Account.Prefix, settings.Account.ClientId));
    }

    [Fact]
    public void AnotherStorage_LeavesTheAccountAlone() =>
        Assert.Null(Good(new() { ["Shaken:Storage"] = "Disk", ["Azure:Storage:ConnectionString"] = "nonsense" }).Account);

    [Theory]
    [InlineData("Azure:Storage:ConnectionString", "AccountName=shaken1;AccountKey=!" + Secret, "Azure:Storage:ConnectionString: ")]
    [InlineData("Azure:Storage:ConnectionString", "SharedAccessSignature=" + Secret, "Azure:Storage:ConnectionString: ")]
    [InlineData("Azure:Storage:ConnectionString", "", "Azure:Storage:BlobEndpoint: ")]
    [InlineData("Azure:Storage:ConnectionString", "", "Azure:Storage:TableEndpoint: ")]
    [InlineData("Azure:Storage:BlobEndpoint", Blobs, "Azure:Storage:ConnectionString: ")]
    [InlineData("Azure:Storage:Prefix", "prod0", "Azure:Storage:Prefix: ")]
    [InlineData("Azure:ClientId", "someone", "Azure:ClientId: ")]
    [InlineData("Shaken:DeploymentSecrets", "", "Shaken:DeploymentSecrets: ")]
    public void SettingThatIsWrong_IsTold_WithoutTheKey(string name, string value, string error)
    {
        Assert.False(Parse(new() { ["Azure:Storage:ConnectionString"] = ByKey, [name] = value }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith(error, StringComparison.Ordinal));
        Assert.DoesNotContain(errors.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://shaken1.table.core.windows.net")]
    [InlineData("https://shaken1.table.core.windows.net/?sig=1")]
    [InlineData("shaken1")]
    public void EndpointThatCannotCarryAToken_IsRefused(string endpoint)
    {
        Assert.False(Parse(new() { ["Azure:Storage:BlobEndpoint"] = Blobs, ["Azure:Storage:TableEndpoint"] = endpoint }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith("Azure:Storage:TableEndpoint: ", StringComparison.Ordinal));
    }

    [Fact]
    public void BlobEndpoint_BelowWhichNoContainerIsFound_IsRefused()
    {
        Assert.False(
            Parse(
                new() { ["Azure:Storage:BlobEndpoint"] = $"{Blobs}/shaken1", ["Azure:Storage:TableEndpoint"] = Tables }).TryGet(out _,
                out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith("Azure:Storage:BlobEndpoint: ", StringComparison.Ordinal));
    }

    [Fact]
    public void EverythingWrong_IsToldAtOnce_EachOnce()
    {
        Assert.False(Parse(new() { ["Azure:Storage:Prefix"] = "A", ["Azure:ClientId"] = "someone", ["Shaken:DeploymentSecrets"] = "" }).TryGet(out _, out var errors));
        string[] wanted = ["Azure:Storage:Prefix", "Azure:ClientId", "Azure:Storage:BlobEndpoint", "Azure:Storage:TableEndpoint", "Shaken:DeploymentSecrets"];
        Assert.All(wanted, name => Assert.Single(errors.Lines, line => line.StartsWith($"{name}: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void SettingsPrinted_HoldNoKey() =>
        Assert.DoesNotContain(
            Secret, Good(new() { ["Azure:Storage:ConnectionString"] = ByKey }).Account!.ToString(), StringComparison.Ordinal);

    private static StorageSettings Good(Dictionary<string, string?> settings) =>
        Parse(settings).TryGet(out var read, out var errors)
            ? read.Get<StorageSettings>()
            : throw new InvalidOperationException(string.Join("; ", errors.Lines));

    private static Core.Foundations.Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?> { ["Shaken:Storage"] = "Azure", ["Shaken:DeploymentSecrets"] = Deployment };
        foreach (var (name, value) in settings) all[name] = value;
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
