using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Functions.Tests;

/// <summary>The built isolated worker, as the Functions host sees it.</summary>
public sealed class WorkerTests(RunningWorker worker) : IClassFixture<RunningWorker>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Functions_OfTheWorker_AreTheTableOfItsRoles()
    {
        var names = FunctionTable.Http.Where(function => IsOn(function.Role)).Select(function => function.Name)
            .Concat(FunctionTable.Timers.Where(timer => IsOn(timer.Role)).Select(timer => timer.Name));
        Assert.Equal(names.Order(StringComparer.Ordinal), worker.Host.Functions.Keys.Order(StringComparer.Ordinal));
        foreach (var function in FunctionTable.Http.Where(function => IsOn(function.Role)))
        {
            var trigger = TriggerOf(function.Name);
            Assert.Equal(
                ("httpTrigger", "anonymous", function.Route), (Text(trigger, "type"), Text(trigger, "authLevel"), Text(trigger, "route")));
            Assert.Equal(
                function.Methods.Select(method => method.ToLowerInvariant()),
                trigger["methods"]!.AsArray().Select(method => method!.GetValue<string>()).Take(function.Methods.Count));
        }

        Assert.All(
            FunctionTable.Timers.Where(timer => IsOn(timer.Role)),
            timer =>
                Assert.Equal(
                    ("timerTrigger", timer.Schedule), (Text(TriggerOf(timer.Name), "type"), Text(TriggerOf(timer.Name), "schedule"))));
    }

    [Fact]
    public async Task Get_OfAFunction_IsAnsweredByItsEndpoint()
    {
        var (response, invocation) = await worker.Host.SendAsync("HealthLive", HttpMethod.Get, "/health/live");
        using (response)
        {
            Assert.Equal((HttpStatusCode.OK, "Success"), (response.StatusCode, WorkerHost.StatusOf(invocation)));
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
            Assert.Equal("OK", answer.RootElement.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Head_OfAFunctionThatAnswersGet_IsItsHeadersAlone()
    {
        var (response, _) = await worker.Host.SendAsync("HealthLive", HttpMethod.Head, "/health/live");
        using (response)
        {
            Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
        }
    }

    [Theory]
    [InlineData("CpsPublish", "DELETE", "/passports/1234/12155550131/12155550121", "GET, POST")]
    [InlineData("Health", "POST", "/health", "GET, HEAD")]
    public async Task Method_OfNoFunction_Is405WithAllow(string function, string method, string path, string allowed)
    {
        var first = FunctionTable.Http.First(one => one.Route == FunctionTable.Http.Single(named => named.Name == function).Route).Name;
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        var (response, _) = await worker.Host.SendAsync(first, new HttpMethod(method), path, content);
        using (response)
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
            Assert.Contains("method-not-allowed", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Failure_OfAnEndpoint_IsItsProblemDocument()
    {
        var (response, invocation) =
            await worker.Host.SendAsync("CrGetCertificate", HttpMethod.Get, $"/certificates/{new string('0', 64)}.pem");
        using (response)
        {
            Assert.Equal((HttpStatusCode.NotFound, "Success"), (response.StatusCode, WorkerHost.StatusOf(invocation)));
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Timer_ThatTheHostInvokes_Succeeds() =>
        Assert.Equal("Success", WorkerHost.StatusOf(await worker.Host.RunAsync("PurgeMailbox")));

    // Alerts find lines by this number, and the worker library's own way to the host loses it.
    [Fact]
    public void Lines_OfTheLog_HaveTheNumbersOfTheirEvents()
    {
        Assert.Contains(worker.Host.Output, line => line.Contains("\"EventId\":8113,", StringComparison.Ordinal));
        Assert.DoesNotContain(worker.Host.Output, line => line.Contains("Overriding address", StringComparison.Ordinal));
    }

    private static bool IsOn(Role? role) => role is null or Role.Cps or Role.Cr;

    private JsonObject TriggerOf(string function) =>
        JsonNode.Parse(worker.Host.Functions[function]["rawBindings"]![0]!.GetValue<string>())!.AsObject();

    private static string? Text(JsonObject binding, string name) => binding[name]?.GetValue<string>();
}
