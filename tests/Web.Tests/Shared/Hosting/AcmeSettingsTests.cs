using Microsoft.Extensions.Configuration;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>What strangers may do at an ACME server unless an operator says otherwise.</summary>
public sealed class AcmeSettingsTests
{
    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData("Shaken:Listen:Address", "127.0.0.1", null, false)]
    [InlineData("Acme:BaseUrl", "http://127.0.0.1:7071/acme", null, false)]
    [InlineData("Acme:BaseUrl", "https://localhost/acme", null, false)]
    [InlineData("Acme:BaseUrl", "https://ca.example/acme", null, true)]
    [InlineData("Shaken:Listen:Address", "0.0.0.0", null, true)]
    [InlineData("Shaken:Listen:Address", "0.0.0.0", "false", false)]
    [InlineData(null, null, "true", true)]
    public void RequireExternalAccount_Unset_IsOnWhereStrangersCome(string? name, string? value, string? set, bool isRequired)
    {
        var settings = new Dictionary<string, string?> { ["Acme:RequireExternalAccount"] = set };
        if (name is not null) settings[name] = value;
        Assert.Equal(isRequired, Good(settings).Get<AcmeSettings>().Options.RequiresExternalAccount);
    }

    [Fact]
    public void UnderTheFunctionsHost_AccountsAreBound_AndTheFrontEndIsOneAddress()
    {
        var settings = new Dictionary<string, string?>
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "5000",
            ["Shaken:Roles"] = "cr",
            ["Acme:NewAccountsPerHour"] = "70",
        };
        var options = Good(settings).Get<AcmeSettings>().Options;
        Assert.True(options.RequiresExternalAccount);
        Assert.Equal((70, 70), (options.NewAccountsPerHour, options.NewAccountsPerAddressPerHour));
    }

    [Fact]
    public void Bounds_Unset_AreSafe()
    {
        var options = Good([]).Get<AcmeSettings>().Options;
        Assert.Equal((10, 300, TimeSpan.FromDays(30)),
            (options.NewAccountsPerAddressPerHour, options.NewAccountsPerHour, options.UnusedAccountLife));
    }

    [Theory]
    [InlineData("Acme:NewAccountsPerHour", "0")]
    [InlineData("Acme:NewAccountsPerAddressPerHour", "-1")]
    [InlineData("Acme:UnusedAccountDays", "0")]
    [InlineData("Acme:UnusedAccountDays", "3651")]
    [InlineData("Acme:RequireExternalAccount", "perhaps")]
    public void Fault_IsToldByItsName(string name, string value)
    {
        Assert.False(Parse(new() { [name] = value }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
    }

    private static ParsedSettings Good(Dictionary<string, string?> settings)
    {
        Assert.True(Parse(settings).TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        return parsed;
    }

    private static Core.Foundations.Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
