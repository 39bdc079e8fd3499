using System.Text.Json;

namespace Shaken.EndToEnd.Tests;

/// <summary><c>shaken cr</c>, and an STI-CR of somebody else.</summary>
public sealed class PublishCommandTests(LoopbackCountry country) : IClassFixture<LoopbackCountry>
{
    private const int Attempts = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_WithTheKeyThatWasMade_GivesTheUrlThatServesTheChain_AndAgainTheSame()
    {
        var made = await JsonAsync(0, "cr", "key", "provider-a", "--json");
        var repository = await country.StartOpenRepositoryAsync(made.GetProperty("configuration").GetString()!);
        await WriteAsync("publisher", made.GetProperty("key").GetString()!);
        await WriteAsync("a.pem", string.Join('\n', country.A.Chain.Select(certificate => certificate.ToPem())));
        string[] publish = ["cr", "publish", "a.pem", "--to", repository.AbsoluteUri, "--secret-file", "publisher", "--json"];

        // The trusted-CA list is read in the background: until it is there nothing can be judged.
        var (code, output) = await RunAsync(publish);
        for (var attempt = 0; code == 3 && attempt < Attempts; attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25), LoopbackCountry.Time, Token);
            (code, output) = await RunAsync(publish);
        }

        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(output);
        var url = json.RootElement.GetProperty("url").GetString()!;
        Assert.Equal(new Uri(repository, $"/certificates/{country.A.Certificate.Fingerprint}.pem").AbsoluteUri, url);
        Assert.Empty(json.RootElement.GetProperty("findings").EnumerateArray());
        using var http = new HttpClient();
        Assert.Contains("BEGIN CERTIFICATE", await http.GetStringAsync(new Uri(url), Token), StringComparison.Ordinal);
        Assert.Equal(url, (await JsonAsync(0, publish)).GetProperty("url").GetString());

        await WriteAsync("publisher", "cr_wrong");
        Assert.Equal(401, (await JsonAsync(1, publish)).GetProperty("status").GetInt32());
        await JsonAsync(2, "cr", "publish", "roots.pem", "--to", repository.AbsoluteUri, "--secret-file", "publisher", "--json");
        await JsonAsync(2, "cr", "publish", "missing.pem", "--to", repository.AbsoluteUri, "--secret-file", "publisher", "--json");
        await JsonAsync(2, "cr", "key", "a:b", "--json");
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(country.Folder, name), text, Token);

    private async Task<(int Code, string Output)> RunAsync(string[] arguments)
    {
        var (code, output, error) = await Programs.ShakenAsync(country.Folder, arguments);
        return (code, output + error);
    }

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(country.Folder, arguments);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
