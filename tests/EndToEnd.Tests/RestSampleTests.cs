using Shaken.Web.Tests.Support;

namespace Shaken.EndToEnd.Tests;

/// <summary>The sample that signs and verifies by REST, run as a program against the real service.</summary>
public sealed class RestSampleTests(SigningCountry country) : IClassFixture<SigningCountry>
{
    private const string Prefix = "Identity: ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_WhatItSigned_IsPassed()
    {
        var identity = await SignedAsync();
        var (code, output, error) = await RunAsync("verify", SigningCountry.Caller, SigningCountry.Called, identity);
        Assert.True(code == 0, output + error);
        Assert.StartsWith("verstat  TN-Validation-Passed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ForAnotherCaller_IsRefusedWithItsCode()
    {
        var (code, output, error) = await RunAsync("verify", "12155550122", SigningCountry.Called, await SignedAsync());
        Assert.True(code == 1, output + error);
        Assert.Contains("verstat  No-TN-Validation", output, StringComparison.Ordinal);
        Assert.Contains("sip      438", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithoutIdentity_IsNotVouchedFor()
    {
        var (code, output, error) = await RunAsync("verify", SigningCountry.Caller, "12155550132");
        Assert.True(code == 1, output + error);
        Assert.Contains("verstat  No-TN-Validation", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "error    SVC4005", "sign", "12155550121", "nobody")]
    [InlineData(1, "error    SVC4005", "verify", "nobody", "12155550131")]
    public async Task Ask_ForNoNumber_TellsTheError(int code, string shows, params string[] call)
    {
        var (actual, output, error) = await RunAsync(call);
        Assert.True(actual == code, $"{actual}: {output}{error}");
        Assert.Contains(shows, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_WithAKeyThatNobodyHas_TellsTheError()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tenant.key"), "key_unknown", Token);
        var (code, output, _) = await RunAsync(folder, country.Plain, ["sign", SigningCountry.Caller, SigningCountry.Called]);
        Assert.Equal(1, code);
        Assert.Contains("error    POL4010", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_WithoutAService_EndsAsDocumented()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tenant.key"), country.ApiKey, Token);
        var nowhere = new Uri("http://127.0.0.1:9/");
        var (code, output, error) = await RunAsync(folder, nowhere, ["sign", SigningCountry.Caller, SigningCountry.Called]);
        Assert.True(code == 3, output + error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sign", "12155550121")]
    [InlineData("judge", "12155550121", "12155550131")]
    [InlineData("sign", "12155550121", "12155550131", "an identity")]
    public async Task Ask_WithAnotherCommandLine_TellsHowToUseIt(params string[] call)
    {
        var (code, _, error) = await RunAsync(call);
        Assert.Equal(2, code);
        Assert.Contains("sign-and-verify-by-rest sign", error, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(TemporaryFolder folder, Uri service, string[] call) =>
        Programs.RunAsync(folder.Path, "dotnet", [Programs.SignAndVerifyByRest, call[0], service.AbsoluteUri, "tenant.key", .. call[1..]]);

    private async Task<string> SignedAsync()
    {
        var (code, output, error) = await RunAsync("sign", SigningCountry.Caller, SigningCountry.Called);
        Assert.True(code == 0 && output.StartsWith(Prefix, StringComparison.Ordinal), output + error);
        return output[Prefix.Length..].Trim();
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] call)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tenant.key"), country.ApiKey + "\n", Token);
        return await RunAsync(folder, country.Plain, call);
    }
}
