using System.Net;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>
/// An STI-PA that is killed while it moves an account: what it answered is there, the same request sent again completes what was cut off,
/// and the audit log tells of each move once.
/// </summary>
public sealed class RegistryCrashTests : IDisposable
{
    private const int FullKills = 60;

    // A move takes a few milliseconds; the moments of the kills lie close together over that time, and beyond it.
    private const int LongestPauseMilliseconds = 24;

    private const ulong Seed = 87;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    private static int Kills { get; } = Math.Clamp(Effort.Of(FullKills), 6, 90);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KilledWhileItMovesAnAccount_LosesNothingAcknowledged_AndTellsOfEachMoveOnce()
    {
        var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        var random = new Xorshift(Seed, Kills);
        await using var server = await ServerProgram.StartAsync(_folder.Path, SettingsOf(hash), Time);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
        {
            BaseAddress = server.Url, Timeout = Patience,
        };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", secret);
        await PostAsync(http, "/operator/v1/accounts", """
            {"id":"one","reason":"applied","profile":{"name":"Example Telephone","country":"US","providers":["US/1234"],
            "contacts":[{"role":"technical","name":"Ann Example","email":"ann@example.com"}]}}
            """, key: "apply");
        await PostAsync(http, "/operator/v1/accounts/one/state", """{"state":"open","revision":1,"reason":"move open"}""", key: "open");

        var (moves, cut) = (new List<string> { "open" }, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            var (state, revision, key) = (kill % 2 == 0 ? "suspended" : "reinstated", kill + 2, $"move-{kill}");
            var body = $$"""{"state":"{{state}}","revision":{{revision}},"reason":"move {{kill}}"}""";
            var moving = TryPostAsync(http, "/operator/v1/accounts/one/state", body, key);
            await Task.Delay(TimeSpan.FromMilliseconds(kill * LongestPauseMilliseconds / Kills), Time, Token);
            await server.KillAndStartAsync(random);
            var answered = await moving;
            if (answered is null) cut++;

            // What was answered holds, before anything is sent again.
            if (answered is not null) Assert.Equal((state, revision + 1), await AccountAsync(http));
            await PostAsync(http, "/operator/v1/accounts/one/state", body, key);
            Assert.Equal((state, revision + 1), await AccountAsync(http));
            moves.Add(state);
        }

        await server.KillAndStartAsync(random);
        using var history = await GetAsync(http, "/operator/v1/accounts/one/history");
        var reasons = history.RootElement.GetProperty("acts").EnumerateArray().Select(act => act.GetProperty("reason").GetString());
        Assert.Equal(["applied", "move open", .. Enumerable.Range(0, Kills).Select(kill => $"move {kill}")], reasons);
        using var verified = await GetAsync(http, "/operator/v1/audit/verify");
        Assert.True(verified.RootElement.GetProperty("isWhole").GetBoolean());

        // The CAs hear of every suspension and of every end of one.
        using var notices = await GetAsync(http, "/pa/v1/notices");
        var kinds = notices.RootElement.GetProperty("notices").EnumerateArray().Select(notice => notice.GetProperty("kind").GetString());
        Assert.Equal(moves.Count(state => state == "suspended"), kinds.Count(kind => kind == "account-suspended"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{cut} of {Kills} moves were cut by a kill");
    }

    private Dictionary<string, string> SettingsOf(HashedKey key) => new()
    {
        ["Shaken__Roles"] = "pa",
        ["Shaken__Storage"] = "Disk",
        ["Shaken__DataFolder"] = _folder.File("store"),
        ["Pa__Url"] = "https://sti-pa.example",
        ["Operator__Keys"] = $"alice:{key}:administrator+registrar+auditor",
    };

    private static async Task<(string?, long)> AccountAsync(HttpClient http)
    {
        using var account = await GetAsync(http, "/operator/v1/accounts/one");
        return (account.RootElement.GetProperty("state").GetString(), account.RootElement.GetProperty("revision").GetInt64());
    }

    private static async Task<JsonDocument> GetAsync(HttpClient http, string path) =>
        JsonDocument.Parse(await http.GetStringAsync(path, Token));

    private static async Task PostAsync(HttpClient http, string path, string body, string key)
    {
        var answer = await TryPostAsync(http, path, body, key);
        Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.Created, $"{path} {body}: {answer}");
    }

    // Null: the connection was cut before the answer was there.
    private static async Task<HttpStatusCode?> TryPostAsync(HttpClient http, string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using var response = await http.SendAsync(request, Token);
            await response.Content.LoadIntoBufferAsync(Token);
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
