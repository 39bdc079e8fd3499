using System.Text;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;

namespace Shaken.EndToEnd.Tests;

/// <summary><c>shaken csr</c> and <c>shaken cr key</c>, as an operator runs them.</summary>
public sealed class SigningRequestCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Csr_MakesAKeyThatOnlyItsOwnerMayRead_AndAsksForWhatItWasTold()
    {
        var (code, output, error) = await RunAsync("csr", "--key", "sti.key", "--spc", "1234", "--organization", "Provider A");
        Assert.True(code == 0, error);
        Assert.True(SigningRequest.TryReadPem(output, out var request, out var refusal), refusal?.Detail);
        Assert.Equal(Convert.FromHexString("3008A006160431323334"), request.TnAuthListDer.ToArray());
        Assert.Equal("O=Provider A", request.Subject.ToString());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("sti.key")));

        // The key that is there is used again, and not written.
        var before = await File.ReadAllTextAsync(_folder.File("sti.key"), Token);
        (code, output, error) = await RunAsync("csr", "--key", "sti.key", "--tn", "12025550100", "--range", "12025550110:10", "--ca");
        Assert.True(code == 0, error);
        Assert.True(SigningRequest.TryReadPem(output, out var second, out _));
        Assert.Equal(request.PublicKeyInfo.ToArray(), second.PublicKeyInfo.ToArray());
        Assert.True(second is { IsCa: true, TnAuthList.Entries.Count: 2 });
        Assert.Equal(before, await File.ReadAllTextAsync(_folder.File("sti.key"), Token));
    }

    [Theory]
    [InlineData("--spc", "not a code")]
    [InlineData("--range", "12025550100:1")]
    [InlineData("--range", "12025550190:10000000000")]
    public async Task Csr_OfWhatIsNoAuthority_IsAUsageError_AndMakesNoKey(string option, string value)
    {
        Assert.Equal(2, (await RunAsync("csr", "--key", "sti.key", option, value)).Code);
        Assert.Equal(2, (await RunAsync("csr", "--key", "sti.key")).Code);
        Assert.False(File.Exists(_folder.File("sti.key")));
    }

    [Fact]
    public async Task Inspect_ShowsWhatIsAsked_AndTheFingerprintThatATokenIsBoundTo()
    {
        Assert.Equal(0, (await RunAsync("csr", "--key", "sti.key", "--spc", "1234", "--out", "sti.csr")).Code);
        var (code, output, error) = await RunAsync("csr", "inspect", "sti.csr", "--json");
        Assert.True(code == 0, output + error);
        using var shown = JsonDocument.Parse(output);
        Assert.Equal("SPC 1234", Assert.Single(shown.RootElement.GetProperty("tnAuthList").EnumerateArray()).GetString());
        Assert.StartsWith("SHA256 ", shown.RootElement.GetProperty("fingerprint").GetString(), StringComparison.Ordinal);

        // A token for the CSR's key has just this fingerprint.
        Assert.Equal(0, (await RunAsync("pa", "init", "--country", "US", "--organization", "Test")).Code);
        var (_, token, _) = await RunAsync("pa", "token", "--spc", "1234", "--account-key", "sti.csr");
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var claims = Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
        using var claimed = JsonDocument.Parse(claims);
        Assert.Equal(
            shown.RootElement.GetProperty("fingerprint").GetString(),
            claimed.RootElement.GetProperty("atc").GetProperty("fingerprint").GetString());
        Assert.Equal(2, (await RunAsync("csr", "inspect", "sti.key")).Code);
    }

    [Fact]
    public async Task CrKey_PrintsAKey_AndItsLineForTheConfiguration()
    {
        var (code, output, error) = await RunAsync("cr", "key", "other-ca");
        Assert.True(code == 0, error);
        Assert.Matches("key: cr_[A-Za-z0-9_-]{43}\\s+configuration: other-ca:[0-9a-f]{64}", output);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Programs.ShakenAsync(_folder.Path, arguments);
}
