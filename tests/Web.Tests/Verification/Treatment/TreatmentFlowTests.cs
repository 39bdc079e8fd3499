using System.Net;
using Shaken.Core.Passports;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Verification.Treatment;

/// <summary>Real calls under real policies: what a SIP server is told to do.</summary>
public sealed class TreatmentFlowTests(StirWorld world) : IClassFixture<StirWorld>
{
    [Fact]
    public async Task Verify_UnderCut_EndsFailedAndUnsignedCallsEachTime()
    {
        var key = await TenantAsync("cut", """{"profile":"cut","rules":[]}""");
        Assert.Equal(("continue", null), TreatmentOf(await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync()), key)));
        for (var times = 0; times < 2; times++)
        {
            Assert.Equal(("reject", 428), TreatmentOf(await world.VerifyAsync(world.AtisRequest(identity: null), key)));
            Assert.Equal(("reject", 438), TreatmentOf(await world.VerifyAsync(world.AtisRequest(await ForgedAsync()), key)));
        }
    }

    [Fact]
    public async Task Verify_UnderDeliver_LetsThemGoOnAndTellsTheSigner()
    {
        var key = await TenantAsync("soft", """{"profile":"deliver","rules":[]}""");
        var reply = await world.VerifyAsync(world.AtisRequest(await ForgedAsync()), key);
        Assert.Equal(("continue", null), TreatmentOf(reply));
        var reason = Assert.Single(reply.Verification.GetProperty("reasonHeaders").EnumerateArray().ToList()).GetString();
        Assert.StartsWith("STIR;cause=438;text=\"Invalid Identity Header\";ppi=\"..", reason, StringComparison.Ordinal);
        Assert.Equal(("continue", null), TreatmentOf(await world.VerifyAsync(world.AtisRequest(identity: null), key)));
    }

    [Fact]
    public async Task Verify_WithFinalOnce_EndsTheFirstFailureOfANumberOnly()
    {
        var key = await TenantAsync("once", """{"profile":"deliver","rules":[{"name":"all","finalOnce":{}}]}""");
        Assert.Equal(("reject", 438), TreatmentOf(await world.VerifyAsync(world.AtisRequest(await ForgedAsync()), key)));
        var later = await world.VerifyAsync(world.AtisRequest(await ForgedAsync()), key);
        Assert.Equal(("continue", null), TreatmentOf(later));
        Assert.Equal("No-TN-Validation", later.Verification.GetProperty("verstat").GetString());
        string[] told = ["reasonHeaders", "reasoncode", "reasontext", "reasondesc"];
        Assert.All(told, name => Assert.False(later.Verification.TryGetProperty(name, out _), later.Text));
    }

    [Fact]
    public async Task Verify_CallerOnTheDoNotOriginateList_IsRejectedThoughItsGatewaySigned()
    {
        var key = await TenantAsync("dno", """{"profile":"deliver","rules":[]}""");
        var revision = (await world.OperateAsync(HttpMethod.Get, "do-not-originate")).Json.GetProperty("revision").GetInt64();
        var put = await world.OperateAsync(
            HttpMethod.Put, $"do-not-originate?revision={revision}&reason=test", $"{Deployment.Caller.Value}\n");
        Assert.Equal(HttpStatusCode.OK, put.Status);
        var reply = await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync(Attestation.C)), key);
        Assert.Equal(("reject", 608), TreatmentOf(reply));
        var validation = reply.Verification.GetProperty("treatment").GetProperty("validation");
        Assert.Equal("do-not-originate", validation.GetProperty("rule").GetString());
        Assert.DoesNotContain(Deployment.Caller.Value, reply.Text, StringComparison.Ordinal);
        await world.OperateAsync(HttpMethod.Put, $"do-not-originate?revision={revision + 1}&reason=test", "19005550100\n");
    }

    private static (string? Action, int? Code) TreatmentOf(StirReply reply)
    {
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        var treatment = reply.Verification.GetProperty("treatment");
        return (treatment.GetProperty("action").GetString(), treatment.TryGetProperty("code", out var code) ? code.GetInt32() : null);
    }

    // A good header with the signature of another.
    private async Task<string> ForgedAsync()
    {
        var (good, other) = (await world.IdentityAsync(), await world.IdentityAsync());
        var (token, rest) = (good.Split(';', 2)[0], good.Split(';', 2)[1]);
        return $"{token[..(token.LastIndexOf('.') + 1)]}{other.Split(';')[0].Split('.')[2]};{rest}";
    }

    private async Task<string> TenantAsync(string id, string policy)
    {
        var key = await world.AddTenantAsync(id, "both");
        var put = await world.OperateAsync(
            HttpMethod.Put, $"tenants/{id}/treatment-policy", $$"""{"policy":{{policy}},"revision":0,"reason":"test"}""");
        Assert.True(put.Status == HttpStatusCode.OK, put.Text);
        return key;
    }
}
