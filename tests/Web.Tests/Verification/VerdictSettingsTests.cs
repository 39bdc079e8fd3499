using System.Net;
using Microsoft.Extensions.Configuration;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Tests.Operators;
using Shaken.Web.Verification.Verdicts;

namespace Shaken.Web.Tests.Verification;

/// <summary>How calls are judged, as the settings say.</summary>
public sealed class VerdictSettingsTests
{
    private const string Request = """{"verificationRequest":{"from":{"tn":"12155550121"},"to":{"tn":["12155550131"]},"time":1}}""";

    [Fact]
    public void Read_Nothing_IsTheDefault()
    {
        var settings = Parse().Value.Get<VerdictSettings>();
        Assert.Equal((VerificationRules.Default, CallFreshness.Default), (settings.Rules, settings.Freshness));
    }

    [Fact]
    public void Read_Everything_IsTaken()
    {
        var settings = Parse(
            ("Vs:RequireIdentity", "true"), ("Vs:RefuseAnonymous", "true"), ("Vs:RefuseStaleDate", "true"),
            ("Vs:Difference", "HeldDecides"), ("Vs:FreshnessSeconds", "30"), ("Vs:AheadSeconds", "5"), ("Vs:DivertedSeconds", "10800"),
            ("Vs:FetchContents", "true"), ("Vs:Proof", "true")).Value.Get<VerdictSettings>();
        var rules = new VerificationRules
        {
            RequireIdentity = true,
            Anonymous = AnonymousCallers.Refused,
            RefusesStaleDate = true,
            Difference = HeldDifference.HeldDecides,
            FetchesContents = true,
            WantsProof = true,
        };
        Assert.Equal(rules, settings.Rules);
        Assert.Equal(
            new CallFreshness(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromHours(3)), settings.Freshness);
    }

    [Theory]
    [InlineData("Vs:DivertedSeconds", "59")]
    [InlineData("Vs:FreshnessSeconds", "0")]
    [InlineData("Vs:Difference", "Nobody")]
    [InlineData("Vs:RequireIdentity", "perhaps")]
    public void Read_AnotherValue_IsRefused(string name, string value)
    {
        Assert.False(Parse((name, value)).TryGet(out _, out var errors));
        Assert.Contains(errors!.Lines, line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("false", HttpStatusCode.OK, "No-TN-Validation")]
    [InlineData("true", HttpStatusCode.BadRequest, "SVC4001")]
    public async Task Verify_WithoutIdentity_IsARequestErrorOnlyWhereItIsRequired(string value, HttpStatusCode status, string text)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "vs"), ("Vs:RequireIdentity", value));
        var key = $"Bearer {await AddTenantAsync(world)}";
        var reply = await world.SendAsync(HttpMethod.Post, "/stir/v1/verification", Request, key);
        Assert.Equal(status, reply.Status);
        Assert.Contains(text, reply.Text, StringComparison.Ordinal);
    }

    private static async Task<string> AddTenantAsync(OperatorWorld world)
    {
        var terms = """{"revision":0,"name":"North","provider":"US/1234","reason":"test"}""";
        var administrator = $"Bearer {world.KeyOf("administrator")}";
        var made = await world.SendAsync(HttpMethod.Put, "/operator/v1/tenants/north", terms, administrator);
        Assert.Equal(HttpStatusCode.OK, made.Status);
        await world.AsAdministratorAsync("principals", new { userId = "sbc", kind = "tenant", account = "north", reason = "test" });
        var key = await world.AsAdministratorAsync("principals/sbc/keys", new { name = "test", reason = "test" });
        return key.Json.GetProperty("secret").GetString()!;
    }

    private static Core.Foundations.Outcome<ParsedSettings, SettingsErrors> Parse(params (string Name, string Value)[] settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
}
