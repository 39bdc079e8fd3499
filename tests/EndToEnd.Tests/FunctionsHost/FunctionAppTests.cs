using System.Text.RegularExpressions;
using NCrontab;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>The function app's folder, read as the host reads it.</summary>
public sealed partial class FunctionAppTests : IDisposable
{
    // The files of the console: what no more explicit route below /console/ takes.
    private const string Files = "Console";

    private static readonly string[] EveryMethod = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

    private readonly FunctionAppFolder _folder = new();
    private readonly FunctionApp _app;

    public FunctionAppTests() => _app = FunctionApp.Read(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_IsReadByAnOlderAndANewerHost()
    {
        Assert.True(_app.IsForwarded);
        Assert.True(_app.IsProxied);
        Assert.Equal(Path.Combine(_folder.Root, "shaken-server"), _app.Executable);
        Assert.InRange(_app.Http.Count, 40, 1000);
        Assert.InRange(_app.Timers.Count, 5, 1000);
    }

    // In that mode the host sends each request's path, and with it the numbers of a call.
    [Fact]
    public void Host_SendsNoSpansOfItsOwn() =>
        Assert.DoesNotContain(
            "telemetryMode", File.ReadAllText(Path.Combine(_folder.Root, "host.json")), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void EveryRoute_IsExplicit() => Assert.All(_app.Http.Where(function => function.Name != Files), function =>
    {
        Assert.Equal("anonymous", function.AuthLevel);
        Assert.Matches(ExplicitRoute(), function.Route);
    });

    // What no function of the route lists, the host answers with an empty 404 before the program can say 405.
    [Fact]
    public void Methods_OfEachRoute_AreAllAndNoneTwice() => Assert.All(_app.Http.GroupBy(function => function.Route), route =>
        Assert.Equal(EveryMethod, route.SelectMany(function => function.Methods).Order(StringComparer.Ordinal)));

    [Fact]
    public void EveryTimer_HasAScheduleWithSeconds() => Assert.All(_app.Timers, timer =>
        Assert.NotNull(CrontabSchedule.TryParse(timer.Schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true })));

    // The host knows no precedence: the first function that matches takes the request.
    [Fact]
    public void ARequestOfOneFunction_IsOfNoOther() => Assert.All(_app.Http.Where(one => one.Name != Files), function =>
        Assert.All(function.Methods, method => Assert.Equal(
            [function],
            _app.Http.Where(other => other.Name != Files && other.Matches(method, "/" + Parameters().Replace(function.Route, "x1"))))));

    // The host prefers the more explicit of two routes, and these files are below one folder.
    [Fact]
    public void FilesOfTheConsole_TakeNoPathOfAnother()
    {
        var files = _app.Http.Single(function => function.Name == Files);
        Assert.Equal("console/{*path}", files.Route);
        Assert.True(files.Matches("GET", "/console/_framework/x.js"));
        Assert.All(_app.Http.Where(one => !one.Route.StartsWith("console/", StringComparison.Ordinal)), function =>
            Assert.All(function.Methods, method =>
                Assert.False(files.Matches(method, "/" + Parameters().Replace(function.Route, "x1")), function.Route)));
    }

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
    [InlineData("GET", "/acme/new-account")]
    [InlineData("PUT", "/cps/company/1")]
    [InlineData("OPTIONS", "/acme/directory")]
    [InlineData("HEAD", "/retrieve/12155550131/12155550121")]
    public void Find_MethodThatThePathDoesNotAnswer_IsPassedOn(string method, string path) => Assert.NotNull(_app.Find(method, path));

    // The host's logs and counts name functions: a request is counted for the one that answers it.
    [Theory]
    [InlineData("POST", "CpsPublish")]
    [InlineData("GET", "CpsRetrieve")]
    public void Find_MethodOfOneFunction_IsThatFunction(string method, string name) =>
        Assert.Equal(name, _app.Find(method, "/passports/1234/12155550131/12155550121")?.Name);

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/admin/host/status")]
    public void WhatNoFunctionNames_IsNotPassedOn(string method, string path) => Assert.Null(_app.Find(method, path));

    // A word first, so that it can be no timer's path; parameters without * ? = or constraints.
    [GeneratedRegex(@"^(\.well-known|[a-z][a-z0-9-]*(\.json)?)(/([a-z0-9-]+|\{[a-z][a-z0-9]*\})(\.[a-z]+)?)*$")]
    private static partial Regex ExplicitRoute();

    [GeneratedRegex(@"\{[a-z][a-z0-9]*\}")]
    private static partial Regex Parameters();
}
