using System.Net;

namespace Shaken.Web.Tests.Delegation;

/// <summary>The delegation base over HTTP, as programs of providers read it.</summary>
public sealed class BaseEndpointTests
{
    [Theory]
    [InlineData("/delegation/v1/verify/OSP1/14155550100", HttpStatusCode.NoContent)]
    [InlineData("/delegation/v1/verify/OSP2/14155550100", HttpStatusCode.NotFound)]
    [InlineData("/delegation/v1/verify/OSP1/14155550200", HttpStatusCode.NotFound)]
    [InlineData("/delegation/v1/verify/osp1/14155550100", HttpStatusCode.BadRequest)]
    [InlineData("/delegation/v1/verify/OSP1/1415x", HttpStatusCode.BadRequest)]
    public async Task Verify_NumberAndProvider_IsAnswered(string path, HttpStatusCode expected)
    {
        await using var world = await DelegationWorld.StartAsync();
        await world.AddCustomerAsync("a");
        await world.GrantAsync("a", "14155550100-14155550199", "US/OSP1");
        var key = await world.KeyOfNewUserAsync("osp", "account-user", "one");
        Assert.Equal(expected, (await world.GetAsync(path, $"Bearer {key}")).Status);
    }

    [Fact]
    public async Task Copy_FullAndDelta_TellsTheSame()
    {
        await using var world = await DelegationWorld.StartAsync();
        await world.AddCustomerAsync("a");
        var key = await world.KeyOfNewUserAsync("osp", "account-user", "one");
        Assert.Equal("0", (await world.CopyAsync(key)).Cursor);
        var first = (await world.GrantAsync("a", "14155550100-14155550199", "US/OSP1")).Json.GetProperty("id").GetString();
        var (lines, cursor) = await world.CopyAsync(key);
        Assert.Equal(["14155550100-14155550199;OSP1"], lines);
        await world.GrantAsync("a", "14155550300", "US/OSP1");
        await world.AsAsync("registrar", $"delegation/grants/{first}/withdraw", new { reason = "asked" });
        var delta = await world.CopyAsync(key, $"?since={cursor}");
        Assert.Equal(["14155550300;OSP1;CREATED", "14155550100-14155550199;OSP1;REMOVED"], delta.Lines);
        Assert.Empty((await world.CopyAsync(key, $"?since={delta.Cursor}")).Lines);
        Assert.Equal(["14155550300;OSP1"], (await world.CopyAsync(key)).Lines);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    public async Task Copy_SinceThatNoCopyGave_IsRefused(string since)
    {
        await using var world = await DelegationWorld.StartAsync();
        var key = await world.KeyOfNewUserAsync("osp", "account-user", "one");
        var reply = await world.GetAsync($"/delegation/v1/base?since={since}", $"Bearer {key}");
        Assert.Equal((HttpStatusCode.BadRequest, "query-malformed"), (reply.Status, reply.Reason));
    }

    [Theory]
    [InlineData("customer")]
    [InlineData("reporter")]
    public async Task Copy_CallerOfAnotherKind_IsForbidden(string kind)
    {
        await using var world = await DelegationWorld.StartAsync();
        var key = await world.KeyOfNewUserAsync("other", kind, "one");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("/delegation/v1/base", $"Bearer {key}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("/delegation/v1/verify/OSP1/14155550100", $"Bearer {key}")).Status);
    }
}
