using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>
/// The functions of the isolated worker answer as the endpoints of the web program do, though no middleware of ASP.NET Core
/// surrounds them.
/// </summary>
public sealed class WorkerFunctionsTests
{
    private static readonly string Chain = $"/certificates/{new string('a', 64)}.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Listed_IsTheFunctionTableOfTheRolesThatAreOn()
    {
        await using var worker = WorkerDeployment.New(shared: null);
        Assert.Equal(
            FunctionTable.Http.Where(function => function.Role is null or Role.Cr).Select(function => function.Name)
                .Concat(
                    FunctionTable.Timers.Where(
                        timer => timer.Role is null or Role.Cr).Select(timer => timer.Name)).Order(StringComparer.Ordinal),
            worker.Functions.Listed.Select(function => function.Name).Order(StringComparer.Ordinal));
        Assert.All(worker.Functions.Listed, function => Assert.NotEmpty(function.Bindings));
    }

    // The worker library reads directions with a capital only, and gives what is returned to the binding $return.
    [Fact]
    public async Task Listed_BindingsOfARequest_AreInTheWorkersWords()
    {
        await using var worker = WorkerDeployment.New(shared: null);
        var bindings = worker.Functions.Listed.Single(function => function.Name == "HealthLive")
            .Bindings.Select(text => JsonNode.Parse(text)!)
            .ToList();
        Assert.Equal(2, bindings.Count);
        Assert.Equal(
            ("httpTrigger", "In", "health/live"),
            ((string?)bindings[0]["type"], (string?)bindings[0]["direction"], (string?)bindings[0]["route"]));
        Assert.Equal(
            ("http", "Out", "$return"), ((string?)bindings[1]["type"], (string?)bindings[1]["direction"], (string?)bindings[1]["name"]));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Answer_ToARequestOfTheFunction_IsTheEndpoints(string method)
    {
        await using var worker = WorkerDeployment.New(shared: null);
        var (status, headers, _) = await worker.AskAsync("HealthLive", method, "/health/live");
        Assert.Equal((200, "no-store"), (status, headers.CacheControl.ToString()));
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Answer_ToAMethodOfNoFunction_Is405WithAllow(string method)
    {
        await using var worker = WorkerDeployment.New(shared: null);
        var first = FunctionTable.Http.First(
            function => function.Route == FunctionTable.Http.Single(one => one.Name == "CrGetCertificate").Route).Name;
        var (status, headers, body) = await worker.AskAsync(first, method, Chain, new byte[Limits.RequestBodyOctets + 1]);
        Assert.Equal((405, "GET, HEAD, PUT"), (status, headers.Allow.ToString()));
        Assert.Contains("method-not-allowed", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ToABodyBeyondEveryBound_Is413()
    {
        await using var worker = WorkerDeployment.New(shared: null);
        var publish = FunctionTable.Http.Single(function => function is { Role: Role.Cr, Method: "PUT" });
        var (status, _, body) = await worker.AskAsync(publish.Name, "PUT", Chain, new byte[Limits.RequestBodyOctets + 1]);
        Assert.Equal(413, status);
        Assert.Contains("body-too-large", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ToAnAddressThatAsksTooOften_Is429()
    {
        await using var worker = WorkerDeployment.New(
            shared: null, ("Limits:PerAddressPerSecond", "1"), ("Limits:ForwardedHeader", "X-Azure-SocketIP"));
        var statuses = new List<int>();
        for (var count = 0; count < 4; count++) statuses.Add((await AskAsync(worker, "192.0.2.1")).Status);
        Assert.Equal([404, 404, 429, 429], statuses);

        // Loopback is the host's, so that the header it passes on counts.
        Assert.Equal(404, (await AskAsync(worker, "192.0.2.2")).Status);
        Assert.Equal("1", (await AskAsync(worker, "192.0.2.1")).Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task Answer_WhileTheStoreIsAway_Is503AndToldOnce()
    {
        var outage = new Outage();
        var store = new SharedStore(
            new MemoryRecords(), new InterceptedBlobs(new MemoryBlobs()) { Hook = outage.AroundAsync },
            new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null));
        await using var worker = WorkerDeployment.New(store);
        outage.EndsAt = 1;
        var (status, headers, body) = await worker.AskAsync("CrGetCertificate", "GET", Chain);
        Assert.Equal((503, "5"), (status, headers.RetryAfter.ToString()));
        Assert.Contains("unavailable", body, StringComparison.Ordinal);
        Assert.Single(worker.Log, line => line.StartsWith("Error 8121 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_ToAnUnknownFunction_IsABugAndNoAnswer()
    {
        await using var worker = WorkerDeployment.New(shared: null);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => worker.AskAsync("CpsPublish", "GET", Chain));
    }

    [Fact]
    public async Task IsTimer_TellsTimersFromRequests()
    {
        await using var worker = WorkerDeployment.New(shared: null, ("Shaken:Roles", "pa"));
        Assert.True(worker.Functions.IsTimer("PaPublishCrl"));
        Assert.False(worker.Functions.IsTimer("HealthLive"));
        await worker.Functions.RunAsync("PaPublishCrl", worker.Services, Token);
    }

    [Fact]
    public async Task RequestId_IsTheInvocationAndNoHeader()
    {
        await using var worker = WorkerDeployment.New(shared: null);
        var ids = worker.Services.GetRequiredService<RequestIds>();
        var request = worker.NewRequest("GET", Chain, ("X-Azure-Functions-InvocationId", "mine"), ("x-ms-invocation-id", "mine"));
        Assert.NotEqual("mine", ids.Of(request));
        await worker.Functions.AnswerAsync("CrGetCertificate", "theirs", request);
        Assert.Equal("theirs", ids.Of(request));
    }

    [Fact]
    public void Settings_OfAWorker_AreThoseOfADeployment()
    {
        var settings = new Dictionary<string, string?> { ["Shaken:IsolatedWorker"] = "true" };
        Assert.Contains(Parse(settings).Failure.Lines, line => line.StartsWith("Shaken:Roles: ", StringComparison.Ordinal));
        settings["Shaken:Roles"] = "cps";
        Assert.Contains(Parse(settings).Failure.Lines, line => line.StartsWith("Shaken:DeploymentSecrets: ", StringComparison.Ordinal));
        settings["Shaken:Roles"] = "cr";
        Assert.Equal(ProgramHost.IsolatedWorker, Parse(settings).Value.Get<ListenSettings>().Host);
    }

    [Fact]
    public void Settings_OfAWorkerInAnAppForCustomHandlers_AreRefused()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:IsolatedWorker"] = "true",
            ["Shaken:Roles"] = "cr",
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "7079",
        };
        Assert.Contains(Parse(settings).Failure.Lines, line => line.StartsWith("FUNCTIONS_CUSTOMHANDLER_PORT: ", StringComparison.Ordinal));
    }

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    private static Task<(int Status, IHeaderDictionary Headers, string Body)> AskAsync(WorkerDeployment worker, string address) =>
        worker.AskAsync("CrGetCertificate", "GET", Chain, headers: ("X-Azure-SocketIP", address));
}
