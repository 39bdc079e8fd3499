using System.Text.RegularExpressions;
using NCrontab;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>The function app's folder, read as the host reads it.</summary>
public sealed partial class FunctionAppTests : IDisposable
{
    private readonly FunctionAppFolder _folder = new();
    private readonly FunctionApp _app;

    public FunctionAppTests() => _app = FunctionApp.Read(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_IsReadByAnOlderAndANewerHost()
    {
        Assert.True(_app.IsForwarded);
        Assert.True(_app.IsProxied);
        Assert.Equal(Path.Combine(_folder.Root, "shaken-functions"), _app.Executable);
        Assert.InRange(_app.Http.Count, 40, 1000);
        Assert.InRange(_app.Timers.Count, 5, 1000);
    }

    [Fact]
    public void EveryRoute_IsExplicit_AndAnswersOneMethod_HeadWithGet() => Assert.All(_app.Http, function =>
    {
        Assert.Equal("anonymous", function.AuthLevel);
        Assert.Matches("^(get|get,head|post|put)$", string.Join(',', function.Methods));
        Assert.Matches(ExplicitRoute(), function.Route);
    });

    [Fact]
    public void EveryTimer_HasAScheduleWithSeconds() => Assert.All(_app.Timers, timer =>
        Assert.NotNull(CrontabSchedule.TryParse(timer.Schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true })));

    // The host knows no precedence: the first function that matches takes the request.
    [Fact]
    public void ARequestOfOneFunction_IsOfNoOther() => Assert.All(_app.Http, function =>
        Assert.Equal([function], _app.Http.Where(other => other.Matches(function.Methods[0], "/" + Parameters().Replace(function.Route, "x1")))));

    [Fact]
    public void NoRoute_TakesATimersPath() => Assert.All(_app.Timers, timer =>
        Assert.DoesNotContain(_app.Http, function => function.Matches(function.Methods[0], $"/{timer.Name}")));

    [Theory]
    [InlineData("/certificates/x1.pem")]
    [InlineData("/download/v1/crl")]
    [InlineData("/ca/v1/crl")]
    [InlineData("/acme/new-nonce")]
    [InlineData("/acme/directory")]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    [InlineData("/operator/v1/certificates")]
    public void WhatIsFetched_CanBeAskedForItsHead(string path)
    {
        Assert.NotNull(_app.Find("GET", path));
        Assert.NotNull(_app.Find("HEAD", path));
    }

    [Theory]
    [InlineData("/passports/12155550131/12155550121")]
    [InlineData("/passports/1234/12155550131/12155550121")]
    [InlineData("/retrieve/12155550131/12155550121")]
    [InlineData("/cps/company/1234/passports/12155550131/12155550121")]
    public void WhatIsHandedOutOnce_CannotBeAskedForItsHead(string path)
    {
        Assert.NotNull(_app.Find("GET", path));
        Assert.Null(_app.Find("HEAD", path));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/admin/host/status")]
    [InlineData("DELETE", "/health")]
    public void WhatNoFunctionNames_IsNotPassedOn(string method, string path) => Assert.Null(_app.Find(method, path));

    // A word first, so that it can be no timer's path; parameters without * ? = or constraints.
    [GeneratedRegex(@"^[a-z][a-z0-9-]*(/([a-z0-9-]+|\{[a-z]+\})(\.[a-z]+)?)*$")]
    private static partial Regex ExplicitRoute();

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Parameters();
}
