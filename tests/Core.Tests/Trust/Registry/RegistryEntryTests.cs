using System.Text.Json;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Registry;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Tests.Trust.Registry;

public sealed class RegistryEntryTests
{
    [Theory]
    [InlineData("CA", null, true)]
    [InlineData("CA", "1416", true)]
    [InlineData("CA", "1", false)]
    [InlineData("CA", "1212", false)]
    [InlineData("CA", "44", false)]
    [InlineData("XK", null, false)]
    [InlineData("XK", "383", true)]
    [InlineData("XK", "33", false)]
    [InlineData("XK", "3", false)]
    [InlineData("XK", "336", false)]
    [InlineData("AA", "8835", true)]
    public async Task TryCreate_Prefixes_MustBeTheCountrysOwn(string country, string? prefix, bool isGood)
    {
        var root = (await BorderWorld.AuthorityAsync(new ManualTime(), country)).PolicyAdministratorRoot;
        var prefixes = prefix is null ? null : RegistryWorld.Prefixes(prefix);
        Assert.Equal(isGood, TryCreate(root, prefixes: prefixes, failure: out var failure));
        if (!isGood) Assert.StartsWith("prefixes", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://sti-pa.ca.example/list")]
    [InlineData("https://reader:secret@sti-pa.ca.example/list")]
    [InlineData("https://sti-pa.ca.example/list#part")]
    [InlineData("")]
    public async Task TryCreate_UrlThatIsNotAllowed_IsRefused(string url)
    {
        var root = (await BorderWorld.AuthorityAsync(new ManualTime(), "CA")).PolicyAdministratorRoot;
        Assert.False(TryCreate(root, out var failure, url: url));
        Assert.StartsWith("listUrl", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryCreate_RootOfAnotherCountry_IsRefused()
    {
        var french = (await BorderWorld.AuthorityAsync(new ManualTime(), "FR")).PolicyAdministratorRoot;
        Assert.False(RegistryEntry.TryCreate(
            BorderWorld.Canada, "Canada", "https://sti-pa.ca.example/list", [french], prefixes: null, out _, out var failure));
        Assert.Contains("a root of FR", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData("right\u202Eto left")]
    public async Task TryCreate_NameThatHidesSomething_IsRefused(string name)
    {
        var root = (await BorderWorld.AuthorityAsync(new ManualTime(), "CA")).PolicyAdministratorRoot;
        Assert.False(TryCreate(root, out var failure, name));
        Assert.StartsWith("name", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Canada")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("=HYPERLINK(\"https://evil.example\")")]
    public async Task Json_EntryWritten_IsReadAsItWas(string name)
    {
        var root = (await BorderWorld.AuthorityAsync(new ManualTime(), "CA")).PolicyAdministratorRoot;
        var entry = RegistryWorld.EntryOf(root, name, RegistryWorld.Prefixes("1416", "1204")) with { State = RegistryEntryState.Disputed };
        var text = RegistryEntryJson.TextOf(entry);
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        Assert.True(RegistryEntryJson.TryRead(json.RootElement, out var read, out var failure), failure);
        Assert.Equal((name, RegistryEntryState.Disputed), (read.Name, read.State));
        Assert.Equal(["1204", "1416"], read.Prefixes!.All);
        Assert.Equal(text, RegistryEntryJson.TextOf(read));
    }

    [Theory]
    [InlineData("""{"country":"AB"}""", "country must be")]
    [InlineData("""{"country":"ca"}""", "country must be")]
    [InlineData("""{"country":"CA","name":"x","paRoots":["!"]}""", "an entry of paRoots")]
    [InlineData("""{"country":"CA","name":"x","paRoots":7}""", "paRoots must be")]
    [InlineData("""{"country":"CA","name":"x","prefixes":["x"]}""", "\"x\" is not")]
    [InlineData("""{"country":"CA","name":"x","state":"gone"}""", "state must be")]
    [InlineData("""{"country":"CA","name":"x","unrestrictd":true}""", "a member of the entry")]
    [InlineData("""{"country":"CA","name":"x"}""", "either listUrl is given")]
    [InlineData("""{"country":"CA","name":"x","unrestricted":true}""", "paRoots must be 1 to 8")]
    [InlineData("""[]""", "the entry is no object")]
    public void Json_BadEntry_NamesTheRule(string text, string failure)
    {
        using var json = JsonDocument.Parse(text);
        Assert.False(RegistryEntryJson.TryRead(json.RootElement, out _, out var found));
        Assert.StartsWith(failure, found, StringComparison.Ordinal);
    }

    private static bool TryCreate(
        TrustedRoot root, out string? failure, string name = "Example", string url = "https://sti-pa.example/list",
        CallingPrefixes? prefixes = null) =>
        RegistryEntry.TryCreate(root.Country, name, url, [root], prefixes, out _, out failure);
}
