using Shaken.Core.Auditing;

namespace Shaken.Core.Tests.Auditing;

public sealed class ActRequestTests
{
    [Theory]
    [InlineData(null, "1", "192.0.2.1", "reason")]
    [InlineData("", "1", "192.0.2.1", "reason")]
    [InlineData("escape \u001b[2J", "1", "192.0.2.1", "reason")]
    [InlineData("good", null, "192.0.2.1", "request id")]
    [InlineData("good", "", "192.0.2.1", "request id")]
    [InlineData("good", "a b", "192.0.2.1", "request id")]
    [InlineData("good", "1", "two\nlines", "address")]
    public void TryCreate_OfAPartBeyondItsBounds_IsRefusedByName(string? reason, string? requestId, string? address, string part)
    {
        Assert.False(ActRequest.TryCreate(AuditWorld.Alice, address, reason, requestId, out _, out var failure));
        Assert.Contains(part, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCreate_OfALongReason_IsRefused()
    {
        Assert.True(ActRequest.TryCreate(AuditWorld.Alice, address: null, new string('x', AuditAct.MaxReason), "1", out _, out _));
        Assert.False(ActRequest.TryCreate(AuditWorld.Alice, address: null, new string('x', AuditAct.MaxReason + 1), "1", out _, out _));
    }
}
