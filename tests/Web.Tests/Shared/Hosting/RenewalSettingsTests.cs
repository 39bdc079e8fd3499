using Microsoft.Extensions.Configuration;
using Shaken.Web.Authentication.Renewal;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Hosting;

public sealed class RenewalSettingsTests
{
    [Fact]
    public void Nothing_RenewsNothing()
    {
        Assert.True(SettingsParser.Parse(With([])).TryGet(out var settings, out _));
        Assert.False(settings.Get<RenewalSettings>().IsConfigured);
    }

    [Fact]
    public void Everything_IsAPlan()
    {
        Assert.True(SettingsParser.Parse(With(Good())).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var plan = settings.Get<RenewalSettings>().Plan!;
        Assert.Equal(("us-1234", "https://ca.example/acme/directory"), (plan.Options.Name, plan.Account.Directory.AbsoluteUri));
        Assert.IsType<TokenFileOrigin>(plan.Account.Tokens);
    }

    [Theory]
    [InlineData("Renewal:Provider", "1234", "Renewal:Provider: ")]
    [InlineData("Renewal:Directory", "", "Renewal:Directory: ")]
    [InlineData("Renewal:Directory", "http://ca.example/acme/directory", "Renewal:Directory: ")]
    [InlineData("Renewal:KeyFolder", "", "Renewal:KeyFolder: ")]
    [InlineData("Renewal:TokenFile", "", "Renewal: ")]
    [InlineData("Renewal:TokenAuthorityUrl", "https://ta.example", "Renewal: ")]
    [InlineData("Renewal:ExternalAccountId", "7", "Renewal:ExternalAccountKey: ")]
    [InlineData("Renewal:WebhookUrl", "https://ops.example", "Renewal:WebhookSecret: ")]
    [InlineData("Renewal:Fingerprint", "md5", "Renewal:Fingerprint: ")]
    [InlineData("Renewal:KeyPassphraseFile", "/nowhere/at/all", "Renewal:KeyPassphraseFile: ")]
    public void Fault_IsTold_ByItsName(string name, string value, string start)
    {
        var settings = Good();
        settings[name] = value;
        Assert.False(SettingsParser.Parse(With(settings)).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith(start, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Renewal:PolicyAdministratorUrl", "Renewal:TokenUser: ")]
    [InlineData("Renewal:TokenAuthorityUrl", "Renewal:TokenAccount: ")]
    public void TokenOrigin_TakesAnAccount(string name, string start)
    {
        var settings = Good();
        settings.Remove("Renewal:TokenFile");
        settings[name] = "https://tokens.example";
        Assert.False(SettingsParser.Parse(With(settings)).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public void UnderTheFunctionsHost_TheRoleAs_NamesItsProvider()
    {
        Assert.False(SettingsParser.Parse(With(new() { ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "1234", ["Shaken:Roles"] = "as" })).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith("Renewal:Provider: ", StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Good() => new()
    {
        ["Renewal:Provider"] = "US/1234",
        ["Renewal:Directory"] = "https://ca.example/acme/directory",
        ["Renewal:KeyFolder"] = "keys",
        ["Renewal:TokenFile"] = "token.jwt",
    };

    private static IConfiguration With(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
