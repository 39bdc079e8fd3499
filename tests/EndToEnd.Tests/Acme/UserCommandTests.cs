using System.Text.Json;

namespace Shaken.EndToEnd.Tests.Acme;

/// <summary>Who may call a running service, and what its audit log says, with the command line alone.</summary>
[Collection(nameof(AcmeCountry))]
public sealed class UserCommandTests(AcmeCountry country)
{
    private string Server => new Uri(country.DirectoryUrl).GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task User_IsMade_GetsAKey_IsDisabled_AndTheLogTellsAll()
    {
        var made = await AskAsync(0, "pa", "user", "create", "carol", "--account", "one", "--address", "127.0.0.0/8",
            "--list-version-text", "--reason", "new API user");
        Assert.Equal(("carol", "account-user"), (made.GetProperty("userId").GetString(), made.GetProperty("kind").GetString()));
        Assert.Equal("user-id-taken", (
            await AskAsync(1, "pa", "user", "create", "carol", "--account", "two", "--reason", "again")).GetProperty("reason").GetString());

        var key = await AskAsync(0, "pa", "user", "key", "carol", "--name", "renewal", "--reason", "for the renewal");
        Assert.StartsWith("ak_", key.GetProperty("secret").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "carol", (await AskAsync(0, "pa", "user", "list")).EnumerateArray().Select(user => user.GetProperty("userId").GetString()));
        Assert.False((await AskAsync(0, "pa", "user", "disable", "carol", "--reason", "left")).GetProperty("isActive").GetBoolean());

        var entries = (await AskAsync(0, "audit", "list", "--subject", "principal:carol")).EnumerateArray().ToList();
        Assert.Equal(["principal-created", "principal-key-added", "principal-disabled"],
            entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal("left", entries[^1].GetProperty("reason").GetString());

        var last = (await AskAsync(0, "audit", "verify")).GetProperty("last");
        var (number, hash) = (last.GetProperty("number").GetRawText(), last.GetProperty("hash").GetString()!);
        Assert.True((await AskAsync(0, "audit", "verify", "--number", number, "--hash", hash)).GetProperty("isWhole").GetBoolean());
        Assert.False(
            (await AskAsync(1, "audit", "verify", "--number", number, "--hash", new string('0', 64))).GetProperty("isWhole").GetBoolean());

        var file = country.File("audit.csv");
        await AskAsync(0, "audit", "export", "--subject", "principal:carol", "--out", file);
        Assert.Equal(4, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length);
        await AskAsync(2, "audit", "export", "--out", file);
    }

    [Fact]
    public async Task Timers_OfTheService_AreListed()
    {
        var names = (await AskAsync(0, "operator", "timers")).EnumerateArray().Select(timer => timer.GetProperty("name").GetString());
        Assert.Contains("OperatorsFollowUp", names);
    }

    [Theory]
    [InlineData("pa", "user", "create", "dave", "--kind", "king", "--reason", "why")]
    [InlineData("pa", "user", "show", "two words")]
    [InlineData("audit", "verify", "--number", "1")]
    public async Task WhatMakesNoSense_IsAUsageError(params string[] arguments) =>
        Assert.NotEmpty((await AskAsync(2, arguments)).GetProperty("error").GetString()!);

    private async Task<JsonElement> AskAsync(int code, params string[] arguments)
    {
        string[] all = [.. arguments, "--server", Server, "--key-file", country.OperatorKeyFile, "--json"];
        var (ended, output, error) = await Programs.ShakenAsync(country.Folder, all);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
