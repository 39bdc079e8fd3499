using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Tests;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>The program as a custom handler: what the Azure Functions host sends, and what a stranger could make it forward.</summary>
public sealed class FunctionsHostTests(Deployment deployment) : IClassFixture<Deployment>
{
    private const string Invocation = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"PurgeMailbox","UtcNow":"2026-11-21T12:00:00Z","RandGuid":"5d4f"}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_CalledByTheHost_AnswersWithAnObject()
    {
        var (url, port) = await StartHandlerAsync();
        using var response = await SendAsync(url, "/PurgeMailbox", $"127.0.0.1:{port}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(JsonValueKind.Object, answer.RootElement.GetProperty("Outputs").ValueKind);
    }

    [Theory]
    [InlineData("app.azurewebsites.net")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Timer_CalledThroughTheHostByAStranger_IsNotThere(string host)
    {
        var (url, _) = await StartHandlerAsync();
        using var response = await SendAsync(url, "/PurgeMailbox", host);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Proto")]
    public async Task Timer_CalledThroughAProxyingHost_IsNotThere(string header)
    {
        var (url, port) = await StartHandlerAsync();
        using var response = await SendAsync(url, "/PurgeMailbox", $"127.0.0.1:{port}", header);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Timer_OfARoleThatIsOff_IsAnsweredAllTheSame()
    {
        var (url, port) = await StartHandlerAsync();
        using var response = await SendAsync(url, "/RenewCertificate", $"127.0.0.1:{port}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public void FunctionsOfRoles_AreTheirsAndThoseOfEveryDeployment()
    {
        var folder = Directory.CreateTempSubdirectory("shaken-test-");
        try
        {
            Assert.True(FunctionFolders.TryWriteTo(folder.FullName, ["CR", "pa"], out _));
            var names = folder.EnumerateDirectories().Select(one => one.Name).ToList();
            Assert.Superset(new HashSet<string> { "Health", "CrGetCertificate", "PaGetCrl", "PaPublishCrl" }, names.ToHashSet());
            Assert.DoesNotContain(names, name => name.StartsWith("Cps", StringComparison.Ordinal) || name.StartsWith("Acme", StringComparison.Ordinal) || name == "PurgeMailbox");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A function that is left out takes none of its route's methods with it.
    [Theory]
    [InlineData(nameof(Role.Cps))]
    [InlineData(nameof(Role.Cr))]
    [InlineData(nameof(Role.Ca))]
    [InlineData(nameof(Role.Pa))]
    [InlineData(nameof(Role.Console))]
    [InlineData(nameof(Role.Registry))]
    public void FunctionsOfARole_ListEveryMethodOfTheirRoutesOnce(string role)
    {
        var bindings = FunctionFolders.Of([Enum.Parse<Role>(role)]).Select(
            file => JsonDocument.Parse(file.Content).RootElement.GetProperty("bindings"))
            .Where(one => Text(one[0], "type") == "httpTrigger").ToList();
        Assert.All(bindings.GroupBy(one => Text(one[0], "route")), route =>
            Assert.Equal(
                ["delete", "get", "head", "options", "patch", "post", "put", "trace"],
                route.SelectMany(MethodsOf).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("dance")]
    [InlineData("1")]
    [InlineData("cps,cr")]
    public void FunctionsOfWhatIsNoRole_AreNotWritten(string name)
    {
        var folder = Path.Combine(Path.GetTempPath(), "shaken-test-none");
        Assert.False(FunctionFolders.TryWriteTo(folder, ["cps", name], out var unknown));
        Assert.Equal((name, false), (unknown, Directory.Exists(folder)));
    }

    [Fact]
    public async Task Timer_WhenThereIsNoHost_IsNoEndpoint()
    {
        using var response = await SendAsync(deployment.Cps, "/PurgeMailbox", deployment.Cps.Authority);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task ReadinessProbe_IsAnswered()
    {
        var (url, port) = await StartHandlerAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Host = $"127.0.0.1:{port}" } };
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void EveryFunction_HasItsFunctionJson_WithExplicitRoute()
    {
        var written = FunctionFolders.All().ToDictionary(file => file.Path, file => JsonDocument.Parse(file.Content).RootElement.GetProperty("bindings"));
        Assert.Equal(FunctionTable.Http.Count + FunctionTable.Timers.Count, written.Count);
        foreach (var function in FunctionTable.Http)
        {
            var bindings = written[$"{function.Name}/function.json"];
            Assert.Equal(2, bindings.GetArrayLength());
            Assert.Equal(("httpTrigger", "anonymous", function.Route), (Text(bindings[0], "type"), Text(bindings[0], "authLevel"), Text(bindings[0], "route")));
            Assert.Equal(function.Methods.Select(method => method.ToLowerInvariant()), MethodsOf(bindings).Take(function.Methods.Count));
            Assert.Equal(("http", "out"), (Text(bindings[1], "type"), Text(bindings[1], "direction")));

            // One row takes the rest of a path: the files of the console, below a folder of their own.
            Assert.True(!function.Route.Contains('*', StringComparison.Ordinal) || function.Route == "console/{*path}", function.Route);
            Assert.False(function.Route.StartsWith('{') || function.Route.Length == 0, $"{function.Name} could take a timer's path");
        }

        foreach (var timer in FunctionTable.Timers)
        {
            Assert.Equal(("timerTrigger", timer.Schedule), (Text(written[$"{timer.Name}/function.json"][0], "type"), Text(written[$"{timer.Name}/function.json"][0], "schedule")));
            Assert.Equal(6, timer.Schedule.Split(' ').Length);
        }
    }

    [Fact]
    public void Names_AreUnique_AndNoRouteIsATimersPath()
    {
        var names = FunctionTable.Http.Select(function => function.Name).Concat(FunctionTable.Timers.Select(timer => timer.Name)).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain(FunctionTable.Timers, timer => FunctionTable.Http.Any(function => function.Route.Equals(timer.Name, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void BuildOutput_HoldsTheFunctionAppsFiles()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "function-app");
        Assert.True(File.Exists(Path.Combine(root, "host.json")), $"no host.json in {root}");
        foreach (var (path, content) in FunctionFolders.All()) Assert.Equal(content, File.ReadAllBytes(Path.Combine(root, path)));
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "host.json")));
        Assert.Equal("", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    // The native package's host.json is the isolated one's and the section for a custom handler.
    [Fact]
    public void HostJson_OfTheNativePackage_DiffersInItsCustomHandlerOnly()
    {
        var (isolated, native) =
            (JsonNode.Parse(Checkout.Read("host.json"))!.AsObject(), JsonNode.Parse(Checkout.Read("src/Server/host.json"))!.AsObject());
        Assert.True(native.Remove("customHandler"));
        Assert.Equal(isolated.ToJsonString(), native.ToJsonString());
    }

    [Fact]
    public async Task RetriedRequest_OfOneInvocation_MayPresentItsJtiAgain()
    {
        var (url, _) = await StartHandlerAsync();
        var bearer = await deployment.RetrieveBearerWithChainAsync();
        async Task<HttpStatusCode> RetrieveAsync(string invocation)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, $"/passports/1234/{Deployment.Called.Value}/{Deployment.Caller.Value}"));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
            request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", invocation);
            using var response = await deployment.Http.SendAsync(request, Token);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.NotFound, await RetrieveAsync("one"));
        Assert.Equal(HttpStatusCode.NotFound, await RetrieveAsync("one"));
        Assert.Equal(HttpStatusCode.Unauthorized, await RetrieveAsync("two"));
    }

    private static IEnumerable<string> MethodsOf(JsonElement bindings) =>
        bindings[0].GetProperty("methods").EnumerateArray().Select(method => method.GetString()!);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task<(Uri Url, int Port)> StartHandlerAsync()
    {
        var url = await deployment.StartUnderHostAsync();
        return (url, url.Port);
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, string path, string host, string? passedOnIn = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, path)) { Content = new StringContent(Invocation, Encoding.UTF8, "application/json") };
        request.Headers.Host = host;
        if (passedOnIn is not null) request.Headers.Add(passedOnIn, "app.azurewebsites.net");
        request.Headers.TransferEncodingChunked = url.Scheme == "http";
        return await deployment.Http.SendAsync(request, Token);
    }
}
