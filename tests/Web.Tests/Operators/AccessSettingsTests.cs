using Microsoft.Extensions.Configuration;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Operators;

/// <summary>The settings of how callers prove who they are: what each refuses, and that all are off unless set.</summary>
public sealed class AccessSettingsTests
{
    public static TheoryData<string, string, string> Refused => new()
    {
        { "Access:TokenMinutes", "0", "Access:TokenMinutes" },
        { "Access:TokenMinutes", "1441", "Access:TokenMinutes" },
        { "Access:SessionHours", "169", "Access:SessionHours" },
        { "Access:CertificateHeader", "X ARR", "Access:CertificateHeader" },
        { "Access:ClientCertificates", "perhaps", "Access:ClientCertificates" },
        { "Access:ClientCertificates", "true", "Access:ClientCertificates" },
        { "Entra:Authority", "http://login.example/tenant", "Entra:Authority" },
        { "Entra:Authority", "https://login.example/tenant", "Entra:Audience" },
        { "Operator:Keys", "alice", "Operator:Keys" },
        { "Operator:Keys", $"alice:{Zeros}:root", "Operator:Keys" },
        { "Operator:Keys", $"alice:{Zeros}:auditor+", "Operator:Keys" },
        { "Operator:Keys", $"alice:{Zeros}:auditor:more", "Operator:Keys" },
        { "Operator:Keys", $"alice:{Zeros},bob:{Zeros}", "Operator:Keys" },
    };

    private static string Zeros => new('0', 64);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parse_OfAValueThatCannotBe_IsRefusedByName(string setting, string value, string named)
    {
        var outcome = Parse((setting, value));
        Assert.False(outcome.IsSuccess);
        Assert.Contains(outcome.Failure.Lines, line => line.StartsWith($"{named}:", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_OfATokenThatOutlivesItsSession_IsRefused() =>
        Assert.Contains("Access:TokenMinutes",
            Assert.Single(Parse(("Access:TokenMinutes", "90"), ("Access:SessionHours", "1")).Failure.Lines), StringComparison.Ordinal);

    [Fact]
    public void Parse_OfNothing_AsksForNoCertificate_AndDropsTheHeader()
    {
        var access = Parse().Value.Get<AccessSettings>();
        Assert.False(access.ClientCertificates);
        Assert.Null(access.CertificateHeader);
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromHours(12)), (access.Sessions.Access, access.Sessions.Whole));
    }

    private static Core.Foundations.Outcome<ParsedSettings, SettingsErrors> Parse(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Shaken:Roles"] = "cr", ["Shaken:Storage"] = "Memory" };
        foreach (var (name, value) in settings) all[name] = value;
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
