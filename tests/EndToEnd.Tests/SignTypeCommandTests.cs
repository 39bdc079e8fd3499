using System.Text.Json;
using Shaken.Core.Keys.Software;

namespace Shaken.EndToEnd.Tests;

/// <summary>PASSporTs of each type, signed by the command line and read by it.</summary>
public sealed class SignTypeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SignTypeCommandTests()
    {
        using var key = SoftwareKey.New();
        File.WriteAllText(_folder.File("sti.key"), key.ToPem());
        File.WriteAllText(_folder.File("card.json"), """[ "vcard", [ ] ]""");
        File.WriteAllText(_folder.File("message.txt"), "hello");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("base", "identity", "")]
    [InlineData("shaken", "attest", "B", "--attest", "B")]
    [InlineData("div", "div", "12155550129", "--div", "12155550129", "--hi", "1.1")]
    [InlineData("rph", "rph", "[\"ets.0\",\"wps.1\"]", "--rph", "ets.0", "--rph", "wps.1")]
    [InlineData("rcd", "crn", "for you", "--nam", "Ann", "--jcd", "card.json", "--crn", "for you")]
    [InlineData("msg", "msgi", "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ", "--message", "message.txt")]
    public async Task Sign_EveryType_IsReadAsThatType(string type, string member, string value, params string[] more)
    {
        var (code, token, error) = await SignAsync(["--type", type, .. more]);
        Assert.True(code == 0, error);
        var (read, output, _) = await Programs.ShakenAsync(_folder.Path, "passport", "inspect", token.Trim(), "--json");
        Assert.Equal(0, read);
        using var json = JsonDocument.Parse(output);
        var passport = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement[0] : json.RootElement;
        Assert.Equal(type, passport.GetProperty("type").GetString());
        if (value.Length == 0) return;
        var found = passport.GetProperty(member);
        Assert.Equal(value, found.ValueKind == JsonValueKind.String ? found.GetString() : JsonSerializer.Serialize(found));
    }

    [Theory]
    [InlineData("--type", "div-o")]
    [InlineData("--type", "div")]
    [InlineData("--type", "div", "--div", "12155550129", "--hi", "1..2")]
    [InlineData("--type", "rph")]
    [InlineData("--type", "rph", "--rph", "ets")]
    [InlineData("--type", "rcd")]
    [InlineData("--type", "rcd", "--nam", "Ann", "--jcd", "message.txt")]
    [InlineData("--type", "base", "--attest", "A")]
    [InlineData("--type", "base", "--nam", "Ann")]
    [InlineData("--type", "div", "--div", "12155550129", "--origid", "123e4567-e89b-12d3-a456-426655440000")]
    [InlineData("--type", "msg", "--message", "missing.txt")]
    public async Task Sign_OptionsThatDoNotFit_EndsWith2(params string[] options)
    {
        var (code, _, error) = await SignAsync(options);
        Assert.Equal(2, code);
        Assert.NotEmpty(error);
    }

    private Task<(int Code, string Output, string Error)> SignAsync(string[] options) => Programs.ShakenAsync(
        _folder.Path,
        [
            "passport", "sign", "--key", "sti.key", "--x5u", "https://cr.example/1.pem", "--orig", "12155550121", "--dest", "12155550131",
            .. options,
        ]);
}
